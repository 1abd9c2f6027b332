"""What a ledger may be asked: query parameters on a whitelist (security.md A05), and the same again as a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.deadlines import Colour, colour_is, due_within
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.lifecycle import SETTLED, IssueState, RectType
from zhenggai.rectification.models import UNASSIGNED, Evidence, Issue
from zhenggai.rectification.search import IssuesMatching, is_searchable
from zhenggai.rectification.settings import stalled_after

PAGE_SIZE = 50
LARGEST_PAGE = 200
SEARCH_LIMIT = 1_000
"""A search shows so many issues at most: whoever finds more adds a word."""

SETTLED_STATE = "settled"
"""A state filter of its own: everything that needs no more work, whichever of its states."""

SORTS: dict[str, tuple[str, ...]] = {
    "code": ("round_id", "position"),
    "deadline": ("deadline", "round_id", "position"),
    "-deadline": ("-deadline", "round_id", "position"),
    "warning": ("red_on", "round_id", "position"),
    "state": ("state", "round_id", "position"),
    "type": ("rect_type", "round_id", "position"),
    "department": ("lead_dept_id", "round_id", "position"),
    "owner": ("owner_id", "round_id", "position"),
}


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """One address of the ledger. Absent means every row; `q` looks through issues and their measures."""

    q: str = ""
    warning: Colour | None = None
    due: int | None = None
    words_only: bool = False
    stalled: bool = False
    returned: bool = False
    unassigned: bool = False
    type: RectType | None = None
    department: UUID | None = None
    state: str | None = None
    handler: UUID | None = None
    sort: str = "code"
    page: int = 1
    size: int = PAGE_SIZE

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> LedgerFilters:
        """The filters of an address; other parameters are passed over, a value off the whitelist is refused."""
        given = {name: query[name].strip() for name in _PARSERS if query.get(name, "").strip()}
        return cls(**{name: _parsed(name, text) for name, text in given.items()})

    def as_query(self, **changes: Any) -> dict[str, str]:
        """The parameters of this address with changes; what is at its default is left out. A changed filter
        starts at the first page again."""
        if changes and "page" not in changes:
            changes["page"] = 1
        if unknown := changes.keys() - _DEFAULTS.keys():
            raise TypeError(f"the ledger has no filter {unknown}")
        wanted = {name: getattr(self, name) for name in _DEFAULTS} | changes
        return {
            name: _written(wanted[name])
            for name, default in _DEFAULTS.items()
            if wanted[name] != default
        }

    @property
    def narrows(self) -> bool:
        """Whether any row is left out."""
        return bool(set(self.as_query()) - {"sort", "page", "size"})


_DEFAULTS = {item.name: item.default for item in fields(LedgerFilters)}


def narrowed(
    issues: QuerySet[Issue],
    filters: LedgerFilters,
    viewer: Viewer,
    today: date,
    *,
    within: int | None = None,
) -> QuerySet[Issue]:
    """The issues that the filters leave; `within` is the key of their round where a search need not look beyond it.
    Department and person are looked up first: with a key in hand the database
    goes straight to its index."""
    chosen = Q()
    if is_searchable(filters.q):
        chosen &= Q(pk__in=IssuesMatching(filters.q, within))
    if filters.warning:
        chosen &= colour_is(filters.warning, today)
    if filters.due is not None:
        chosen &= due_within(filters.due, today)
    if filters.words_only:
        chosen &= Q(words_only=True)
    if filters.stalled:
        chosen &= stalled(stalled_after(viewer.office_id), today)
    if filters.unassigned:
        chosen &= unassigned()
    if filters.returned:
        chosen &= Q(pk__in=returned_evidence().values("issue"))
    if filters.type:
        chosen &= Q(rect_type=filters.type)
    if filters.department:
        department = _key(offices(viewer), filters.department)
        chosen &= Q(lead_dept=department)
    if filters.handler:
        person = _key(persons(viewer), filters.handler)
        handled, owned = issues.filter(handler=person), issues.filter(owner=person)
        chosen &= Q(pk__in=handled.values("pk").union(owned.values("pk")))
    if filters.state:
        states = SETTLED if filters.state == SETTLED_STATE else {filters.state}
        chosen &= Q(state__in=states)
    return issues.filter(chosen)


def stalled(days: int, today: date) -> Q:
    """Open issues without progress for longer than so many days; one that never had any counts from its start."""
    last = today - timedelta(days=days)
    silent = Q(last_progress_on__lt=last) | Q(last_progress_on=None, started_on__lt=last)
    return silent & ~Q(state__in=SETTLED)


def unassigned() -> Q:
    """Open issues that lack who leads, who answers, or until when (PL-2)."""
    return UNASSIGNED & ~Q(state__in=SETTLED)


def returned_evidence() -> QuerySet[Evidence]:
    """Evidence that was returned and not yet withdrawn."""
    return Evidence.objects.filter(verdict=Verdict.RETURNED, withdrawn_reason=None)


def _key(known: QuerySet[Any], uuid: UUID) -> int:
    """The key of a row by its public name; 0, which no row has, where the viewer knows none of that name."""
    return known.filter(uuid=uuid).values_list("pk", flat=True).first() or 0


def _state(text: str) -> str:
    return SETTLED_STATE if text == SETTLED_STATE else IssueState(text)


def _sort(text: str) -> str:
    if text not in SORTS:
        raise ValueError(text)
    return text


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text[:10]) <= most):
            raise ValueError(text)
        return int(text)

    return parse


_PARSERS: dict[str, Callable[[str], Any]] = {
    "q": lambda text: text[:100],
    "warning": Colour,
    "due": _whole(0, 365),
    "words_only": lambda text: text == "1",
    "stalled": lambda text: text == "1",
    "returned": lambda text: text == "1",
    "unassigned": lambda text: text == "1",
    "type": RectType,
    "department": UUID,
    "state": _state,
    "handler": UUID,
    "sort": _sort,
    "page": _whole(1, 1_000_000),
    "size": _whole(1, LARGEST_PAGE),
}


def _parsed(name: str, text: str) -> Any:
    try:
        return _PARSERS[name](text)
    except ValueError:
        raise BadInput(
            "ledger.filter",
            gettext("筛选条件“%(name)s”没有“%(text)s”这个取值——请从台账上方重新选择")
            % {"name": name, "text": text[:40]},
        ) from None


def _written(value: Any) -> str:
    return "1" if value is True else str(value)
