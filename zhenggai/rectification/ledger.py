"""The ledger's rows: aspect, issue, measure as frozen values, built from a page of issues in a fixed number of
queries whatever the ledger's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhenggai.rectification.deadlines import Colour, WarningDays, colour, days_left
from zhenggai.rectification.figures import Figures
from zhenggai.rectification.filters import LedgerFilters
from zhenggai.rectification.lifecycle import COMPLETE, IssueState, MeasureState, RectType
from zhenggai.rectification.models import Claim, Issue, Measure

_SOURCE = ("source_start", "source_end", "source_page")
_ISSUE_COLUMNS = (
    *("uuid", "office_id", "code", "number", "group", "title", "original_text", "rect_type"),
    *("started_on", "deadline", "target", "state", "version", "position", *_SOURCE),
    *("green_on", "yellow_on", "red_on", "measure_count", "complete_count", "evidence_count"),
    *("words_only", "category__number", "category__title", "round__uuid", "round__name"),
    *("charge_leader__uuid", "charge_leader__name", "lead_dept__uuid", "lead_dept__name"),
    *("owner__uuid", "owner__name", "handler__uuid", "handler__name"),
    *("liaison__uuid", "liaison__name", "last_progress_on"),
)
_MEASURE_COLUMNS = (
    *("uuid", "issue_id", "code", "marker", "content", "kinds", "claim", "state"),
    *("started_on", "deadline", "trigger", "owner__uuid", "owner__name", *_SOURCE),
    *("green_on", "yellow_on", "red_on", "version", "is_core", "deliverable", "done_criteria"),
    *("triggered_on", "review_on", "done_on", "department__uuid", "department__name"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an office, by its public name."""

    uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the source text: code points, end exclusive."""

    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    uuid: UUID
    code: str | None
    marker: str | None
    content: str
    kinds: tuple[str, ...]
    claim: Claim
    state: MeasureState
    is_complete: bool
    owner: Named | None
    department: Named | None
    started_on: date | None
    deadline: date | None
    days_left: int | None
    colour: Colour
    trigger: str | None
    triggered_on: date | None
    review_on: date | None
    done_on: date | None
    is_core: bool | None
    deliverable: str | None
    done_criteria: str | None
    evidence_count: int
    version: int
    source: Place | None


@dataclass(frozen=True, slots=True)
class IssueRow:
    """`colour` is the worst of the issue and its open measures, `days_left` counts to the issue's own deadline;
    both are empty for a settled issue. `measures` are empty where they were not asked for."""

    uuid: UUID
    code: str
    number: str | None
    group: str | None
    title: str
    original_text: str
    rect_type: RectType | None
    charge_leader: Named | None
    lead_dept: Named | None
    co_depts: tuple[Named, ...]
    owner: Named | None
    handler: Named | None
    liaison: Named | None
    started_on: date | None
    deadline: date | None
    days_left: int | None
    colour: Colour
    target: str | None
    state: IssueState
    measure_count: int
    complete_count: int
    evidence_count: int
    words_only: bool
    last_progress_on: date | None
    version: int
    source: Place | None
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class AspectRow:
    number: str | None
    title: str | None
    round_uuid: UUID
    round_name: str
    issues: tuple[IssueRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the ledger as of a day. `issue_count` counts what the filters leave, a search up to its limit;
    `figures` count all of the ledger."""

    round_uuid: UUID | None
    filters: LedgerFilters
    aspects: tuple[AspectRow, ...]
    issue_count: int
    figures: Figures
    as_of: date

    @property
    def page_count(self) -> int:
        return max(1, -(-self.issue_count // self.filters.size))

    @property
    def issues(self) -> tuple[IssueRow, ...]:
        return tuple(issue for aspect in self.aspects for issue in aspect.issues)


def with_names(issues: QuerySet[Issue], *, helpers: bool = True) -> QuerySet[Issue]:
    """The issues with everything that a row shows of themselves and nothing else; supporting departments, which take
    a query of their own, where `helpers` are asked for."""
    found = issues.select_related(
        *("category", "round", "charge_leader", "lead_dept", "owner", "handler", "liaison")
    ).only(*_ISSUE_COLUMNS)
    return found.prefetch_related("co_depts") if helpers else found


def every(issue: str) -> bool:
    """All issues show their measures."""
    return True


def aspects_of(
    issues: Sequence[Issue],
    today: date,
    *,
    helpers: bool = True,
    unfolded: Callable[[str], bool] = every,
) -> tuple[AspectRow, ...]:
    """The rows of issues that `with_names` loaded, neighbours of one aspect together; the measures of those whose
    code is `unfolded` in one more query."""
    shown = [issue for issue in issues if unfolded(issue.code)]
    measures = measures_of(shown, today) if shown else {}
    aspects = []
    for _key, group in groupby(issues, key=lambda issue: issue.category_id):
        members = list(group)
        first = members[0]
        aspects.append(
            AspectRow(
                number=first.category.number,
                title=first.category.title,
                round_uuid=first.round.uuid,
                round_name=first.round.name,
                issues=tuple(
                    issue_row(issue, today, measures.get(issue.pk, ()), helpers=helpers)
                    for issue in members
                ),
            )
        )
    return tuple(aspects)


def measures_of(issues: Iterable[Issue], today: date) -> Mapping[int, Sequence[MeasureRow]]:
    """The measures of these issues as they stand on a day, by the issue's key. Plain values: a page holds two
    hundred of them."""
    found = (
        Measure.objects.filter(issue__in=[issue.pk for issue in issues])
        .annotate(evidence_count=Count("evidence", filter=Q(evidence__withdrawn_reason=None)))
        .order_by("issue_id", "position")
        .values(*_MEASURE_COLUMNS, "evidence_count")
    )
    rows: dict[int, list[MeasureRow]] = defaultdict(list)
    for values in found:
        rows[values["issue_id"]].append(_measure_row(values, today))
    return rows


def issue_row(
    issue: Issue, today: date, measures: Sequence[MeasureRow], *, helpers: bool = True
) -> IssueRow:
    """One issue that `with_names` loaded, as it stands on a day; without supporting departments unless they were
    loaded."""
    found = colour(WarningDays(issue.green_on, issue.yellow_on, issue.red_on), today)
    due = None if issue.is_settled else issue.deadline
    return IssueRow(
        uuid=issue.uuid,
        code=issue.code,
        number=issue.number,
        group=issue.group,
        title=issue.title,
        original_text=issue.original_text,
        rect_type=RectType(issue.rect_type) if issue.rect_type else None,
        charge_leader=_named(issue.charge_leader),
        lead_dept=_named(issue.lead_dept),
        co_depts=tuple(Named(office.uuid, office.name) for office in issue.co_depts.all())
        if helpers
        else (),
        owner=_named(issue.owner),
        handler=_named(issue.handler),
        liaison=_named(issue.liaison),
        started_on=issue.started_on,
        deadline=issue.deadline,
        days_left=days_left(due, today) if due else None,
        colour=found,
        target=issue.target,
        state=IssueState(issue.state),
        measure_count=issue.measure_count,
        complete_count=issue.complete_count,
        evidence_count=issue.evidence_count,
        words_only=issue.words_only,
        last_progress_on=issue.last_progress_on,
        version=issue.version,
        source=place_of(issue),
        measures=tuple(measures),
    )


def _measure_row(values: Mapping[str, Any], today: date) -> MeasureRow:
    state = MeasureState(values["state"])
    is_complete = state in COMPLETE
    due = None if is_complete else values["deadline"]
    days = WarningDays(values["green_on"], values["yellow_on"], values["red_on"])
    as_they_are = (
        *("uuid", "code", "marker", "content", "started_on", "deadline", "trigger", "triggered_on"),
        *("review_on", "done_on", "is_core", "deliverable", "done_criteria", "evidence_count"),
        "version",
    )
    return MeasureRow(
        **{name: values[name] for name in as_they_are},
        kinds=tuple(values["kinds"]),
        claim=Claim(values["claim"]),
        state=state,
        is_complete=is_complete,
        owner=_named_in(values, "owner"),
        department=_named_in(values, "department"),
        days_left=days_left(due, today) if due else None,
        colour=Colour.NONE if is_complete else colour(days, today),
        source=_place(values["source_start"], values["source_end"], values["source_page"]),
    )


def _named_in(values: Mapping[str, Any], name: str) -> Named | None:
    uuid = values[f"{name}__uuid"]
    return Named(uuid, values[f"{name}__name"]) if uuid else None


def place_of(issue: Issue) -> Place | None:
    return _place(issue.source_start, issue.source_end, issue.source_page)


def _place(start: int | None, end: int | None, page: int | None) -> Place | None:
    return None if start is None or end is None else Place(start, end, page)


def _named(person_or_office: _HasName | None) -> Named | None:
    return None if person_or_office is None else Named(person_or_office.uuid, person_or_office.name)


class _HasName(Protocol):
    uuid: UUID
    name: str
