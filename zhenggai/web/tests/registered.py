"""A register in which everybody with business in the office has something to do, and one record of each kind in it: what
the walk over all addresses needs."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from zhenggai.archive.actions import put
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import ADMINS, Role
from zhenggai.registers import actions
from zhenggai.registers.models import LookbackCall, Occurrence, Record, Violation
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

CODE = "trial"
_EVERYBODY = ", ".join(role for role in Role.values if role not in ADMINS)
TRIAL = f"""
id: R95
code: {CODE}
label: 试行台账
version: 1
clerk: rect_office
basis: [本单位规定]
fields:
  topic: {{label: 事项, type: text, required: true, index: true}}
  on:    {{label: 日期, type: date, index: true}}
  count: {{label: 数量, type: integer}}
evidence:
  sheet: {{label: 签到表, before: send}}
workflow:
  start: draft
  states: {{draft: 草稿, sent: 已报}}
  moves:
    send: {{label: 上报, from: draft, to: sent, by: [{_EVERYBODY}]}}
checks:
  TR-1: {{level: E, that: "count > 0", say: 数量为零, fix: 补填, basis: 规定}}
  TR-2: {{level: W, every: month, on: on, at_least: 1, say: "{{period}}没有登记", fix: 补登, basis: 规定}}
due:
  monthly: {{label: 月报, rule: FREQ=MONTHLY;BYMONTHDAY=1, since: 2021-08-01, within: 5 workdays, by: clerk}}
"""


def registered(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    """The register in use; a record with a paper, a reviewed one with a slip, a violation with a waiver asked for."""
    system = system_viewer()
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(system):
        actions.publish(system, TRIAL, today=date(2021, 1, 1))
    with scope_for(clerk):
        adopted.record = _record(clerk, office)
        kept = put(BytesIO("签到".encode()), "签到.txt")
        (item,) = actions.attach_files(clerk, adopted.record, name="sheet", files=[kept])
        adopted.record_paper = item.pk
        reviewed = _record(clerk, office)
        Record.objects.filter(pk=reviewed.pk).update(reviewed_at="2021-09-08T00:00Z")
        reviewed.refresh_from_db()
        adopted.correction = actions.ask_correction(
            clerk, reviewed, {"count": 2}, reason="数错了", today=TODAY
        )
    _found(adopted, office, clerk)
    return adopted


def _found(adopted: Adopted, office: OfficeOfTest, clerk: Any) -> None:
    """What a sweep and the calendar leave behind: a violation, a waiver, something due; a check bound, a call."""
    system = system_viewer()
    with scope_for(system):
        actions.sweep(system, today=TODAY)
        actions.plan_occurrences(system, today=TODAY)
        violation = Violation.objects.filter(check_id="TR-1").first()
        adopted.occurrence = Occurrence.objects.filter(office=office.organ, register=CODE).first()
    assert violation is not None
    adopted.violation = violation.pk
    with scope_for(clerk):
        until = TODAY + timedelta(days=30)
        waiver = actions.ask_waiver(clerk, violation, reason="等文件", until=until, today=TODAY)
        adopted.binding = actions.bind_check(clerk, adopted.issue, CODE, "TR-1", today=TODAY)
        adopted.call = LookbackCall.objects.create(
            office=office.organ,
            issue=adopted.issue,
            register=CODE,
            check_id="TR-1",
            failing=1,
            said="又不达标",
            called_on=TODAY,
        )
    adopted.waiver = waiver.pk


def _record(clerk: Any, office: OfficeOfTest) -> Record:
    return actions.create_record(
        clerk,
        CODE,
        {"topic": "一件事", "on": "2021-09-01", "count": 0},
        today=TODAY,
        department=office.department.pk,
    )
