"""A register in which everybody with business in the office has something to do, and one record of each kind in it: what
the walk over all addresses needs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from zhenggai.archive.actions import put
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import ADMINS, Role
from zhenggai.registers import actions
from zhenggai.registers.models import Record
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
        adopted.paper = item.pk
        reviewed = _record(clerk, office)
        Record.objects.filter(pk=reviewed.pk).update(reviewed_at="2021-09-08T00:00Z")
        reviewed.refresh_from_db()
        adopted.correction = actions.ask_correction(
            clerk, reviewed, {"count": 2}, reason="数错了", today=TODAY
        )
    return adopted


def _record(clerk: Any, office: OfficeOfTest) -> Record:
    return actions.create_record(
        clerk,
        CODE,
        {"topic": "一件事", "on": "2021-09-01", "count": 0},
        today=TODAY,
        department=office.department.pk,
    )
