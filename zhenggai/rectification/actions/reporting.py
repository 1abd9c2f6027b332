"""What was done, said with a fact (填报进展)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.proving import Offer, offer_all
from zhenggai.rectification.actions.refusals import not_found, refuse_future, refuse_settled
from zhenggai.rectification.guards import refuse_without_fact
from zhenggai.rectification.lifecycle import IssueState, MeasureState
from zhenggai.rectification.models import Issue, Measure, Progress
from zhenggai.rectification.stepping import step_issue, step_measure

LONGEST_PROGRESS = 2_000


@action("issue.report_progress", on="issue")
def report_progress(
    viewer: Viewer,
    issue: Issue,
    *,
    text: str,
    today: date,
    measure: Measure | None = None,
    happened_on: date | None = None,
    offers: Sequence[Offer] = (),
) -> Progress:
    """Say what was done, with proof at once where there is some. The text must hold a fact; the first report sets
    measure and issue to work."""
    refuse_settled(issue, measure)
    text = plain_text(text, longest=LONGEST_PROGRESS)
    _check_progress(issue, text, measure, happened_on, today)
    entry = Progress.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        text=text,
        happened_on=happened_on,
        last_on=happened_on or today,
        reporter_id=viewer.person_id,
        reporter_name=viewer.name,
    )
    _set_to_work(issue, measure)
    _note_day(issue, happened_on or today)
    items = offer_all(viewer, issue, measure, offers, today) if offers else []
    words = {"code": measure.code if measure else issue.code, "count": len(items)}
    note(
        obj=issue,
        summary=gettext("填报进展：%(code)s，佐证 %(count)s 件") % words
        if items
        else gettext("填报进展：%(code)s") % words,
        progress=str(entry.uuid),
        digests=[item.attachment.sha256 for item in items],
    )
    return entry


def _check_progress(
    issue: Issue, text: str, measure: Measure | None, happened_on: date | None, today: date
) -> None:
    if measure and measure.issue_id != issue.pk:
        raise not_found()
    refuse_without_fact(text)
    refuse_future(happened_on, today)


def _set_to_work(issue: Issue, measure: Measure | None) -> None:
    """The first report starts what was waiting to be started, and takes up again what was returned or reopened; a
    measure that waits for an event stays waiting."""
    if measure and measure.state == MeasureState.TODO:
        step_measure(measure, "start")
    elif measure and measure.state == MeasureState.RETURNED:
        step_measure(measure, "resume")
    if issue.state == IssueState.PLANNED:
        step_issue(issue, "start")
    elif issue.state in (IssueState.RETURNED, IssueState.REOPENED):
        step_issue(issue, "resume")


def _note_day(issue: Issue, day: date) -> None:
    """The issue keeps the day of its newest progress: by it stalling is reckoned."""
    if issue.last_progress_on is None or issue.last_progress_on < day:
        Issue.objects.filter(pk=issue.pk).update(last_progress_on=day)
        issue.last_progress_on = day
