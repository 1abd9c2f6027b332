"""What people and offices answer for in rectification, for whoever sees them leave (people/holdings.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext
from django_scopes import scope

from zhenggai.jobs.actions import enqueue
from zhenggai.people.holdings import Holding, Item
from zhenggai.people.queries import can, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.lifecycle import COMPLETE, SETTLED
from zhenggai.rectification.models import Issue, Measure
from zhenggai.rectification.settings import REINDEX_JOB

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

_NAMED = 20
"""Issues that are named one by one; the ledger has all of them."""


def held_by_person(viewer: Viewer, person: Person) -> Iterator[Holding]:
    """Open issues that the person leads, answers for, works on or reports on; open measures likewise."""
    yield from _held(viewer, person.organ, issues_naming(person), Q(owner=person))


def held_by_office(viewer: Viewer, office: Office) -> Iterator[Holding]:
    """Open issues that the office leads or helps with; open measures likewise."""
    issues = Q(lead_dept=office) | Q(
        pk__in=Issue.co_depts.through.objects.filter(office=office).values("issue")
    )
    yield from _held(viewer, office.organ, issues, Q(department=office))


def issues_naming(person: Person) -> Q:
    return Q(charge_leader=person) | Q(owner=person) | Q(handler=person) | Q(liaison=person)


def reindex(kind: str, key: int, organ: int) -> None:
    """Somebody is called otherwise now: the worker makes the search find the issues by the new name."""
    enqueue(REINDEX_JOB, {kind: key, "organ": organ}, office_id=organ)


def _held(viewer: Viewer, organ: Office, issues: Q, measures: Q) -> Iterator[Holding]:
    """Counted for everybody who administers; named only for those who may see them."""
    with scope(office=[organ.pk]):
        open_issues = Issue.objects.filter(issues).exclude(state__in=SETTLED)
        issue_count = open_issues.count()
        measure_count = Measure.objects.filter(measures).exclude(state__in=COMPLETE).count()
        named: list[Issue] = []
        if issue_count and can(viewer, "issue.list"):
            named = list(visible(viewer, Issue).filter(pk__in=open_issues).order_by("position"))
    yield Holding(
        gettext("未办结的问题"),
        issue_count,
        tuple(Item("rectification.issue", one.uuid, str(one)) for one in named[:_NAMED]),
    )
    yield Holding(gettext("未完成的措施"), measure_count)
