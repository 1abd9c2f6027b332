"""Checks as things to look at: what each says, on what ground, where it runs, how the last twelve periods stand, who
offends; the health of a register; whether it falls back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.lib.periods import PER_YEAR, Period, period_of
from zhenggai.people.queries import can, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.checks.findings import Teller, label_of
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import event_field
from zhenggai.registers.models import (
    Level,
    Record,
    SweepMark,
    Violation,
    ViolationState,
    Waiver,
)
from zhenggai.registers.policy import sees_results, sees_whole
from zhenggai.registers.published import edition, editions
from zhenggai.registers.relapse import Point, relapse_of
from zhenggai.registers.shapes import (
    CadenceShape,
    Check,
    GroupShape,
    MatchShape,
    OverlapShape,
    PythonShape,
    RecordShape,
    SequenceShape,
)
from zhenggai.registers.storage import body

PERIODS = 12
MOST_OFFENDERS = 200
_STILL = (ViolationState.OPEN, ViolationState.WAIVED)


@dataclass(frozen=True, slots=True)
class Beat:
    """One period of a strip: `mark` is ok, no, near or none; what it says of how many."""

    label: str
    name: str
    mark: str
    failing: int
    total: int | None

    @property
    def said(self) -> str:
        words = {
            "ok": gettext("达标"),
            "no": gettext("不达标"),
            "near": gettext("临近期末，尚缺"),
            "none": gettext("没有记录"),
        }[self.mark]
        if self.total:
            return gettext("%(period)s：%(words)s，%(failing)s / %(total)s") % {
                "period": self.label,
                "words": words,
                "failing": self.failing,
                "total": self.total,
            }
        return f"{self.label}：{words}"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check of a register with its figures. `gates` are the moves that it stops; a check without any only reports."""

    id: str
    level: str
    level_label: str
    say: str
    sentence: str
    shape: str
    over: str
    basis: str
    fix: str
    gates: tuple[str, ...]
    open: int
    waived: int
    fixed: int


@dataclass(frozen=True, slots=True)
class Excuse:
    """A waiver asked for or in force."""

    key: int
    reason: str
    until: date
    asked_by: str
    asked_on: date
    approved_by: str
    may_approve: bool


@dataclass(frozen=True, slots=True)
class Offender:
    """A violation as a page lists it."""

    key: int
    level: str
    check: str
    register: str
    register_label: str
    record: str
    record_uuid: UUID | None
    period: str
    say: str
    observed: str
    expected: str
    basis: str
    fix: str
    state: str
    state_label: str
    first_seen_on: date
    last_seen_on: date
    fixed_on: date | None
    excuses: tuple[Excuse, ...]

    @property
    def form(self) -> str:
        """The name of its waiver form, as a refused one comes back."""
        return f"v{self.key}"


@dataclass(frozen=True, slots=True)
class Health:
    """A register by month: how many records, how many without anything open, and whether it falls back."""

    beats: tuple[Beat, ...]
    rate: float | None
    warning: str
    swept_on: Any


def check_rows(viewer: Viewer, register: str) -> list[CheckRow]:
    """Every check of a register, in the order of its file."""
    require(viewer, "register.list")
    found = edition(register).declaration
    counts = _counts(viewer, register)
    return [_row(found, id, counts) for id in dict.fromkeys(check.id for check in found.checks)]


def check_row(viewer: Viewer, register: str, check_id: str) -> CheckRow:
    for row in check_rows(viewer, register):
        if row.id == check_id:
            return row
    raise NotFound("check.none", gettext("这本簿子没有这项检查——可能已随新版撤下"))


