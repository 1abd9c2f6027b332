"""Registers as a browser sees them: a journey through each that its clerk may begin, made from the declarations; axe in
both schemes; phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.site import Site, enter
from tests.browser.test_looks import SCHEMES, faults
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.shelf import shelf

CLERK = "taizhang"
ROLES = {
    *("hr_clerk", "party_clerk", "asset_clerk", "liaison_clerk", "proposal_clerk"),
    *("organization_member", "recorder", "finance_clerk"),
}
"""The roles of the demo's clerk (examples/demo-roles.json)."""
PAGES = {
    "shelf": "/registers/",
    "list": "/registers/leave/",
    "form": "/registers/leave/new/",
    "import": "/registers/leave/import/",
    "checks": "/registers/leave/checks/",
    "check": "/registers/leave/checks/LV-3/",
    "rhythm": "/registers/leave/rhythm/",
    "results": "/results/",
    "due": "/due/",
    "record": "",
    "preview": "/registers/leave/import/",
}
SHEET = "申请人\t类别\t开始\t结束\t事由\n办甲\t年休\t2021.6.30 9:00\t21/7/1 17:00\t家事\n没这人\t事假\t六月三日\t2021-06-04 17:00\t事"
Open = Callable[..., Page]


def startable(found: Declaration) -> bool:
    """Whether the demo's clerk enters the register and makes its first move with nothing that must be there before."""
    start = found.workflow.start
    first = [move for move in found.workflow.moves.values() if start in move.sources]
    plain = all(
        item.kind not in ("link", "rows", "list")
        for item in found.fields.values()
        if item.required and item.formula is None
    )
    return (
        plain
        and found.clerk in ROLES
        and any(mover.role in ROLES for move in first for mover in move.by)
    )


CODES = sorted(code for code, found in shelf().items() if startable(found))


pytestmark = pytest.mark.skip(
    reason="the generated journeys are not yet sure of every register: run by hand"
)


@pytest.fixture(scope="module")
def clerk_at_desk(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = enter(browser, site, CLERK, viewport={"width": 1366, "height": 768})
    yield context
    context.close()


@pytest.fixture
def desk(clerk_at_desk: BrowserContext) -> Iterator[Page]:
    page = clerk_at_desk.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def fill(page: Page, found: Declaration, name: str) -> None:
    """A plausible value into one field's box."""
    item, box = found.fields[name], page.locator(f"#f-{name}")
    if item.kind == "choice":
        box.select_option(index=1)
    elif item.kind == "yesno":
        box.select_option("true")
    elif item.kind == "person":
        box.fill("办甲")
        _take(page, box)
    elif item.kind == "office":
        box.fill("办公室")
        _take(page, box)
    else:
        values = {"date": "2021-09-01", "month": "2021-09", "datetime": "2021-09-01T09:00"}
        number = item.kind in ("number", "money", "integer")
        box.fill(values.get(item.kind, "1" if number else f"{item.label}若干情况写明在此"))


def _take(page: Page, box: Locator) -> None:
    page.locator(f"#{box.get_attribute('id')}-list [data-value]").first.wait_for()
    box.press("Enter")


def required(found: Declaration) -> list[str]:
    return [name for name, item in found.fields.items() if item.required and item.formula is None]


@pytest.mark.parametrize("code", CODES)
def test_a_record_goes_its_way(desk: Page, code: str, tmp_path: Path) -> None:
    """Enter it with a gap; the gate says so before it is pressed; mend it, hand in the papers, move, export."""
    found = shelf()[code]
    names = required(found)
    left_out = next((name for name in names if found.fields[name].kind != "person"), names[0])
    desk.goto(f"/registers/{code}/new/")
    for name in names:
        if name != left_out:
            fill(desk, found, name)
    desk.locator("[data-save]").click()
    expect(desk.locator("ol.moves")).to_be_visible()

    gate = desk.locator(".gate", has_text=f"缺“{found.fields[left_out].label}”").first
    expect(gate).to_be_visible()
    gate.get_by_role("link", name="去补填").first.click()
    fill(desk, found, left_out)
    desk.locator("[data-save]").click()
    expect(desk.locator(".gate", has_text=f"缺“{found.fields[left_out].label}”")).to_have_count(0)

    _hand_in(desk, tmp_path)
    before = desk.locator(".moves .now").inner_text()
    ready = desk.locator("form.move-now button, .main-move form button.main")
    if ready.count():
        for box in desk.locator(".main-move [data-box] input:visible").all():
            if not box.input_value():
                box.fill("1")
        ready.first.click()
        desk.wait_for_load_state()
        moved = desk.locator(".moves .now").inner_text() != before
        assert moved or desk.locator(".gate").count(), "a move is made, or says why not"
    else:
        reasons = desk.locator(".gate li small")
        assert reasons.count() and all(text.strip("— ") for text in reasons.all_inner_texts())

    desk.goto(f"/registers/{code}/")
    desk.locator("summary", has_text="导出 Excel").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="现在列出的记录").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def _hand_in(page: Page, folder: Path) -> None:
    """A file for every paper that is asked for."""
    paper = folder / "材料.txt"
    paper.write_text("材料一份", encoding="utf-8")
    while page.locator(".papers > .miss input[type=file]").count():
        form = page.locator(".papers > .miss form.upload-one").first
        form.locator("input[type=file]").set_input_files(paper)
        form.get_by_role("button", name="上传").click()
        page.wait_for_load_state()


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


# -- looks ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(browser: Browser, site: Site, clerk_at_desk: BrowserContext) -> Iterator[Open]:
    contexts = []

    def window(width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            storage_state=clerk_at_desk.storage_state(),
            bypass_csp=True,
        )
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def go(page: Page, name: str) -> None:
    if name == "record":
        page.goto("/registers/leave/new/")
        fill(page, shelf()["leave"], "applicant")
        page.locator("[data-save]").click()
        page.wait_for_selector("ol.moves")
        return
    page.goto(PAGES[name])
    if name == "preview":
        page.locator("textarea[name=text]").fill(SHEET)
        page.get_by_role("button", name="预览").click()
        page.wait_for_selector(".questions")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(
    opened: Any, name: str, scheme: Literal["light", "dark"]
) -> None:
    for width in (1366, 390):
        page = opened(width, scheme)
        go(page, name)
        assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_does_not_scroll_sideways(opened: Any, name: str) -> None:
    page = opened(360)
    go(page, name)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
