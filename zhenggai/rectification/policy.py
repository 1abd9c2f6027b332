"""Who may do what in rectification, and whose rows they see (security.md §2, process.md §1)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.lifecycle import ISSUE_MOVES, MEASURE_MOVES, roles_of
from zhenggai.rectification.models import (
    Evidence,
    Extension,
    Issue,
    Measure,
    Milestone,
    RootCause,
)

_ALL_OF_THE_OFFICE = frozenset(
    {
        "principal",
        "group_leader",
        "rect_office",
        "discipline_committee",
        "superior_reviewer",
        "office_admin",
    }
)
"""Roles that see every issue of their offices; a superior those of all offices below."""

_OWN_WORK = frozenset({"charge_leader", "lead_dept", "co_dept", "handler"})
"""Roles that see the issues they lead, work on or answer for."""

READERS = _ALL_OF_THE_OFFICE | _OWN_WORK
_RECT_OFFICE = frozenset({"rect_office", "group_leader"})


def sees_whole_rounds(viewer: Viewer) -> bool:
    """Whether a round that the viewer may see is seen with every one of its issues."""
    return bool(viewer.roles & _ALL_OF_THE_OFFICE)


def works_on(viewer: Viewer, issue: Issue) -> bool:
    """The rectification office works on every issue, others on those that name them or their department."""
    if viewer.roles & _RECT_OFFICE:
        return True
    return Issue.objects.filter(_named_in(viewer), pk=issue.pk).exists()


def works_on_measure(viewer: Viewer, measure: Measure) -> bool:
    """As on its issue; a measure that answers no issue is the rectification office's."""
    if measure.issue is None:
        return bool(viewer.roles & _RECT_OFFICE)
    return works_on(viewer, measure.issue)


def _works_on_its_issue(viewer: Viewer, part: RootCause | Evidence) -> bool:
    return works_on(viewer, part.issue)


def _works_on_its_measure(viewer: Viewer, milestone: Milestone) -> bool:
    return works_on_measure(viewer, milestone.measure)


def _handed_it_in(viewer: Viewer, evidence: Evidence) -> bool:
    """Whoever handed it in; the rectification office may take back any."""
    return viewer.person_id == evidence.attached_by_id or "rect_office" in viewer.roles


def _asked_for_it(viewer: Viewer, extension: Extension) -> bool:
    return viewer.person_id is not None and viewer.person_id == extension.asked_by_id


def leads_or_handles(viewer: Viewer, issue: Issue) -> bool:
    """Closure and extensions are asked for by the leading department and by whoever handles the issue."""
    person = viewer.person_id
    mine = person is not None and person in (issue.handler_id, issue.owner_id)
    return mine or issue.lead_dept_id in viewer.department_ids


_WORKERS = frozenset({"rect_office", "lead_dept", "co_dept", "handler"})
_PLANNERS = frozenset({"rect_office", "lead_dept"})
_IMPORTERS = frozenset({"rect_office"})
"""Whoever keeps the whole ledger brings it back from a workbook (product.md); the departments' parts come to them."""

_SPEAKERS = frozenset().union(
    *(roles_of(ISSUE_MOVES, name) for name in ("review", "approve", "confirm"))
)
"""Whoever may pass an application at some level; whose turn it is, says the guard (closing/guard.py)."""

