"""What people expect a register to work out for them: balances, matrices, chains. Read as the viewer may see the records
behind them; nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.lookups import Exact, GreaterThanOrEqual, In, LessThan
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import names_of, posts_on, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.frames import frame_of
from zhenggai.registers.lookups import annual_leave
from zhenggai.registers.models import Record
from zhenggai.registers.papers import names_shown
from zhenggai.registers.policy import records_of, sees_whole
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.storage import Body
from zhenggai.rules.closures import Frame, closure

_MONTHS = range(1, 13)


# -- leave --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeaveBalance:
    """Days of annual leave in a year: what there is, what was taken or granted, what is asked for. `entitled` is None
    where the first working day is not entered (《职工带薪年休假条例》第三条)."""

    person: int
    year: int
    entitled: int | None
    used: Decimal
    asked: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.entitled is None else self.entitled - self.used


def leave_balance(viewer: Viewer, person: int, day: date) -> LeaveBalance:
    """The annual leave of somebody in the year of a day."""
    found = edition("leave").declaration
    _refuse_others(viewer, found, person)
    rows = _of_year(_records(viewer, found), found, "start", day.year)
    mine = rows.filter(_is(found, "applicant", person), _is(found, "kind", "年休"))
    states = mine.values_list("state", "data__days")
    return LeaveBalance(
        person=person,
        year=day.year,
        entitled=annual_leave(person, day.isoformat()),
        used=_tenths(days for state, days in states if state in ("on_leave", "returned")),
        asked=_tenths(days for state, days in states if state == "submitted"),
    )


@dataclass(frozen=True, slots=True)
class CompEntry:
    """One overtime with what is left of it."""

    record: str
    uuid: UUID
    day: str
    earned: Decimal
    used: Decimal
    expires_on: str | None
    expired: bool

    @property
    def left(self) -> Decimal:
        return Decimal(0) if self.expired else max(self.earned - self.used, Decimal(0))


@dataclass(frozen=True, slots=True)
class CompBalance:
    """Compensatory leave of somebody as of a day, in days."""

    person: int
    entries: tuple[CompEntry, ...]

    @property
    def earned(self) -> Decimal:
        return sum((entry.earned for entry in self.entries), Decimal(0))

    @property
    def used(self) -> Decimal:
        return sum((entry.used for entry in self.entries), Decimal(0))

    @property
    def left(self) -> Decimal:
        return sum((entry.left for entry in self.entries), Decimal(0))


def comp_balance(viewer: Viewer, person: int, day: date) -> CompBalance:
    """What overtime has earned, what of it was used, and what has run out by a day."""
    found = edition("overtime").declaration
    _refuse_others(viewer, found, person)
    rows = _records(viewer, found).filter(
        _is(found, "person", person), state__in=("settled", "closed")
    )
    return CompBalance(person, tuple(_comp_entry(row, day) for row in rows.order_by("pk")))


def _comp_entry(row: Record, day: date) -> CompEntry:
    data = row.data
    expires = data.get("expire_on")
    return CompEntry(
        record=row.number,
        uuid=row.uuid,
        day=str(data.get("start"))[:10],
        earned=Decimal(data.get("comp_days") or 0) / 10,
        used=_tenths(item.get("days") for item in data.get("used") or ()),
        expires_on=expires,
        expired=row.state == "closed" or (expires is not None and expires < day.isoformat()),
    )


# -- dues ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DuesRow:
    """A member's year: for each month `paid`, `short`, `exempt`, `open` (entered, nothing paid) or None (no record)."""

    member: int
    uuid: UUID
    name: str
    months: tuple[str | None, ...]

    @property
    def is_whole(self) -> bool:
        return all(month in ("paid", "exempt") for month in self.months)


@dataclass(frozen=True, slots=True)
class DuesMatrix:
    """Who of a branch has paid in which month, and the branch's sums; sums of one person are private and not told."""

    branch: int
    year: int
    rows: tuple[DuesRow, ...]
    due: Decimal
    paid: Decimal


