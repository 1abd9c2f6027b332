"""Signing in at a meeting or activity by a code on the wall: no account, within its hours, a few tries an address (扫码签到).

A register takes it by what it declares: a moment at which it begins, and either a list of people `present`, or another
register whose records tie a `member` to this `event` with `signed_at` and `method`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import persons, system_viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.models import Record, SignInTry
from zhenggai.registers.published import editions

SALT = "zhenggai.sign-in"
EARLY, LATE = timedelta(minutes=60), timedelta(minutes=60)
USUAL = timedelta(hours=4)
"""So long a meeting is taken to last where nobody wrote down its end."""
TRIES, SPAN = 30, timedelta(minutes=10)
_ENDS = ("until", "end", "ends_at")


@dataclass(frozen=True, slots=True)
class Way:
    """How a register takes signatures: its beginning and end, and where they go: its own list of people, or the records
    of another register."""

    starts: Field
    ends: Field | None
    present: Field | None
    attendance: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the phone shows: which meeting, and whether it can be signed now."""

    title: str
    office: str
    starts: datetime
    closes: datetime
    is_open: bool


def way_of(found: Declaration) -> Way | None:
    """How the register takes signatures; None where it does not."""
    starts = next(
        (
            item
            for item in found.fields.values()
            if item.kind == "datetime" and item.formula is None
        ),
        None,
    )
    if starts is None:
        return None
    ends = next((found.fields[name] for name in _ENDS if name in found.fields), None)
    present = found.fields.get("present")
    if present is not None and present.of is not None and present.of.kind == "person":
        return Way(starts, ends, present if present.formula is None else None, None)
    for code, item in editions().items():
        fields = item.declaration.fields
        event, member, method = (fields.get(name) for name in ("event", "member", "method"))
        if event is None or member is None or method is None or "signed_at" not in fields:
            continue
        if event.kind == "link" and event.to == found.code and "扫码" in method.choices:
            return Way(starts, ends, None, code)
    return None


def token_of(record: Record) -> str:
    return signing.dumps(str(record.uuid), salt=SALT)


def record_of(token: str) -> tuple[Record, Way]:
    """The record that a signed token stands for; not found where it was changed, or nothing can be signed."""
    try:
        uuid = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        raise _nothing() from None
    record = Record._base_manager.filter(uuid=uuid, voided_at=None).select_related("office").first()
    edition = editions().get(record.register) if record else None
    way = way_of(edition.declaration) if edition else None
    if record is None or way is None or (way.present is None and way.attendance is None):
        raise _nothing()
    return record, way


def sheet_of(token: str) -> Sheet:
    record, way = record_of(token)
    opens, closes, starts = _hours(record, way)
    return Sheet(
        title=record.title or record.number,
        office=str(record.office),
        starts=starts,
        closes=closes,
        is_open=opens <= _now() <= closes and not record.is_locked,
    )


def refuse_closed(record: Record, way: Way) -> None:
    opens, closes, _ = _hours(record, way)
    if record.is_locked:
        raise Refused("sign_in.locked", gettext("记录已审核，不再签到——请联系会务人员补登"))
    if not opens <= _now() <= closes:
        raise Refused(
            "sign_in.hours",
            gettext("不在签到时间内（%(from)s 至 %(to)s）——请联系会务人员补登")
            % {"from": opens.strftime("%H:%M"), "to": closes.strftime("%H:%M")},
        )


def count_try(record: Record, address: str, name: str) -> None:
    """Write the try down; too many from one address are refused. The address itself is not kept."""
    key = hashlib.sha256(f"{record.uuid} {address}".encode()).hexdigest()
    recent = SignInTry.objects.filter(
        record=record, address_key=key, at__gt=timezone.now() - SPAN
    ).count()
    if recent >= TRIES:
        raise TooMany(
            "sign_in.many", gettext("这个网络签到过于频繁——请十分钟后再试，或请会务人员补登")
        )
    SignInTry.objects.create(record=record, address_key=key, name=name[:50])


class TooMany(Refused):
    status = 429


def who_signs(record: Record, way: Way, name: str) -> Any:
    """The person, or the member's record, of exactly that name; nothing is learned of others."""
    viewer = system_viewer()
    found: list[Any]
    if way.attendance is None:
        found = list(persons(viewer).filter(organ=record.office_id, name=name)[:2])
    else:
        member = editions()[way.attendance].declaration.fields["member"].to
        rows = Record._base_manager.filter(
            register=member, office=record.office_id, voided_at=None, title__startswith=name
        )
        found = [row for row in rows[:50] if row.title.split(" ")[0] == name][:2]
    if len(found) != 1:
        raise Refused(
            "sign_in.unknown",
            gettext("名单里没有唯一的“%(name)s”——请核对姓名，或请会务人员登记")
            % {"name": name[:20]},
        )
    return found[0]


def moment() -> datetime:
    """Now by the office's clock, to the minute."""
    return _now().replace(second=0, microsecond=0)


def _hours(record: Record, way: Way) -> tuple[datetime, datetime, datetime]:
    text = record.data.get(way.starts.name)
    if text is None:
        raise Refused("sign_in.no_time", gettext("还没有写开始时间，不能签到——请会务人员先补填"))
    starts = datetime.fromisoformat(text)
    end = record.data.get(way.ends.name) if way.ends is not None else None
    if end is None:
        ends = starts + USUAL
    elif len(end) == 10:
        ends = datetime.combine(datetime.fromisoformat(end).date(), time(23, 59))
    else:
        ends = datetime.fromisoformat(end)
    if ends <= starts:
        ends = starts + USUAL
    return starts - EARLY, ends + LATE, starts


def _now() -> datetime:
    return datetime.combine(today(), timezone.localtime().time())


def _nothing() -> NotFound:
    return NotFound("not_found", gettext("这个签到码无效——请扫会场上的码，或请会务人员补登"))
