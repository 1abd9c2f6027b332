"""A signature given on a phone (扫码签到): into the meeting's list, or as the member's own record of attendance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import F
from django.db.models.lookups import Exact
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.recording import create_record, save_record
from zhenggai.registers.models import Record
from zhenggai.registers.published import editions
from zhenggai.registers.signing_in import (
    Way,
    count_try,
    moment,
    record_of,
    refuse_closed,
    who_signs,
)
from zhenggai.registers.storage import Body

SCANNED = "扫码"


def sign_in(token: str, name: str, address: str) -> str:
    """Sign somebody in by name at the meeting that the token stands for; answers with whether it was new, in words. The
    try is counted whether it is taken or not."""
    viewer = system_viewer(gettext("扫码签到"))
    with scope_for(viewer):
        record, way = record_of(token)
        count_try(record, address, name.strip())
        refuse_closed(record, way)
        who = who_signs(record, way, name.strip())
        return _sign(viewer, record, way=way, who=who, name=name.strip())


@action("record.sign_in", on="record")
def _sign(viewer: Viewer, record: Record, *, way: Way, who: Any, name: str) -> str:
    fresh = Record._base_manager.get(pk=record.pk)
    is_new = (
        _into_list(viewer, fresh, way.present.name, who.pk)
        if way.present is not None
        else _attendance(viewer, fresh, way.attendance or "", who)
    )
    note(
        obj=record,
        summary=gettext("%(name)s 扫码签到：%(number)s") % {"name": name, "number": record.number},
    )
    return gettext("已签到") if is_new else gettext("此前已经签到")


def _into_list(viewer: Viewer, record: Record, field: str, person: int) -> bool:
    present = list(record.data.get(field) or [])
    if person in present:
        return False
    save_record(viewer, record, {field: [*present, person]}, version=record.version)
    return True


def _attendance(viewer: Viewer, record: Record, register: str, member: Record) -> bool:
    """The member's record of this event: signed where it is there, entered where it is not."""
    found = editions()[register].declaration
    event, who = (
        Body(F("data"), type=found.fields[name].type, name=name) for name in ("event", "member")
    )
    there = Record._base_manager.filter(
        Exact(event, record.pk),
        Exact(who, member.pk),
        register=register,
        office=record.office_id,
        voided_at=None,
    ).first()
    values = {"signed_at": moment(), "method": SCANNED}
    if there is not None:
        if there.data.get("signed_at") is not None:
            return False
        save_record(viewer, there, values, version=there.version)
        return True
    inside = _acting_in(viewer, record.office_id)
    create_record(
        inside, register, {"event": record.pk, "member": member.pk, **values}, today=today()
    )
    return True


def _acting_in(viewer: Viewer, office: int) -> Viewer:
    """The program itself, entering for an office as its clerk would."""
    return replace(viewer, office_id=office, office_ids=frozenset({office}))
