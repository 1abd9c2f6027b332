"""The office's registers as one sees them on entering: by group, with what is open and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from zhenggai.people.queries import require, visible
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.models import Record, Violation, ViolationState
from zhenggai.registers.policy import may_enter, sees_results, sees_whole
from zhenggai.registers.published import editions

SOON = timedelta(days=7)
"""What falls due within a week is counted as due."""

GROUPS: tuple[tuple[str, int, int], ...] = (
    ("主数据", 0, 0),
    ("政治学习与政协业务", 1, 7),
    ("作风、公文与廉政", 8, 12),
    ("财务、采购、资产", 13, 17),
    ("党的建设", 18, 28),
    ("支撑登记簿", 29, 32),
)
"""The parts of the rulebook by numbers of registers; declared words, so not translated."""
OTHERS = "本单位自建"


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A register with its figures: records that the viewer may see, open errors and warnings, what the viewer has to
    do. `errors` is None for those who do not see results."""

    code: str
    id: str
    label: str
    clerk: str
    records: int
    errors: int | None
    warnings: int
    late: int
    due: int
    may_enter: bool


@dataclass(frozen=True, slots=True)
class ShelfGroup:
    label: str
    rows: tuple[ShelfRow, ...]


def desk(viewer: Viewer, today: date, due: Mapping[str, tuple[int, int]]) -> list[ShelfGroup]:
    """The registers that concern the viewer, by group. `due` counts late and open items by register."""
    require(viewer, "record.list")
    counts = dict(
        visible(viewer, Record)
        .filter(voided_at=None)
        .values_list("register")
        .annotate(count=Count("pk"))
        .order_by()
    )
    levels = _levels(viewer)
    rows = [
        _row(viewer, item.declaration, counts.get(code, 0), levels, due.get(code, (0, 0)))
        for code, item in editions().items()
    ]
    shown = [row for row in rows if _concerns(row)]
    labels = [label for label, _, _ in GROUPS] + [OTHERS]
    grouped = {label: tuple(row for row in shown if group_of(row.id) == label) for label in labels}
    return [ShelfGroup(label, found) for label, found in grouped.items() if found]


def group_of(id: str) -> str:
    """The group of a register by its number: R11 belongs to 作风、公文与廉政."""
    number = int(id[1:]) if id[1:].isdecimal() else -1
    return next((label for label, first, last in GROUPS if first <= number <= last), OTHERS)


def _levels(viewer: Viewer) -> dict[tuple[str, str], int]:
    found = (
        visible(viewer, Violation)
        .filter(state=ViolationState.OPEN)
        .values_list("register", "level")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {(register, level): count for register, level, count in found}


def _row(
    viewer: Viewer,
    found: Declaration,
    records: int,
    levels: Mapping[tuple[str, str], int],
    due: tuple[int, int],
) -> ShelfRow:
    knows = sees_whole(viewer, found) or sees_results(viewer)
    return ShelfRow(
        code=found.code,
        id=found.id,
        label=found.label,
        clerk=role_label(found.clerk),
        records=records,
        errors=levels.get((found.code, "E"), 0) if knows else None,
        warnings=levels.get((found.code, "W"), 0),
        late=due[0],
        due=due[1],
        may_enter=may_enter(viewer, found),
    )


def _concerns(row: ShelfRow) -> bool:
    return bool(row.may_enter or row.records or row.due or row.errors is not None)
