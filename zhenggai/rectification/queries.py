"""What others may read of rectification: every function knows its viewer and answers with frozen rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django_scopes import scope

from zhenggai.journal import queries as journal
from zhenggai.journal.actions import record
from zhenggai.people.keys import Keys
from zhenggai.people.queries import offices, persons, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import detail
from zhenggai.rectification.breakdown import Breakdown, Share, breakdown_of
from zhenggai.rectification.deadlines import (
    Colour,
    GreenMeaning,
    WarningDays,
    colour,
    shown_as,
)
from zhenggai.rectification.detail import (
    Citation,
    EvidenceRow,
    IssueDetail,
    LedgerPart,
    MeasureDetail,
    ProgressRow,
    Quote,
    SourceText,
)
from zhenggai.rectification.evidence import EvidenceKind, MeasureKind, Verdict
from zhenggai.rectification.exchange.paper import PaperIssue
from zhenggai.rectification.exchange.reading import papers_of
from zhenggai.rectification.figures import (
    Figure,
    Figures,
    Totals,
    figures_of,
)
from zhenggai.rectification.filters import (
    LARGEST_PAGE,
    SEARCH_LIMIT,
    SORTS,
    LedgerFilters,
)
from zhenggai.rectification.finding import not_found, only
from zhenggai.rectification.gates import Obstacle
from zhenggai.rectification.inbox import Task, TaskKind, tasks, waiting_count
from zhenggai.rectification.ledger import (
    AspectRow,
    IssueRow,
    LedgerPage,
    MeasureRow,
    Named,
    Place,
    aspects_of,
    every,
    issue_values,
    with_names,
)
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import (
    Claim,
    Evidence,
    Feedback,
    InspectionRound,
    Issue,
    Measure,
    Milestone,
    RootCause,
)
from zhenggai.rectification.outlook import Bar, Line, Outlook, Tally, outlook_of
from zhenggai.rectification.reach import RoundRef, RoundRow, reach_of, round_row, rounds
from zhenggai.rectification.relations import RELATIONS
from zhenggai.rectification.settings import legend_of, stalled_after

if TYPE_CHECKING:
    from zhenggai.journal.models import Event

__all__ = [
    "LARGEST_PAGE",
    "RELATIONS",
    "SEARCH_LIMIT",
    "SORTS",
    "AspectRow",
    "Bar",
    "Breakdown",
    "Citation",
    "Claim",
    "Colour",
    "EvidenceKind",
    "EvidenceRow",
    "Figure",
    "Figures",
    "GreenMeaning",
    "IssueDetail",
    "IssueRow",
    "IssueState",
    "LedgerFilters",
    "LedgerPage",
    "LedgerPart",
    "Line",
    "MeasureDetail",
    "MeasureKind",
    "MeasureRow",
    "MeasureState",
    "Named",
    "Obstacle",
    "Outlook",
    "Place",
    "ProgressRow",
    "Quote",
    "RectType",
    "RoundRef",
    "RoundRow",
    "Share",
    "SourceText",
    "Tally",
    "Task",
    "TaskKind",
    "Verdict",
    "all_issues",
    "breakdown",
    "departments",
    "figures",
    "find_cause",
    "find_evidence",
    "find_issue",
    "find_issues",
    "find_measure",
    "find_milestone",
    "found_issues",
    "handlers",
    "has_rounds",
    "history",
    "issue",
    "issue_row",
    "issues_in_order",
    "ledger",
    "measure_of",
    "measure_row",
    "note_download",
    "outlook",
    "round_row",
    "rounds",
    "shown_as",
    "source_text",
    "tasks",
    "waiting_count",
    "warning_legend",
]

_CHUNK = 500
_PEOPLE_OF_ISSUE = ("round", "charge_leader", "lead_dept", "owner", "handler", "liaison")


def has_rounds(office_id: int) -> bool:
    """Whether an office has adopted anything yet: no more than that, for the first-run guide."""
    with scope(office=[office_id]):
        return InspectionRound.objects.exists()


def departments(viewer: Viewer, round: RoundRef | None) -> tuple[Named, ...]:
    """The offices that lead an issue of the round, for a filter to offer."""
    issues = reach_of(viewer, round).issues
    leading = offices(viewer).filter(Exists(issues.filter(lead_dept=OuterRef("pk"))))
    return tuple(Named(office.uuid, office.name) for office in leading)


def handlers(viewer: Viewer, round: RoundRef | None) -> tuple[Named, ...]:
    """The people who answer for or work on an issue of the round, for a filter to offer."""
    issues = reach_of(viewer, round).issues
    answering = issues.filter(owner=OuterRef("pk"))
    working = issues.filter(handler=OuterRef("pk"))
    at_work = persons(viewer).filter(Exists(answering) | Exists(working))
    return tuple(Named(person.uuid, person.name) for person in at_work)


def ledger(
    viewer: Viewer,
    round: RoundRef | None,
    filters: LedgerFilters,
    today: date,
    *,
    helpers: bool = False,
    unfolded: Callable[[str], bool] = every,
) -> LedgerPage:
    """One page of the ledger of a round, or of all that the viewer may see; with supporting departments where
    `helpers` are asked for, with the measures of the issues whose code is `unfolded`."""
    reach = reach_of(viewer, round)
    all_figures = figures_of(reach.issues, reach.totals, today)
    chosen = reach.narrowed(viewer, filters, today)
    keys, count = _page(chosen, filters, reach.totals)
    found = {item["pk"]: item for item in issue_values(Issue.objects.filter(pk__in=Keys(keys)))}
    return LedgerPage(
        round_uuid=round.uuid if round else None,
        filters=filters,
        aspects=aspects_of([found[key] for key in keys], today, helpers=helpers, unfolded=unfolded),
        issue_count=count,
        figures=all_figures,
        as_of=today,
    )


def figures(viewer: Viewer, round: RoundRef | None, today: date) -> Figures:
    """The five figures as of a day."""
    reach = reach_of(viewer, round)
    return figures_of(reach.issues, reach.totals, today)


def breakdown(viewer: Viewer, round: RoundRef | None, today: date) -> Breakdown:
    """The issues counted by aspect, lead department and type, as of a day."""
    return breakdown_of(reach_of(viewer, round).issues, today)


def outlook(viewer: Viewer, round: RoundRef | None, today: date) -> Outlook:
    """What falls due, what is late, what is weak, and the line of time, as of a day."""
    issues = reach_of(viewer, round).issues
    return outlook_of(issues, stalled_after(viewer.office_id), today)


def all_issues(
    viewer: Viewer, round: RoundRef, filters: LedgerFilters, today: date
) -> Iterator[LedgerPart]:
    """Everything that the filters leave, in the ledger's order, with progress and evidence; a few hundred issues
    in memory at a time, so an aspect larger than that comes in several parts."""
    chosen = reach_of(viewer, round).narrowed(viewer, filters, today).order_by("position")
    last = 0
    while batch := list(issue_values(chosen.filter(position__gt=last))[:_CHUNK]):
        yield detail.ledger_part(batch, today)
        last = batch[-1]["position"]


def papers(
    viewer: Viewer, round: RoundRef, filters: LedgerFilters, today: date
) -> Iterator[PaperIssue]:
    """Everything that the filters leave, in the ledger's order, as paper shows it."""
    return papers_of(reach_of(viewer, round).narrowed(viewer, filters, today))


