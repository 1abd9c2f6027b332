"""Who may do what in rectification, and whose rows they see (security.md §2, process.md §1)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import Evidence, Issue, Measure, Milestone, RootCause

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

_READERS = _ALL_OF_THE_OFFICE | _OWN_WORK
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


_WORKERS = frozenset({"rect_office", "lead_dept", "co_dept", "handler"})
_PLANNERS = frozenset({"rect_office", "lead_dept"})
_IMPORTERS = frozenset({"rect_office"})
"""Whoever keeps the whole ledger brings it back from a workbook (product.md); the departments' parts come to them."""

POLICY: dict[str, Rule] = {
    "issue.list": Rule(roles=_READERS),
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
    "ledger.import": Rule(roles=_IMPORTERS),
    "ledger.compare": Rule(roles=_IMPORTERS),
}


def issues_seen_by(viewer: Viewer) -> Q:
    """Every issue of the viewer's offices, or those among them that are the viewer's own work."""
    if not viewer.roles & _READERS:
        return Q(pk=None)
    of_offices = Q(office__in=viewer.office_ids)
    if sees_whole_rounds(viewer):
        return of_offices
    return of_offices & _named_in(viewer)


def parts_seen_by(viewer: Viewer) -> Q:
    """Rows that hang on an issue are seen with it; those of a whole round by whoever sees rounds."""
    if sees_whole_rounds(viewer) or not viewer.roles & _READERS:
        return rounds_seen_by(viewer)
    mine = Issue.objects.filter(issues_seen_by(viewer)).values("pk")
    return Q(office__in=viewer.office_ids) & (Q(issue=None) | Q(issue__in=mine))


def milestones_seen_by(viewer: Viewer) -> Q:
    """Milestones are seen with their measure."""
    return Q(measure__in=Measure.objects.filter(parts_seen_by(viewer)).values("pk"))


def rounds_seen_by(viewer: Viewer) -> Q:
    """What a round says of itself is for everyone who works in the office."""
    return Q(office__in=viewer.office_ids) if viewer.roles & _READERS else Q(pk=None)


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
