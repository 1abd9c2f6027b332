"""Registers as a browser sees them: a way through each, made from its declaration — enter, hand in papers, be refused at
the gate, mend, move, export. What is particular to a register stands in test_register_journeys.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.register_desks import CLERK, Desks
from tests.browser.register_forms import Form, hand_in, make_move
from tests.browser.registers_ready import NAME
from zhenggai.registers.declaration import Declaration, Move
from zhenggai.registers.shelf import shelf

MOVERS = {
    **dict.fromkeys(("hr_head", "branch_secretary", "secretary_general"), "shenhe"),
    "principal": "shuji",
}
"""Who makes a first move that the clerk may not make: accounts of the demo by role (examples/demo-roles.json)."""
ENTERED_BY = {"overtime": "qiantou"}
"""A head of department approves overtime of the own department only."""
BESIDE = {
    *("asset_inventory", "attendance", "border_query", "dues_base", "dues_publicity", "dues_spend"),
    *("exit_count", "exit_filing", "handover", "opinion_info", "proposal_call", "member"),
}
"""Small registers beside the twelve: the same journey, in make test-slow."""
VALUES: dict[str, dict[str, Any]] = {
    "dues_publicity": {"from": "2021-09-01", "to": "2021-09-08", "member_count": "99"},
    "dues_spend": {"on": "2021-09-08", "meeting": NAME, "item": "培训"},
    "handover": {"left_on": "2021-09-07"},
    "expense_claim": {
        "kind": "其他",
        "items": [{"desc": "资料费", "sum": "1"}],
        "invoices": [{"no": "00012345", "amount": "1", "verified": True, "title_ok": True}],
    },
    "minutes_archive": {
        "chair": "办戊",
        "recorder": "办甲",
        "sign_in_count": "1",
        "is_major": False,
        "speeches": [{"person": "办戊", "text": "谈了三点意见", "order": "1"}],
        "decisions": [{"item": "按分工落实", "owner": "办甲", "due": "2021-09-30"}],
    },
    "party_dues": {
        "base": "1000",
        "due": "5",
        "paid": "5",
        "collector": "办戊",
        "bookkeeper": "办甲",
    },
    "personnel_file": {"bound": False, "loose": "0"},
}
"""What a register's gate asks of a field beyond its kind; also fields that are not required."""


def first_move(found: Declaration) -> Move:
    """The first move of the file that leads out of the start; one that takes no sub-table, where there is a choice."""
    start = found.workflow.start
    moves = [move for move in found.workflow.moves.values() if start in move.sources]
    plain = [move for move in moves if all(found.fields[name].kind != "rows" for name in move.fill)]
    return (plain or moves)[0]


def mover(found: Declaration, move: Move) -> str:
    """The account that makes the move: that which enters the record, where it may."""
    roles = [by.role for by in move.by]
    return next((MOVERS[role] for role in roles if role in MOVERS), CLERK)


def asked(found: Declaration) -> list[str]:
    """What the form is filled with: required fields, and those that the register's gate asks for."""
    more = VALUES.get(found.code, {})
    move = first_move(found)
    return [
        name
        for name, item in found.fields.items()
        if item.formula is None
        and (name in more or (item.required and item.default is None))
        and (item.required or name not in move.fill)
    ]


def gap(found: Declaration) -> str:
    """The required field that is left out at first."""
    required = [
        item
        for item in found.fields.values()
        if item.required and item.default is None and item.formula is None
    ]
    plain = [item for item in required if item.kind not in ("person", "office", "link", "list")]
    return (plain or required)[0].name


CODES = [
    pytest.param(code, marks=pytest.mark.slow if code in BESIDE else ()) for code in sorted(shelf())
]


@pytest.mark.parametrize("code", CODES)
def test_a_record_goes_its_way(journey: Desks, code: str, tmp_path: Path) -> None:
    """Entered with a gap; the gate says so before it is pressed; mended, papers handed in, moved, exported."""
    found = shelf()[code]
    move, left_out = first_move(found), gap(found)
    account = ENTERED_BY.get(code, CLERK)
    desk = journey.page(account)
    form = Form(desk, found, VALUES.get(code, {}))
    desk.goto(f"/registers/{code}/new/")
    form.fill(name for name in asked(found) if name != left_out)
    form.save()

    at_gate = desk
    if code not in ENTERED_BY and mover(found, move) != CLERK:
        at_gate = journey.page(mover(found, move))
        at_gate.goto(desk.url)
    missing = at_gate.locator(f"#move-{move.name} .gate", has_text=found.fields[left_out].label)
    expect(missing).to_be_visible()
    assert all(text.strip("— ") for text in missing.locator("small").all_inner_texts()), (
        "basis and mend"
    )

    desk.goto(f"{desk.url.split('#')[0]}edit/#f-{left_out}")
    form.fill([left_out])
    form.save()
    hand_in(desk, tmp_path)
    if at_gate is not desk:
        at_gate.reload()
    make_move(at_gate, found, move.name, VALUES.get(code, {}))

    assert _number(desk) in exported(desk, code)


def _number(page: Page) -> str:
    return page.locator("h1").inner_text().split("\u3000")[0].strip()


def exported(page: Page, code: str) -> str:
    """All words of the register's list as Excel gets it."""
    page.goto(f"/registers/{code}/")
    page.locator("summary", has_text="导出 Excel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="现在列出的记录").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    sheet = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0)
    return "\n".join(str(cell) for row in sheet.to_python() for cell in row)


@pytest.fixture
def desk(journey: Desks) -> Page:
    return journey.page(CLERK)


def test_computed_fields_and_checks_appear_while_one_types(desk: Page) -> None:
    desk.goto("/registers/leave/new/")
    desk.locator("#f-kind").select_option("事假")
    desk.locator("#f-start").fill("2021-09-01T08:30")
    desk.locator("#f-end").fill("2021-09-02T17:30")
    expect(desk.locator("[data-computed=days]")).to_have_text("2")

    desk.locator("#f-end").fill("2021-08-31T17:30")
    expect(desk.locator(".verdict", has_text="结束早于开始")).to_be_visible()


def test_rows_copied_in_excel_land_in_a_sub_table(desk: Page) -> None:
    desk.goto("/registers/proposal/new/")
    table = desk.locator("[data-table]").first
    table.locator("tbody input:not([type=hidden]):not([role])").first.focus()
    desk.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "2021-06-01\\n2021-06-02\\n2021-06-03");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(table.locator("tbody tr")).to_have_count(3)