def colour_of(issue: PaperIssue, today: date) -> Colour:
    """The worst colour of an issue and its open measures on a day."""
    return colour(WarningDays(*issue.days), today)


def issues_in_order(
    viewer: Viewer,
    round: RoundRef,
    filters: LedgerFilters,
    today: date,
    *,
    with_measures: bool = True,
) -> Iterator[IssueRow]:
    """Every issue that the filters leave, in their order; a few hundred in memory at a time."""
    chosen = reach_of(viewer, round).narrowed(viewer, filters, today)
    keys = list(chosen.order_by(*SORTS[filters.sort]).values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found = {item["pk"]: item for item in issue_values(Issue.objects.filter(pk__in=Keys(part)))}
        issues = [found[key] for key in part]
        for aspect in aspects_of(issues, today, unfolded=lambda code: with_measures):
            yield from aspect.issues


def issue_row(viewer: Viewer, uuid: UUID, today: date) -> IssueRow:
    """One row of the ledger; not found where the viewer may not see it."""
    require(viewer, "issue.list")
    found = issue_values(visible(viewer, Issue).filter(uuid=uuid)).first()
    if found is None:
        raise not_found()
    return aspects_of([found], today)[0].issues[0]


def find_issues(viewer: Viewer, uuids: Sequence[UUID]) -> list[Issue]:
    """Several issues for an action to work on, in the order given; not found where one of them is not to be seen."""
    require(viewer, "issue.list")
    rows = visible(viewer, Issue).select_related(*_PEOPLE_OF_ISSUE).filter(uuid__in=uuids)
    found = {row.uuid: row for row in rows}
    if len(found) != len(set(uuids)):
        raise not_found()
    return [found[uuid] for uuid in uuids]


def found_issues(
    viewer: Viewer, round: RoundRef, filters: LedgerFilters, today: date, *, most: int
) -> list[Issue]:
    """The issues that the filters leave, for an action to work on; `most` of them and one more where there are."""
    chosen = reach_of(viewer, round).narrowed(viewer, filters, today)
    rows = chosen.select_related(*_PEOPLE_OF_ISSUE).order_by(*SORTS[filters.sort])
    return list(rows[: most + 1])


def issue(viewer: Viewer, uuid: UUID, today: date) -> IssueDetail:
    """One issue with measures, progress, evidence and its place in the source."""
    require(viewer, "issue.list")
    return detail.issue_detail(only(with_names(visible(viewer, Issue)).filter(uuid=uuid)), today)


def find_issue(viewer: Viewer, uuid: UUID) -> Issue:
    """The issue for an action to work on; not found where the viewer may not see it."""
    require(viewer, "issue.list")
    return only(visible(viewer, Issue).select_related(*_PEOPLE_OF_ISSUE).filter(uuid=uuid))


def find_measure(viewer: Viewer, uuid: UUID) -> Measure:
    """A measure for an action to work on."""
    rows = visible(viewer, Measure).select_related("issue__round", "round", "owner", "department")
    return only(rows.filter(uuid=uuid))


def measure_of(issue: Issue, code: str) -> Measure:
    """The measure of an issue by its code; whoever may see the issue asks for it."""
    return only(Measure.objects.filter(issue=issue, code=code))


def note_download(viewer: Viewer, evidence: Evidence) -> None:
    """Taking a file along stands in the journal (security.md L07)."""
    record(viewer, "evidence.download", obj=evidence, summary=evidence.name)


def measure_row(viewer: Viewer, measure: Measure, today: date) -> MeasureDetail:
    """One measure with its milestones, checklist and evidence; that of an issue."""
    if measure.issue is None:
        raise not_found()
    found = issue(viewer, measure.issue.uuid, today)
    return next(item for item in found.measures if item.row.uuid == measure.uuid)


def find_cause(viewer: Viewer, uuid: UUID) -> RootCause:
    return only(visible(viewer, RootCause).select_related("issue").filter(uuid=uuid))


def find_milestone(viewer: Viewer, uuid: UUID) -> Milestone:
    rows = visible(viewer, Milestone).select_related("measure__issue", "measure__round")
    return only(rows.filter(uuid=uuid))


def find_evidence(viewer: Viewer, uuid: UUID) -> Evidence:
    rows = visible(viewer, Evidence).select_related("issue", "measure", "attachment")
    return only(rows.filter(uuid=uuid))


def history(viewer: Viewer, issue: Issue) -> list[Event]:
    """What the journal holds of an issue and of the adoption it came from, newest first."""
    events = [
        *journal.history(viewer, "rectification.issue", str(issue.uuid)),
        *journal.history(viewer, "rectification.round", str(issue.round.uuid)),
    ]
    return sorted(events, key=lambda event: event.seq, reverse=True)


def source_text(viewer: Viewer, round: RoundRef) -> SourceText:
    """The round's document as text, and where each issue and measure stands in it."""
    found_round = _round(viewer, round)
    feedback = Feedback.objects.get(round=found_round)
    issues = visible(viewer, Issue).filter(round=found_round)
    measures = visible(viewer, Measure).filter(round=found_round)
    cited = [_issue_citation(found) for found in issues.exclude(source_start=None)]
    cited += [_measure_citation(found) for found in measures.exclude(source_start=None)]
    return SourceText(
        round_uuid=found_round.uuid,
        title=feedback.title,
        digest=feedback.digest,
        text=feedback.text,
        citations=tuple(sorted(cited, key=lambda item: (item.place.start, -item.place.end))),
    )


def warning_legend(viewer: Viewer) -> tuple[GreenMeaning, tuple[tuple[Colour, str], ...]]:
    """What green means in the viewer's office, and what each mark says there, worst first."""
    return legend_of(viewer.office_id)


def _round(viewer: Viewer, round: RoundRef) -> InspectionRound:
    require(viewer, "issue.list")
    return only(visible(viewer, InspectionRound).filter(uuid=round.uuid))


def _page(chosen: QuerySet[Issue], filters: LedgerFilters, totals: Totals) -> tuple[list[int], int]:
    """The keys of the page's issues, and how many issues there are. Keys come from an index alone, however far back
    the page lies; a search stops at its limit, so one pass tells both."""
    start = (filters.page - 1) * filters.size
    ordered = chosen.order_by(*SORTS[filters.sort]).values_list("pk", flat=True)
    if filters.q:
        keys = list(ordered[:SEARCH_LIMIT])
        return keys[start : start + filters.size], len(keys)
    keys = list(ordered[start : start + filters.size])
    if not filters.narrows:
        return keys, totals.issues
    ends_here = len(keys) < filters.size and (keys or start == 0)
    return keys, start + len(keys) if ends_here else chosen.count()


def _issue_citation(found: Issue) -> Citation:
    return Citation("issue", found.code, found.uuid, found.title, _certain_place(found))


def _measure_citation(found: Measure) -> Citation:
    kind = "general" if found.code is None else "measure"
    return Citation(kind, found.code, found.uuid, found.content, _certain_place(found))


def _certain_place(row: Issue | Measure) -> Place:
    return Place(row.source_start or 0, row.source_end or 0, row.source_page)
