"""How the ledger's rows are put together under heads: by aspect where sorted by number, else by what they are sorted
by, where that is shared by many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from zhenggai.rectification.queries import IssueRow, LedgerPage

_Naming = Callable[[IssueRow], str]


def _department(issue: IssueRow) -> str:
    return issue.lead_dept.name if issue.lead_dept else _("未定牵头部门")


def _owner(issue: IssueRow) -> str:
    return issue.owner.name if issue.owner else _("未定责任人")


def _type(issue: IssueRow) -> str:
    return str(issue.rect_type.label) if issue.rect_type else _("未定整改类型")


def _state(issue: IssueRow) -> str:
    return str(issue.state.label)


_GROUPED: dict[str, _Naming] = {
    "department": _department,
    "owner": _owner,
    "type": _type,
    "state": _state,
}


def groups_of(found: LedgerPage) -> Iterator[tuple[str, str, tuple[IssueRow, ...]]]:
    """Key to fold by (empty where the head does not fold), head (empty where there is none), issues."""
    sort = found.filters.sort
    if sort == "code":
        for aspect in found.aspects:
            key = aspect.issues[0].code.split("-")[0]
            yield key, f"{aspect.number or ''}{aspect.title or ''}", aspect.issues
    elif naming := _GROUPED.get(sort):
        for head, issues in groupby(found.issues, key=naming):
            yield "", head, tuple(issues)
    else:
        yield "", "", found.issues
