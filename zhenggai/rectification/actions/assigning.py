"""Who answers for an issue, and until when (明确责任): for one, and for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.actions import tell
from zhenggai.people.queries import offices, persons, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions.refusals import not_found, refuse_settled
from zhenggai.rectification.guards import refuse_early_deadline, refuse_promised
from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import Issue

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

LONGEST_TARGET = 500
MOST_AT_ONCE = 1_000
PEOPLE = ("charge_leader", "owner", "handler", "liaison")


class Assignment(TypedDict, total=False):
    """Who answers for an issue and until when; what is left out stays as it is, None takes it away."""

    charge_leader: Person | None
    lead_dept: Office | None
    co_depts: Sequence[Office]
    owner: Person | None
    handler: Person | None
    liaison: Person | None
    deadline: date | None
    rect_type: RectType | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of the account of an assignment: the values in words, by the name of the column."""

    issue: Issue
    before: dict[str, Any]
    after: dict[str, Any]


@action("issue.assign", on="issue")
def assign(viewer: Viewer, issue: Issue, *, version: int, **changes: Unpack[Assignment]) -> Issue:
    """Say who leads, works on and answers for an issue, of which type it is and until when."""
    _check(viewer, changes)
    changed = _assign(viewer, issue, version, changes)
    note(obj=issue, summary=_summary(issue), before=changed.before, after=changed.after)
    return issue


@action("issue.assign_many", noun="rectification.issue")
def assign_many(
    viewer: Viewer, picked: Sequence[tuple[Issue, int]], **changes: Unpack[Assignment]
) -> list[Changed]:
    """The same for several issues, each with the version that was seen: all of them or none, with an account of
    every one."""
    if not picked:
        raise BadInput("bulk.none", gettext("还没有选中问题——请先在台账左侧勾选"))
    if len(picked) > MOST_AT_ONCE:
        raise BadInput(
            "bulk.too_many",
            gettext("一次最多改 %(most)s 个问题——请分次办理") % {"most": MOST_AT_ONCE},
        )
    _check(viewer, changes)
    _check_all_known(viewer, [issue for issue, _ in picked])
    account = _assign_each(viewer, picked, changes)
    for line in account:
        also(
            "issue.assign",
            obj=line.issue,
            summary=_summary(line.issue),
            before=line.before,
            after=line.after,
        )
    note(summary=gettext("批量明确责任：%(count)s 个问题") % {"count": len(account)})
    return account


def _assign_each(
    viewer: Viewer, picked: Sequence[tuple[Issue, int]], changes: Assignment
) -> list[Changed]:
    """Every issue is tried, so that all that stands in the way is told at once."""
    account, missing = [], []
    for issue, version in picked:
        try:
            account.append(_assign(viewer, issue, version, changes))
        except Refused as refused:
            missing.append(f"{issue.code} {issue.title}：{refused.sentence}")
    if missing:
        raise Refused(
            "bulk.refused",
            gettext(
                "%(count)s 个问题中有 %(bad)s 个不能这样改，全部没有改动——请去掉这些问题或另作处理后再办"
            )
            % {"count": len(picked), "bad": len(missing)},
            missing,
        )
    return account


def _assign(viewer: Viewer, issue: Issue, version: int, changes: Assignment) -> Changed:
    refuse_settled(issue)
    refuse_early_deadline(issue.started_on, changes.get("deadline"))
    if "deadline" in changes:
        refuse_promised(issue.state, issue.deadline, changes["deadline"])
    columns: dict[str, Any] = {name: value for name, value in changes.items() if name != "co_depts"}
    before = {name: getattr(issue, name) for name in columns}
    if "co_depts" in changes:
        before["co_depts"] = list(issue.co_depts.all())
        issue.co_depts.set(changes["co_depts"])
    for name, value in columns.items():
        setattr(issue, name, value)
    save_version(issue, version, **columns, **upkeep.warning_columns(issue))
    upkeep.index([issue])
    _tell(viewer, issue, before)
    return Changed(
        issue,
        {name: _plain(value) for name, value in before.items()},
        {name: _plain(value) for name, value in changes.items()},
    )


def _tell(viewer: Viewer, issue: Issue, before: dict[str, Any]) -> None:
    """Whoever newly answers for or works on the issue hears of it."""
    roles = {
        "charge_leader": gettext("您是这个问题的责任领导"),
        "owner": gettext("您是这个问题的责任人"),
        "handler": gettext("您是这个问题的承办人"),
        "liaison": gettext("您是这个问题的联络员"),
    }
    for name, reason in roles.items():
        person = getattr(issue, name)
        if name in before and person is not None and person != before[name]:
            tell(viewer, [person.pk], "issue.assigned", obj=issue, text=str(issue), reason=reason)


def _check(viewer: Viewer, changes: Assignment) -> None:
    """Every person and office named is one of the viewer's own (security.md A04), every value one of its list."""
    if changes.get("target"):
        changes["target"] = plain_text(changes["target"] or "", longest=LONGEST_TARGET)
    people = [changes.get(name) for name in PEOPLE]
    departments = [changes.get("lead_dept"), *changes.get("co_depts", ())]
    if not (_knows_all(persons(viewer), people) and _knows_all(offices(viewer), departments)):
        raise not_found()
    rect_type = changes.get("rect_type")
    if rect_type is not None and rect_type not in RectType.values:
        raise BadInput(
            "assign.rect_type", gettext("整改类型只有立行立改、限期整改、分阶段整改、长期坚持四种")
        )


def _check_all_known(viewer: Viewer, issues: Sequence[Issue]) -> None:
    keys = {issue.pk for issue in issues}
    if visible(viewer, Issue).filter(pk__in=keys).count() != len(keys):
        raise not_found()


def _knows_all(known: QuerySet[Any], named: Iterable[object]) -> bool:
    keys = {row.pk for row in named if row is not None}  # type: ignore[attr-defined]  # rows of `known`
    return not keys or known.filter(pk__in=keys).count() == len(keys)


def _summary(issue: Issue) -> str:
    return gettext("明确责任：问题 %(code)s") % {"code": issue.code}


def _plain(value: Any) -> Any:
    """A value as the journal keeps it: names of people and offices, dates as ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | None):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)
