"""Entering records, filling them in, voiding them, tying them to issues (登记)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.archive.numbers import next_number
from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.queries import department_of, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.queries import find_issue
from zhenggai.registers.actions.refusals import (
    in_force,
    plain,
    refuse_locked,
    refuse_pending,
    refuse_voided,
    save,
)
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import CLASSIFICATIONS
from zhenggai.registers.models import Record
from zhenggai.registers.policy import may_enter
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.saving import apply, check_key, refresh_dependents, same_key
from zhenggai.registers.showing import Names, told
from zhenggai.registers.values import natural

if TYPE_CHECKING:
    from uuid import UUID

    from zhenggai.people.models import Person

LONGEST_NUMBER = 80
LONGEST_REASON = 500


@action("record.create", noun="registers.record")
def create_record(
    viewer: Viewer,
    register: str,
    values: Mapping[str, Any],
    *,
    today: date,
    year: int | None = None,
    number: str | None = None,
    handler: Person | None = None,
    department: int | None = None,
    classification: str = "内部",
) -> Record:
    """Enter a record in the office acted in. Its number comes from the register's series, unless one is given."""
    found = edition(register)
    declaration = found.declaration
    _refuse_strangers(viewer, declaration)
    office = _office(viewer)
    if classification not in CLASSIFICATIONS:
        raise BadInput("record.classified", gettext("密级只能是非密或内部——国家秘密不得进入本系统"))
    record = Record(
        office_id=office,
        register=register,
        edition_id=found.key,
        year=_year(year, today),
        state=declaration.workflow.start,
        handler_id=_handler(viewer, handler),
        classification=classification,
        recorded_on=today,
        recorded_by_name=viewer.name,
    )
    record.department_id = department or _department(viewer, record.handler_id, today)
    settings = office_settings(register, declaration.defaults, office)
    defaults = {
        name: field.default
        for name, field in declaration.fields.items()
        if field.default is not None and name not in values
    }
    apply(viewer, record, declaration, {**values, **_natural(declaration, defaults)}, settings)
    check_key(record, declaration, record.data)
    record.number = _number(declaration, record, number)
    apply(viewer, record, declaration, {}, settings)
    _insert(record, declaration)
    note(
        obj=record,
        summary=gettext("登记 %(register)s %(number)s")
        % {"register": declaration.label, "number": record.number},
        values={
            name: value for name, value in record.data.items() if name not in _sealed(declaration)
        },
    )
    return record


@action("record.save", on="record")
def save_record(
    viewer: Viewer, record: Record, values: Mapping[str, Any], *, version: int
) -> Record:
    """Fill in or change fields. Once reviewed, what stands in the record changes by a correction slip only."""
    refuse_voided(record)
    refuse_pending(record)
    declaration, settings = in_force(record)
    changes = apply(viewer, record, declaration, values, settings)
    refuse_locked(
        Record._base_manager.get(pk=record.pk),
        {name: change for name, change in changes.items() if name in values},
    )
    check_key(record, declaration, record.data)
    save(record, version)
    refresh_dependents(record)
    note(
        obj=record,
        summary=gettext("填写 %(number)s") % {"number": record.number},
        changes=plain(changes, declaration),
    )
    return record


@action("record.void", on="record")
def void_record(viewer: Viewer, record: Record, *, reason: str, version: int) -> Record:
    """Void a record, with the reason; it stays to be seen and counts no more (不物理删除)."""
    refuse_voided(record)
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason:
        raise BadInput("record.void_reason", gettext("作废须写明理由——请填写后再办"))
    save(record, version, voided_at=timezone.now(), void_reason=reason)
    record.reminders.filter(state="open").update(state="dropped")
    note(
        obj=record,
        summary=gettext("作废 %(number)s：%(reason)s")
        % {"number": record.number, "reason": reason},
    )
    return record


@action("record.link", on="record")
def link_issues(viewer: Viewer, record: Record, issues: Sequence[UUID]) -> Record:
    """Say which issues the record helps to mend; whoever links must see them."""
    refuse_voided(record)
    found = [find_issue(viewer, uuid) for uuid in issues]
    record.issues.set(found)
    note(
        obj=record,
        summary=gettext("%(number)s 关联问题 %(codes)s")
        % {"number": record.number, "codes": "、".join(issue.code for issue in found) or "——"},
    )
    return record


def _refuse_strangers(viewer: Viewer, declaration: Declaration) -> None:
    if not may_enter(viewer, declaration):
        raise NotAllowed(
            "action.not_allowed",
            gettext("您不经办%(register)s——请由台账员登记，或请单位管理员核对角色")
            % {"register": declaration.label},
        )


def _office(viewer: Viewer) -> int:
    if viewer.office_id is None:
        raise BadInput("record.office", gettext("登记要记在一个单位名下——请先选择单位"))
    return viewer.office_id


def _year(year: int | None, today: date) -> int:
    if year is not None and not 1990 <= year <= today.year + 1:
        raise BadInput("record.year", gettext("年度应在 1990 年到明年之间——请核对"))
    return year or today.year


def _handler(viewer: Viewer, handler: Person | None) -> int | None:
    if handler is None:
        return viewer.person_id
    if not persons(viewer).filter(pk=handler.pk).exists():
        raise NotFound("not_found", gettext("经办人没有找到——可能已停用，或不在本单位"))
    return handler.pk


def _department(viewer: Viewer, handler: int | None, today: date) -> int | None:
    """Where the handler works; where the viewer does when that is one place and the viewer is the handler."""
    found = department_of(handler, today) if handler is not None else None
    if found is None and handler == viewer.person_id and len(viewer.department_ids) == 1:
        return next(iter(viewer.department_ids))
    return found


def _number(declaration: Declaration, record: Record, given: str | None) -> str:
    """The given number, or the pattern with the next of the series, taken inside the transaction."""
    if given is not None:
        return plain_line(given, longest=LONGEST_NUMBER)
    pattern = declaration.number
    seq = None
    if "seq" in pattern.names:
        seq = next_number(declaration.code, record.office_id, record.year)
    names, types = Names(), declaration.columns
    row = {**record.data, "year": record.year, "seq": seq}
    names.learn([row], types)
    return told(pattern, row, types, names)[:LONGEST_NUMBER]


def _insert(record: Record, declaration: Declaration) -> None:
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        if declaration.key and "record_number" not in str(error) and ".number" not in str(error):
            raise same_key(declaration) from None
        raise Refused(
            "record.same_number",
            gettext("编号“%(number)s”已有——编号在一个单位内不得重复；请换一个")
            % {"number": record.number},
        ) from None


def _natural(declaration: Declaration, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults are stored values; they pass once more through cleaning as a person would write them."""
    return {name: natural(declaration.fields[name], value) for name, value in stored.items()}


def _sealed(declaration: Declaration) -> frozenset[str]:
    return frozenset(name for name, field in declaration.fields.items() if field.sealed)
