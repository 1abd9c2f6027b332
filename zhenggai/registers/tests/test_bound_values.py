"""SQL text holds names that the loader has checked and nothing that anybody typed: values are bound (security.md S13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from zhenggai.registers.actions import set_setting
from zhenggai.registers.checks.gate import Case, violated
from zhenggai.registers.checks.sweep import Scope, findings
from zhenggai.registers.frames import frame_of
from zhenggai.registers.published import edition
from zhenggai.registers.queries import RecordFilters, records
from zhenggai.registers.shapes import CadenceShape
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import GEAR

HOSTILE = "x'; DROP TABLE registers_record; --"
CHECKS = (
    GEAR
    + f"""
  GE-30: {{level: E, that: "name != \\"{HOSTILE}\\"", say: 甲, fix: 乙, basis: 丙}}
  GE-31: {{level: E, that: "name in kinds", say: 甲, fix: 乙, basis: 丙}}
  GE-32: {{level: E, that: "caps[name] > 1", say: 甲, fix: 乙, basis: 丙}}
  GE-33: {{level: E, that: "startsWith(name, '年')", say: 甲, fix: 乙, basis: 丙}}
  GE-34: {{level: E, every: once, each: {{name: kinds}}, say: 甲, fix: 乙, basis: 丙}}
"""
)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(CHECKS)
    desk = replace(desk, clerk=desk.as_role("asset_clerk"))
    set_setting(desk.admin, "gear", "kinds", [HOSTILE], basis="规定")
    set_setting(desk.admin, "gear", "caps", {HOSTILE: 1}, basis="规定")
    return desk


@pytest.fixture
def statements() -> Callable[[Callable[[], object]], list[str]]:
    def caught(call: Callable[[], object]) -> list[str]:
        found: list[str] = []

        def catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(catch):
            call()
        return found

    return caught


def test_sweeps_and_gates_bind_every_value(desk: Desk, statements: Any) -> None:
    record = desk.enter("gear", name=HOSTILE, kind="电脑", keeper=desk.office.people["甲"])
    found = edition("gear").declaration
    settings = {**found.defaults, "kinds": [HOSTILE], "caps": {HOSTILE: 1}}
    scope = Scope([desk.office.organ.pk], settings, DAY.isoformat())

    def everything() -> None:
        frame = frame_of(record, found, settings, DAY.isoformat())
        for check in found.checks:
            list(findings(check, found, scope))
            if not isinstance(check.shape, CadenceShape):
                violated(check, Case(found, frame, record.pk, record.office_id))

    texts = [sql for sql in statements(everything) if "registers_" in sql]

    assert len(texts) > 15
    assert not any(
        "DROP" in sql or "电脑" in sql or "年" in sql.replace("'上半年'", "") for sql in texts
    )


def test_lists_bind_every_value(desk: Desk, statements: Any) -> None:
    desk.enter("gear", name=HOSTILE)

    texts = statements(lambda: records(desk.clerk, "gear", RecordFilters(equal={"name": HOSTILE})))

    assert not any("DROP" in sql for sql in texts)
    assert [row.cells["name"].shown for row in records(
        desk.clerk, "gear", RecordFilters(equal={"name": HOSTILE})
    ).rows] == [HOSTILE]  # fmt: skip
