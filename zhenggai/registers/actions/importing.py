"""A sheet brought into a register: exactly what was looked at, all of it or nothing (导入)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.errors import Refused
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.recording import create_record
from zhenggai.registers.models import Record, RegisterVersion
from zhenggai.registers.published import edition
from zhenggai.registers.sheets.heads import Table
from zhenggai.registers.sheets.lines import LineKind
from zhenggai.registers.sheets.plan import plan_sheet


@action("record.import", noun="registers.record")
def import_records(
    viewer: Viewer,
    register: str,
    table: Table,
    *,
    answers: Mapping[str, str],
    digest: str,
    today: date,
) -> list[Record]:
    """Enter the rows of a sheet as its plan says; refused where the plan is not the one that was looked at."""
    plan = plan_sheet(viewer, register, table, answers=answers, today=today)
    if not plan.is_ready:
        raise Refused("sheet.open", gettext("还有须改或须定的行，一行也没有写——请先逐项办理"))
    if plan.digest != digest:
        raise Refused("sheet.changed", gettext("预览之后情况有变，一行也没有写——请再看一遍后确认"))
    made = []
    for line in plan.lines:
        if line.kind != LineKind.NEW:
            continue
        record = create_record(
            viewer,
            register,
            line.values,
            today=today,
            year=line.year,
            number=line.record_number,
            handler=line.handler,
            department=line.department.pk if line.department is not None else None,
        )
        summary = gettext("导入 %(number)s（表中第 %(row)s 行）")
        also(
            "record.create",
            obj=record,
            summary=summary % {"number": record.number, "row": line.number},
        )
        made.append(record)
    found = edition(register)
    note(
        obj=RegisterVersion.objects.get(pk=found.key),
        summary=gettext("导入%(register)s %(count)s 条")
        % {"register": found.declaration.label, "count": len(made)},
        numbers=[record.number for record in made],
    )
    return made