def dues_matrix(viewer: Viewer, branch: int, year: int) -> DuesMatrix:
    found, roster = edition("party_dues").declaration, edition("party_member").declaration
    members = _records(viewer, roster).filter(_is(roster, "branch", branch), state="listed")
    dues = _of_year(_records(viewer, found), found, "month", year).filter(
        _is(found, "branch", branch)
    )
    by_member: dict[int, dict[int, Mapping[str, Any]]] = {}
    due = paid = 0
    for data in dues.values_list("data", flat=True):
        by_member.setdefault(data["member"], {})[int(data["month"][5:7])] = data
        due, paid = due + data.get("due", 0), paid + data.get("paid", 0)
    rows = tuple(
        DuesRow(
            member.pk,
            member.uuid,
            str(member.data.get("name")),
            tuple(_dues_month(by_member.get(member.pk, {}).get(month)) for month in _MONTHS),
        )
        for member in members.order_by("pk")
    )
    return DuesMatrix(branch, year, rows, Decimal(due) / 100, Decimal(paid) / 100)


def _dues_month(data: Mapping[str, Any] | None) -> str | None:
    if data is None:
        return None
    if data.get("exempt_approval") is not None:
        return "exempt"
    if data.get("paid") is None:
        return "open"
    return "paid" if data["paid"] >= data.get("due", 0) else "short"


# -- assets -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """Something that happened to a thing: who had it from when to when, signed or not; or that it was disposed of."""

    what: str
    record: str
    uuid: UUID
    person: str | None
    since: str | None
    until: str | None
    signed: bool


def custody_chain(viewer: Viewer, asset: UUID) -> tuple[CustodyStep, ...]:
    """The life of an asset from the card through every holder to its disposal, in order."""
    card = _one(viewer, "asset", asset)
    issues = _linked(viewer, "asset_issue", "card", card.pk)
    disposals = _linked(viewer, "asset_disposal", "card", card.pk)
    shown = names_shown([row.pk for row in issues])
    people = {row.data.get("receiver") for row in issues} | {card.data.get("custodian")}
    names, _ = names_of({key for key in people if key is not None}, set())
    steps = [
        CustodyStep("建卡", card.number, card.uuid, None, card.data.get("acquired_on"), None, True)
    ]
    steps += [
        CustodyStep(
            "领用",
            row.number,
            row.uuid,
            names.get(row.data.get("receiver") or 0),
            row.data.get("issued_on"),
            row.data.get("returned_on"),
            "signed" in shown.get(row.pk, ()),
        )
        for row in sorted(issues, key=lambda row: str(row.data.get("issued_on")))
    ]
    steps += [
        CustodyStep(
            f"处置（{row.data.get('method')}）", row.number, row.uuid, None,
            row.data.get("disposed_on"), None, row.data.get("approval_no") is not None,
        )
        for row in disposals
    ]  # fmt: skip
    return tuple(steps)


# -- expense claims -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a claim: whether it has to be there, and whether it is."""

    name: str
    label: str
    needed: bool
    there: bool


@dataclass(frozen=True, slots=True)
class PaperMatrix:
    """Which papers each kind of expense needs, as the office has set it: kinds × papers."""

    kinds: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]
    needed: Mapping[str, frozenset[str]]


def completeness(viewer: Viewer, record: UUID, today: date) -> tuple[PaperRow, ...]:
    """The papers of a record, needed or there, in the order of the declaration; for any register with papers."""
    row = _visible(viewer, record)
    found = edition(row.register).declaration
    settings = office_settings(found.code, found.defaults, row.office_id)
    frame = frame_of(row, found, settings, today.isoformat())
    shown = names_shown([row.pk]).get(row.pk, set())
    rows = (
        PaperRow(
            item.name,
            item.label,
            item.when is None or closure(item.when)(frame) is True,
            item.name in shown,
        )
        for item in found.evidence.values()
    )
    return tuple(row for row in rows if row.needed or row.there)


