"""The ledger's rows: aspect, issue, measure as frozen values, built from a page of issues in a fixed number of
queries whatever the ledger's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhenggai.people.keys import Keys
from zhenggai.rectification.deadlines import Colour, WarningDays, colour, days_left
from zhenggai.rectification.figures import Figures
from zhenggai.rectification.filters import LedgerFilters
from zhenggai.rectification.lifecycle import COMPLETE, SETTLED, IssueState, MeasureState, RectType
from zhenggai.rectification.models import Claim, Issue, Measure

Values = Mapping[str, Any]
"""A row of the database by the names of its columns."""

_SOURCE = ("source_start", "source_end", "source_page")
_ISSUE_COLUMNS = (
    *("pk", "uuid", "office_id", "category_id", "code", "number", "group", "title"),
    *("original_text", "rect_type"),
    *("started_on", "deadline", "target", "state", "version", "position", *_SOURCE),
    *("green_on", "yellow_on", "red_on", "measure_count", "complete_count", "evidence_count"),
    *("words_only", "category__number", "category__title", "round__uuid", "round__name"),
    *("charge_leader__uuid", "charge_leader__name", "lead_dept__uuid", "lead_dept__name"),
    *("owner__uuid", "owner__name", "handler__uuid", "handler__name"),
    *("liaison__uuid", "liaison__name", "last_progress_on"),
)
_AS_THEY_ARE = (
    *("uuid", "code", "number", "group", "title", "original_text", "started_on", "deadline"),
    *("target", "measure_count", "complete_count", "evidence_count", "words_only"),
    *("last_progress_on", "version"),
)
_NAMED = ("charge_leader", "lead_dept", "owner", "handler", "liaison")
_MEASURE_COLUMNS = (
    *("uuid", "issue_id", "code", "marker", "content", "kinds", "claim", "state"),
    *("started_on", "deadline", "trigger", "owner__uuid", "owner__name", *_SOURCE),
    *("green_on", "yellow_on", "red_on", "version", "is_core", "deliverable", "done_criteria"),
    *("triggered_on", "review_on", "done_on", "department__uuid", "department__name"),
)
_MEASURE_AS_IT_IS = (
    *("uuid", "code", "marker", "content", "started_on", "deadline", "trigger", "triggered_on"),
    *("review_on", "done_on", "is_core", "deliverable", "done_criteria", "evidence_count"),
    "version",
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


def issue_values(issues: QuerySet[Issue]) -> QuerySet[Issue, dict[str, Any]]:
    """The issues as plain values, with everything that a row shows of themselves and nothing else: a page holds
    fifty of them, a workbook thousands."""
    found: QuerySet[Issue, dict[str, Any]] = issues.values(*_ISSUE_COLUMNS)
    return found


def with_names(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """The same as objects, for `values_of`."""
    return issues.select_related(*_NAMED, "category", "round").only(*_ISSUE_COLUMNS)


def values_of(issue: Issue) -> Values:
    """The values of one issue that `with_names` loaded."""
    return {column: _reached(issue, column) for column in _ISSUE_COLUMNS}


def _reached(row: Any, column: str) -> Any:
    for name in column.split("__"):
        row = None if row is None else getattr(row, name)
    return row


def every(issue: str) -> bool:
    """All issues show their measures."""
    return True


def aspects_of(
    issues: Sequence[Values],
    today: date,
    *,
    helpers: bool = True,
    unfolded: Callable[[str], bool] = every,
) -> tuple[AspectRow, ...]:
    """The rows of issues, neighbours of one aspect together; supporting departments where `helpers` are asked for
    and the measures of those whose code is `unfolded`, each in one more query."""
    shown = Keys(issue["pk"] for issue in issues if unfolded(issue["code"]))
    measures = measures_of(shown, today) if shown else {}
    helping = helpers_of(Keys(issue["pk"] for issue in issues)) if helpers else {}
    aspects = []
    for _key, group in groupby(issues, key=itemgetter("category_id")):
        members = list(group)
        first = members[0]
        aspects.append(
            AspectRow(
                number=first["category__number"],
                title=first["category__title"],
                round_uuid=first["round__uuid"],
                round_name=first["round__name"],
                issues=tuple(
                    issue_row(
                        issue, today, measures.get(issue["pk"], ()), helping.get(issue["pk"], ())
                    )
                    for issue in members
                ),
            )
        )
    return tuple(aspects)


def helpers_of(keys: Iterable[int]) -> Mapping[int, Sequence[Named]]:
    """The supporting departments of the issues with these keys, by the issue's key."""
    found: dict[int, list[Named]] = defaultdict(list)
    helping = Issue.co_depts.through.objects.filter(issue__in=keys).order_by("pk")
    for key, uuid, name in helping.values_list("issue_id", "office__uuid", "office__name"):
        found[key].append(Named(uuid, name))
    return found


def measures_of(keys: Iterable[int], today: date) -> Mapping[int, Sequence[MeasureRow]]:
    """The measures of the issues with these keys as they stand on a day, by the issue's key."""
    found = (
        Measure.objects.filter(issue__in=keys)
        .annotate(evidence_count=Count("evidence", filter=Q(evidence__withdrawn_reason=None)))
        .order_by("issue_id", "position")
        .values(*_MEASURE_COLUMNS, "evidence_count")
    )
    rows: dict[int, list[MeasureRow]] = defaultdict(list)
    for values in found:
        rows[values["issue_id"]].append(_measure_row(values, today))
    return rows


def issue_row(
    values: Values, today: date, measures: Sequence[MeasureRow], helping: Sequence[Named] = ()
) -> IssueRow:
    """One issue as it stands on a day, with its measures and supporting departments."""
    state, deadline = IssueState(values["state"]), values["deadline"]
    due = None if state in SETTLED else deadline
    named: dict[str, Any] = {name: _named_in(values, name) for name in _NAMED}
    return IssueRow(
        **{name: values[name] for name in _AS_THEY_ARE},
        **named,
        rect_type=RectType(values["rect_type"]) if values["rect_type"] else None,
        co_depts=tuple(helping),
        days_left=days_left(due, today) if due else None,
        colour=colour(_days_in(values), today),
        state=state,
        source=_place_in(values),
        measures=tuple(measures),
    )


def _measure_row(values: Values, today: date) -> MeasureRow:
    state = MeasureState(values["state"])
    is_complete = state in COMPLETE
    due = None if is_complete else values["deadline"]
    return MeasureRow(
        **{name: values[name] for name in _MEASURE_AS_IT_IS},
        kinds=tuple(values["kinds"]),
        claim=Claim(values["claim"]),
        state=state,
        is_complete=is_complete,
        owner=_named_in(values, "owner"),
        department=_named_in(values, "department"),
        days_left=days_left(due, today) if due else None,
        colour=Colour.NONE if is_complete else colour(_days_in(values), today),
        source=_place_in(values),
    )


def _named_in(values: Values, name: str) -> Named | None:
    uuid = values[f"{name}__uuid"]
    return Named(uuid, values[f"{name}__name"]) if uuid else None


def _days_in(values: Values) -> WarningDays:
    return WarningDays(values["green_on"], values["yellow_on"], values["red_on"])


def _place_in(values: Values) -> Place | None:
    start, end = values["source_start"], values["source_end"]
    return None if start is None or end is None else Place(start, end, values["source_page"])


def place_of(issue: Issue) -> Place | None:
    """Where one issue stands in the source text."""
    start, end = issue.source_start, issue.source_end
    return None if start is None or end is None else Place(start, end, issue.source_page)