POLICY: dict[str, Rule] = {
    "issue.list": Rule(roles=READERS),
    "issue.adopt": Rule(roles=_RECT_OFFICE),
    "issue.assign": Rule(roles=_RECT_OFFICE),
    "issue.assign_many": Rule(roles=_RECT_OFFICE),
    "issue.add_cause": Rule(roles=_PLANNERS, when=works_on),
    "issue.remove_cause": Rule(roles=_PLANNERS, when=_works_on_its_issue),
    "issue.report_progress": Rule(roles=_WORKERS, when=works_on),
    "issue.attach_evidence": Rule(roles=_WORKERS, when=works_on),
    "measure.add": Rule(roles=_PLANNERS, when=works_on),
    "measure.edit": Rule(roles=_PLANNERS, when=works_on_measure),
    "measure.record_trigger": Rule(roles=_WORKERS, when=works_on_measure),
    "measure.add_milestone": Rule(roles=_PLANNERS, when=works_on_measure),
    "measure.reach_milestone": Rule(roles=_WORKERS, when=_works_on_its_measure),
    "evidence.judge": Rule(roles=frozenset({"rect_office"})),
    "evidence.withdraw": Rule(roles=_WORKERS, when=_handed_it_in),
    "measure.finish": Rule(roles=roles_of(MEASURE_MOVES, "finish"), when=works_on_measure),
    "measure.verify": Rule(roles=roles_of(MEASURE_MOVES, "verify")),
    "measure.return": Rule(roles=roles_of(MEASURE_MOVES, "return_")),
    "closure.list": Rule(roles=READERS),
    "issue.apply_closure": Rule(roles_of(ISSUE_MOVES, "apply_closure"), when=leads_or_handles),
    "issue.apply_closure_many": Rule(roles_of(ISSUE_MOVES, "apply_closure")),
    "issue.withdraw_closure": Rule(roles_of(ISSUE_MOVES, "withdraw"), when=leads_or_handles),
    "closure.review": Rule(_SPEAKERS),
    "closure.review_many": Rule(_SPEAKERS),
    "closure.return": Rule(roles_of(ISSUE_MOVES, "return_")),
    "issue.mark_stage_done": Rule(roles_of(ISSUE_MOVES, "mark_stage_done")),
    "issue.next_stage": Rule(roles_of(ISSUE_MOVES, "next_stage")),
    "issue.record_lookback": Rule(roles_of(ISSUE_MOVES, "reopen")),
    "issue.consolidate": Rule(roles_of(ISSUE_MOVES, "consolidate")),
    "issue.correct": Rule(frozenset({"rect_office"})),
    "issue.reopen": Rule(roles_of(ISSUE_MOVES, "reopen")),
    "issue.request_extension": Rule(roles_of(ISSUE_MOVES, "apply_closure"), when=leads_or_handles),
    "extension.decide": Rule(frozenset({"group_leader"})),
    "extension.withdraw": Rule(roles_of(ISSUE_MOVES, "apply_closure"), when=_asked_for_it),
    "ledger.import": Rule(roles=_IMPORTERS),
    "ledger.compare": Rule(roles=_IMPORTERS),
}


def issues_seen_by(viewer: Viewer) -> Q:
    """Every issue of the viewer's offices, or those among them that are the viewer's own work."""
    if not viewer.roles & READERS:
        return Q(pk=None)
    of_offices = Q(office__in=viewer.office_ids)
    if sees_whole_rounds(viewer):
        return of_offices
    return of_offices & _named_in(viewer)


def parts_seen_by(viewer: Viewer) -> Q:
    """Rows that hang on an issue are seen with it; those of a whole round by whoever sees rounds."""
    if sees_whole_rounds(viewer) or not viewer.roles & READERS:
        return rounds_seen_by(viewer)
    mine = Issue.objects.filter(issues_seen_by(viewer)).values("pk")
    return Q(office__in=viewer.office_ids) & (Q(issue=None) | Q(issue__in=mine))


def milestones_seen_by(viewer: Viewer) -> Q:
    """Milestones are seen with their measure."""
    return Q(measure__in=Measure.objects.filter(parts_seen_by(viewer)).values("pk"))


def rounds_seen_by(viewer: Viewer) -> Q:
    """What a round says of itself is for everyone who works in the office."""
    return Q(office__in=viewer.office_ids) if viewer.roles & READERS else Q(pk=None)


def _named_in(viewer: Viewer) -> Q:
    departments = viewer.department_ids
    helped = Issue.co_depts.through.objects.filter(issue=OuterRef("pk"), office__in=departments)
    answered = Measure.objects.filter(issue=OuterRef("pk"), owner=viewer.person_id)
    person = viewer.person_id
    named = Q(lead_dept__in=departments) | Q(Exists(helped))
    if person is None:
        return named
    return (
        named | Q(charge_leader=person) | Q(owner=person) | Q(handler=person) | Q(Exists(answered))
    )


def imports_seen_by(viewer: Viewer) -> Q:
    """Workbooks on their way in are the rectification office's."""
    return Q(office__in=viewer.office_ids) if viewer.roles & _IMPORTERS else Q(pk=None)