def _counts(viewer: Viewer, register: str) -> Mapping[tuple[str, str], int]:
    found = (
        visible(viewer, Violation)
        .filter(register=register)
        .values_list("check_id", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {(check, state): count for check, state, count in found}


def _row(found: Declaration, id: str, counts: Mapping[tuple[str, str], int]) -> CheckRow:
    parts = found.checks_of(id)
    first = parts[0]
    return CheckRow(
        id=id,
        level=first.level,
        level_label=str(Level(first.level).label),
        say="；".join(dict.fromkeys(_plain(part) for part in parts)),
        sentence="；".join(filter(None, dict.fromkeys(_sentence(found, part) for part in parts))),
        shape="、".join(dict.fromkeys(_shape(part) for part in parts)),
        over=label_of(first.over),
        basis=first.basis or "",
        fix=first.fix or "",
        gates=tuple(move.label for move in found.workflow.moves.values() if id in move.gate),
        open=counts.get((id, ViolationState.OPEN), 0),
        waived=counts.get((id, ViolationState.WAIVED), 0),
        fixed=counts.get((id, ViolationState.FIXED), 0),
    )


def _plain(check: Check) -> str:
    """What the check says, with … where values stand."""
    return check.say.fill(dict.fromkeys(check.say.names, "…"), lambda name, value: "…")


def _sentence(found: Declaration, check: Check) -> str:
    """The condition that must hold, in words."""
    text = getattr(check.shape, "that_text", "")
    if isinstance(check.shape, CadenceShape):
        every = {
            "month": gettext("每月"),
            "quarter": gettext("每季度"),
            "half": gettext("每半年"),
            "year": gettext("每年"),
            "once": gettext("至少一次"),
        }[check.shape.every]
        who = check.shape.each.label if check.shape.each is not None else gettext("本单位")
        return gettext("%(every)s，%(who)s都要达到要求的次数") % {"every": every, "who": who}
    if isinstance(check.shape, OverlapShape):
        return gettext("时段不得重叠")
    return Teller(check, found).expected(text) if text else ""


def _shape(check: Check) -> str:
    return {
        RecordShape: gettext("逐条"),
        GroupShape: gettext("分组合计"),
        OverlapShape: gettext("时段重叠"),
        MatchShape: gettext("与别处对照"),
        CadenceShape: gettext("按期应有"),
        SequenceShape: gettext("前后比较"),
        PythonShape: gettext("程序判断"),
    }[type(check.shape)]


# -- strips -------------------------------------------------------------------------------------------------------------------


def check_strip(viewer: Viewer, register: str, check_id: str, today: date) -> tuple[Beat, ...]:
    """The last twelve periods of a check: of its own kind for a cadence, months for everything else."""
    found = edition(register).declaration
    cadence = next(
        (
            check.shape
            for check in found.checks_of(check_id)
            if isinstance(check.shape, CadenceShape) and check.shape.every != "once"
        ),
        None,
    )
    against = visible(viewer, Violation).filter(register=register, check_id=check_id)
    if cadence is not None:
        since = visible(viewer, SweepMark).filter(register=register).order_by("swept_at").first()
        return _cadence_strip(against, cadence.every, since is not None, today)
    return _month_strip(viewer, found, against.filter(state__in=_STILL), today)


def _cadence_strip(
    against: QuerySet[Violation], kind: str, swept: bool, today: date
) -> tuple[Beat, ...]:
    states: dict[str, list[tuple[str, str]]] = {}
    for period, state, level in against.values_list("period", "state", "level"):
        states.setdefault(period or "", []).append((state, level))
    return tuple(
        _cadence_beat(period, states.get(period.name, []), swept, today)
        for period in last_periods(kind, today)
    )


def _cadence_beat(
    period: Period, found: Sequence[tuple[str, str]], swept: bool, today: date
) -> Beat:
    still = [level for state, level in found if state in _STILL]
    if still:
        mark = "near" if period.end >= today and "E" not in still else "no"
    elif not swept or period.end >= today:
        mark = "none" if not swept else "ok" if found else "none"
    else:
        mark = "ok"
    return Beat(period.label, period.name, mark, len(still), None)


def last_periods(kind: str, today: date, count: int = PERIODS) -> list[Period]:
    now = period_of(kind, today)
    return [Period(kind, now.index - back) for back in range(count - 1, -1, -1)]


def _month_strip(
    viewer: Viewer, found: Declaration, against: QuerySet[Violation], today: date
) -> tuple[Beat, ...]:
    totals = _by_month(_live(viewer, found), found)
    failing = _by_month(
        _live(viewer, found).filter(pk__in=against.filter(record__isnull=False).values("record")),
        found,
    )
    grouped = dict(
        against.filter(record=None, period__isnull=False)
        .values_list("period")
        .annotate(count=Count("pk"))
        .order_by()
    )
    beats = []
    for period in last_periods("month", today):
        total = totals.get(period.name, 0)
        bad = failing.get(period.name, 0) + grouped.get(period.name, 0)
        mark = "no" if bad else "ok" if total else "none"
        beats.append(Beat(period.label, period.name, mark, bad, total))
    return tuple(beats)


def _live(viewer: Viewer, found: Declaration) -> QuerySet[Record]:
    """The register's records of the viewer's offices; those who see results see how many there are, not which."""
    if not (sees_whole(viewer, found) or sees_results(viewer)):
        return visible(viewer, Record).filter(register=found.code, voided_at=None)
    return Record._base_manager.filter(
        office__in=sorted(viewer.office_ids), register=found.code, voided_at=None
    )


def _by_month(rows: QuerySet[Record], found: Declaration) -> dict[str, int]:
    """Records by the month of their matter; by the day of entry where the register has no such field."""
    item = event_field(found)
    column: Any = body(item) if item is not None else Cast("recorded_on", CharField())
    counted = (
        rows.annotate(month=Substr(column, 1, 7))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {month: count for month, count in counted if month}


def health(viewer: Viewer, register: str, today: date) -> Health:
    """The last twelve months of a register, and whether it falls back."""
    require(viewer, "register.list")
    found = edition(register).declaration
    against = visible(viewer, Violation).filter(
        register=register, state__in=_STILL, level__in=("E", "W")
    )
    beats = _month_strip(viewer, found, against, today)
    points = [Point(beat.total or 0, min(beat.failing, beat.total or 0)) for beat in beats]
    total = sum(point.total for point in points)
    failing = sum(point.failing for point in points)
    mark = (
        visible(viewer, SweepMark)
        .filter(register=register)
        .order_by("-swept_at")
        .values_list("swept_at", flat=True)
        .first()
    )
    return Health(
        beats=beats,
        rate=1 - failing / total if total else None,
        warning=relapse_of(points),
        swept_on=mark,
    )


# -- offenders ----------------------------------------------------------------------------------------------------------------


def offenders(
    viewer: Viewer,
    today: date,
    *,
    register: str = "",
    check: str = "",
    state: str = ViolationState.OPEN,
    level: str = "",
    page: int = 1,
    size: int = 50,
) -> tuple[tuple[Offender, ...], int]:
    """Violations of the viewer's offices, worst and oldest first, and how many there are."""
    require(viewer, "record.list")
    found = visible(viewer, Violation).filter(state=state)
    for name, value in (("register", register), ("check_id", check), ("level", level)):
        if value:
            found = found.filter(**{name: value})
    count = found.count()
    start = (max(page, 1) - 1) * size
    rows = found.select_related("record").order_by("level", "first_seen_on", "pk")
    several = list(rows[start : start + size])
    return _offenders(viewer, several, today), count


def _offenders(viewer: Viewer, rows: Sequence[Violation], today: date) -> tuple[Offender, ...]:
    labels = {code: item.declaration.label for code, item in editions().items()}
    excuses: dict[int, list[Excuse]] = {}
    approves = can(viewer, "waiver.approve")
    waivers = Waiver.objects.filter(
        Q(until__gte=today), violation__in=[row.pk for row in rows]
    ).order_by("pk")
    for item in waivers:
        own = item.asked_by_account is not None and item.asked_by_account == viewer.account_id
        excuses.setdefault(item.violation_id, []).append(
            Excuse(
                key=item.pk,
                reason=item.reason,
                until=item.until,
                asked_by=item.asked_by_name,
                asked_on=item.asked_on,
                approved_by=item.approved_by_name,
                may_approve=approves and not own and item.approved_on is None,
            )
        )
    seen = set(
        visible(viewer, Record)
        .filter(pk__in=[row.record_id for row in rows if row.record_id])
        .values_list("pk", flat=True)
    )
    return tuple(
        Offender(
            key=row.pk,
            level=row.level,
            check=row.check_id,
            register=row.register,
            register_label=labels.get(row.register, row.register),
            record=row.record_key,
            record_uuid=row.record.uuid if row.record and row.record_id in seen else None,
            period=row.period or "",
            say=row.say,
            observed=row.observed,
            expected=row.expected,
            basis=row.basis,
            fix=row.fix,
            state=row.state,
            state_label=str(ViolationState(row.state).label),
            first_seen_on=row.first_seen_on,
            last_seen_on=row.last_seen_on,
            fixed_on=row.fixed_on,
            excuses=tuple(excuses.get(row.pk, ())),
        )
        for row in rows
    )


def state_counts(viewer: Viewer, register: str = "", check: str = "") -> dict[str, int]:
    """How many violations are open, waived and mended."""
    found = visible(viewer, Violation)
    if register:
        found = found.filter(register=register)
    if check:
        found = found.filter(check_id=check)
    counted = found.values_list("state").annotate(count=Count(F("pk"))).order_by()
    return dict(counted)


def periods_a_year(kind: str) -> int:
    return PER_YEAR[kind]