def paper_matrix(viewer: Viewer) -> PaperMatrix:
    """What each kind of expense needs before it is put forward."""
    require(viewer, "register.list")
    found = edition("expense_claim").declaration
    settings = office_settings(found.code, found.defaults, viewer.office_id or 0)
    kinds = found.fields["kind"].choices
    needed = {
        kind: frozenset(
            item.name
            for item in found.evidence.values()
            if item.when is None or closure(item.when)(Frame({"kind": kind}, settings=settings))
        )
        for kind in kinds
    }
    papers = tuple((item.name, item.label) for item in found.evidence.values())
    return PaperMatrix(kinds, papers, needed)


# -- posts --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostOn:
    """What somebody named in a record was on the record's day; without a post then `title` is None (MS-2)."""

    field: str
    label: str
    person: int
    name: str
    day: date
    title: str | None
    office: str | None


def posts_in_record(viewer: Viewer, record: UUID) -> tuple[PostOn, ...]:
    """Whoever a record names, with the post that was in force on its day and not today's."""
    row = _visible(viewer, record)
    found = edition(row.register).declaration
    day = business_day(row, found)
    named = [
        (item, row.data[name])
        for name, item in found.fields.items()
        if item.kind == "person" and row.data.get(name) is not None
    ]
    keys = {key for _, key in named}
    names, _ = names_of(keys, set())
    posts = posts_on(keys, day)
    return tuple(
        PostOn(item.name, item.label, key, names.get(key, ""), day, *posts.get(key, (None, None)))
        for item, key in named
    )


def business_day(row: Record, found: Declaration) -> date:
    """The day that a record is about: its first indexed date, else the day it was entered."""
    for name, item in found.fields.items():
        value = row.data.get(name)
        if item.index and item.kind in ("date", "datetime") and value is not None:
            return date.fromisoformat(value[:10])
    return row.recorded_on


# -- records the viewer may see -----------------------------------------------------------------------------------------------------


def _records(viewer: Viewer, found: Declaration) -> QuerySet[Record]:
    require(viewer, "record.list")
    return Record.objects.filter(records_of(viewer, found), voided_at=None)


def _column(found: Declaration, name: str) -> Body:
    item: Field = found.fields[name]
    return Body(F("data"), type=item.type, name=name)


def _is(found: Declaration, name: str, value: Any) -> Exact:
    return Exact(_column(found, name), value)


def _of_year(rows: QuerySet[Record], found: Declaration, name: str, year: int) -> QuerySet[Record]:
    column = _column(found, name)
    return rows.filter(GreaterThanOrEqual(column, f"{year}"), LessThan(column, f"{year + 1}"))


def _refuse_others(viewer: Viewer, found: Declaration, person: int) -> None:
    """One's own balance, or anybody's for whoever sees the whole register; another's is not found."""
    if person != viewer.person_id and not sees_whole(viewer, found):
        raise _not_found()


def _visible(viewer: Viewer, uuid: UUID) -> Record:
    require(viewer, "record.list")
    row = visible(viewer, Record).filter(uuid=uuid).first()
    if row is None:
        raise _not_found()
    return row


def _one(viewer: Viewer, register: str, uuid: UUID) -> Record:
    row = _visible(viewer, uuid)
    if row.register != register:
        raise _not_found()
    return row


def _linked(viewer: Viewer, register: str, name: str, key: int) -> list[Record]:
    found = edition(register).declaration
    return list(_records(viewer, found).filter(In(_column(found, name), [key])).order_by("pk"))


def _tenths(values: Iterable[Any]) -> Decimal:
    return Decimal(sum(value or 0 for value in values)) / 10


def _not_found() -> NotFound:
    return NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
