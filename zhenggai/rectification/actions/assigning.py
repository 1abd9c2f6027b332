"""Who answers for an issue, and until when (明确责任)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions.refusals import not_found, refuse_settled
from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import Issue

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

LONGEST_TARGET = 500


class Assignment(TypedDict, total=False):
    """Who answers for an issue and until when; what is left out stays as it is, None takes it away."""

    charge_leader: Person | None
    lead_dept: Office | None
    co_depts: Sequence[Office]
    owner: Person | None
    handler: Person | None
    deadline: date | None
    rect_type: RectType | None
    target: str | None


@action("issue.assign", on="issue")
def assign(viewer: Viewer, issue: Issue, *, version: int, **changes: Unpack[Assignment]) -> Issue:
    """Say who leads, works on and answers for an issue, of which type it is and until when."""
    refuse_settled(issue)
    if changes.get("target"):
        changes["target"] = plain_text(changes["target"] or "", longest=LONGEST_TARGET)
    _check_assignment(viewer, issue, changes)
    columns: dict[str, Any] = {name: value for name, value in changes.items() if name != "co_depts"}
    before = {name: getattr(issue, name) for name in columns}
    if "co_depts" in changes:
        before["co_depts"] = list(issue.co_depts.all())
        issue.co_depts.set(changes["co_depts"])
    for name, value in columns.items():
        setattr(issue, name, value)
    save_version(issue, version, **columns, **upkeep.warning_columns(issue))
    upkeep.index([issue])
    note(
        obj=issue,
        summary=gettext("明确责任：问题 %(code)s") % {"code": issue.code},
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in changes.items()},
    )
    return issue


def _check_assignment(viewer: Viewer, issue: Issue, changes: Assignment) -> None:
    """Every person and office named is one of the viewer's own (security.md A04), every value one of its list."""
    people = [changes.get("charge_leader"), changes.get("owner"), changes.get("handler")]
    departments = [changes.get("lead_dept"), *changes.get("co_depts", ())]
    if not (_knows_all(persons(viewer), people) and _knows_all(offices(viewer), departments)):
        raise not_found()
    rect_type = changes.get("rect_type")
    if rect_type is not None and rect_type not in RectType.values:
        raise BadInput(
            "assign.rect_type", gettext("整改类型只有立行立改、限期整改、分阶段整改、长期坚持四种")
        )
    deadline = changes.get("deadline")
    if deadline and issue.started_on and deadline < issue.started_on:
        raise BadInput(
            "assign.deadline",
            gettext("时限早于反馈日期 %(day)s——整改时限自反馈之日起算；请改为该日或之后的日期")
            % {"day": issue.started_on.isoformat()},
        )


def _knows_all(known: QuerySet[Any], named: Iterable[Person | Office | None]) -> bool:
    keys = {row.pk for row in named if row is not None}
    return known.filter(pk__in=keys).count() == len(keys)


def _plain(value: Any) -> Any:
    """A value as the journal keeps it: names of people and offices, dates as ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | None):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)
