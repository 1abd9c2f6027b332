"""What has a day for somebody: deadlines of what is theirs, letters to answer; for their calendar (iCalendar)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from zhenggai.lib.icalendar import Entry
from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.lifecycle import COMPLETE, SETTLED
from zhenggai.rectification.models import Issue, Measure, Milestone
from zhenggai.rectification.supervision.queries import waiting_letters
from zhenggai.rectification.supervision.wording import number_words

BACK = timedelta(days=60)
MOST = 500
"""Days of one kind in a calendar; the earliest."""


def agenda(viewer: Viewer, today: date, site: str) -> Iterator[Entry]:
    """Open things only, from two months back on; what is done leaves the calendar."""
    person, since = viewer.person_id, today - BACK
    if person is None:
        return
    mine = Q(owner=person) | Q(handler=person) | Q(charge_leader=person)
    issues = visible(viewer, Issue).filter(mine, deadline__gte=since).exclude(state__in=SETTLED)
    for issue in issues.order_by("deadline", "pk")[:MOST]:
        if issue.deadline is not None:
            words = gettext("问题 %(code)s 到期") % {"code": issue.code}
            yield _entry(
                issue.uuid, issue.deadline, words, issue.title, f"{site}/issues/{issue.uuid}/"
            )
    measures = visible(viewer, Measure).filter(owner=person, deadline__gte=since)
    for measure in measures.exclude(state__in=COMPLETE).order_by("deadline", "pk")[:MOST]:
        if measure.deadline is not None:
            words = gettext("措施 %(code)s 到期") % {"code": measure.code or ""}
            address = f"{site}/measures/{measure.uuid}/"
            yield _entry(measure.uuid, measure.deadline, words, measure.content, address)
    steps = visible(viewer, Milestone).filter(
        Q(measure__owner=person) | Q(measure__issue__handler=person),
        done_on=None,
        deadline__gte=since,
    )
    for step in steps.select_related("measure").order_by("deadline", "pk")[:MOST]:
        words = gettext("节点“%(title)s”到期") % {"title": step.title}
        yield _entry(step.uuid, step.deadline, words, step.measure.code or "", f"{site}/inbox/")
    for letter in waiting_letters(viewer)[:MOST]:
        words = gettext("%(letter)s回复期限") % {"letter": number_words(letter)}
        address = f"{site}/letters/{letter.uuid}/"
        yield _entry(letter.uuid, letter.reply_by, words, letter.issue.title, address)


def _entry(uuid: object, day: date, title: str, text: str, address: str) -> Entry:
    return Entry(f"{uuid}@zhenggai", day, title, text[:200], address)
