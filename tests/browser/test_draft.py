"""The draft page in a real browser: a clerk reads a docx, corrects it by hand and keys, alone and beside a colleague,
and adopts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import Site, enter
from zhenggai.intake.tests.making_docx import docx, paragraph

LINES = """关于{office}巡察整改情况的通报
2021年5月，区委第二巡察组向{office}反馈了巡察意见，现将整改情况通报如下。
一、关于财务管理不严的问题
1. 报销审批不严。一是修订报销制度，6月30日印发。二是清理历史单据 32 份。三要公开报销流程。
2. 固定资产账实不符。一是开展盘点。二是建立领用台账。
二、关于作风建设不实的问题
1. 会议过多。一是压减会议，上半年减少 12 次。
2. 文件过长。一是精简篇幅，每件不超过 5 页。"""


def written(folder: Path, office: str, name: str) -> Path:
    path = folder / name
    lines = LINES.format(office=office).splitlines()
    path.write_bytes(docx("".join(paragraph(line) for line in lines)))
    return path


def take_in(page: Page, *files: Path) -> None:
    page.goto("/readings/")
    page.set_input_files("#file", list(files))
    page.get_by_role("button", name="读入", exact=True).click()


def opened(page: Page, file: Path) -> None:
    """The draft of one file, as soon as it has been read."""
    take_in(page, file)
    expect(page.locator(".tree")).to_be_visible(timeout=30_000)


def titles(page: Page) -> list[str]:
    return page.locator(".row.issue .what a").all_inner_texts()


def row(page: Page, words: str) -> Any:
    return page.locator("[data-row]").filter(has_text=words)


@pytest.fixture
def colleague(browser: Browser, site: Site) -> Iterator[Page]:
    context = enter(browser, site, "zuzhang", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_a_clerk_reads_a_docx_corrects_it_and_adopts(page: Page, tmp_path: Path) -> None:
    opened(page, written(tmp_path, "甲局", "甲局通报.docx"))
    assert titles(page) == ["报销审批不严", "固定资产账实不符", "会议过多", "文件过长"]

    # The signs of a list differ: the remark's own button mends it.
    page.get_by_role("button", name="改为“三是”").click()
    expect(row(page, "公开报销流程").locator(".marker")).to_have_text("三是")

    # By keys: a title, a move, a step back.
    row(page, "会议过多").first.locator("[data-open]").click()
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=title]")).to_be_focused()
    page.keyboard.type("过频")
    page.keyboard.press("Enter")
    expect(page.locator(".row.issue .what a").nth(2)).to_have_text("会议过多过频")
    row(page, "建立领用台账").locator("[data-open]").click()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".row.measure .what a").nth(3)).to_have_text(re.compile("建立领用台账"))
    expect(row(page, "建立领用台账").locator("[data-open]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".row.issue")).to_have_count(5)
    page.keyboard.press("Control+z")
    expect(page.locator(".row.issue")).to_have_count(4)
    expect(row(page, "建立领用台账").locator("[data-open]")).to_be_focused()

    # A sentence is parted where the cursor stands, and joined again.
    row(page, "修订报销制度").locator("[data-open]").click()
    page.keyboard.press("Control+Enter")
    field = page.locator("textarea[name=text]")
    expect(field).to_be_focused()
    field.evaluate("field => field.setSelectionRange(7, 7)")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".row.measure")).to_have_count(8)
    expect(page.locator(".row.measure [data-open]").nth(1)).to_be_focused()
    page.keyboard.press("Control+m")
    expect(page.locator(".row.measure")).to_have_count(7)

    # Who, until when: saved field by field, there after a reload.
    page.locator(".row.issue [data-edit]").first.click()
    page.locator("input[name=owner_words]").fill("办丁")
    page.locator("[role=option]").first.click()
    page.locator("input[name=deadline]").fill("2021年12月")
    page.locator("input[name=deadline]").press("Enter")
    expect(page.locator(".row.issue small").first).to_contain_text("时限 2021-12")
    page.reload()
    expect(page.locator(".row.issue small").first).to_contain_text("责任人 办丁")
    expect(page.locator(".kept-at")).to_be_visible()

    page.get_by_role("button", name=re.compile("确认立账（4 个问题）")).click()
    expect(page.locator("#ledger")).to_contain_text("会议过多过频")
    expect(page.locator("#ledger")).to_contain_text("办丁")


def test_two_people_correct_one_draft_and_lose_nothing(
    page: Page, colleague: Page, tmp_path: Path
) -> None:
    opened(page, written(tmp_path, "乙局", "乙局通报.docx"))
    colleague.goto(page.url)

    page.locator(".row.issue").first.dblclick()
    expect(page.locator("textarea[name=title]")).to_be_focused()
    page.keyboard.type("（甲）")
    colleague.locator(".row.issue").first.dblclick()
    expect(colleague.locator("textarea[name=title]")).to_be_focused()
    colleague.keyboard.type("（乙）")
    colleague.keyboard.press("Enter")
    expect(colleague.locator(".row.issue .what a").first).to_have_text("报销审批不严（乙）")
    page.keyboard.press("Enter")

    # The second is told, keeps what was typed, sees what stands there, and decides.
    expect(page.locator(".editor form")).to_contain_text("现在是：报销审批不严（乙）")
    expect(page.locator("textarea[name=title]")).to_have_value("报销审批不严（甲）")
    page.get_by_role("button", name="按我的保存").click()
    expect(page.locator(".row.issue .what a").first).to_have_text("报销审批不严（甲）")

    # What one does elsewhere comes in by itself at the other's.
    row(page, "压减会议").locator("[data-open]").click()
    page.keyboard.press("Delete")
    expect(row(page, "压减会议")).to_have_count(0)
    expect(row(colleague, "压减会议")).to_have_count(0, timeout=20_000)
    expect(colleague.locator("#notice")).to_contain_text("办甲")


def test_several_files_are_read_at_once_and_each_line_tells_how_it_went(
    page: Page, tmp_path: Path
) -> None:
    damaged = tmp_path / "坏的.docx"
    damaged.write_bytes(b"PK\x03\x04" + b"\x00" * 300)
    files = [written(tmp_path, name, f"{name}通报.docx") for name in ("丙局", "丁局")]

    take_in(page, *files, damaged)

    for name in ("丙局通报.docx", "丁局通报.docx"):
        line = page.locator("#files tr").filter(has_text=name)
        expect(line).to_contain_text("待确认", timeout=30_000)
    expect(page.locator("#files tr").filter(has_text="坏的.docx")).to_contain_text(
        "损坏", timeout=30_000
    )


def test_a_draft_is_corrected_without_scripts(
    browser: Browser, clerk: BrowserContext, page: Page, tmp_path: Path
) -> None:
    opened(page, written(tmp_path, "戊局", "戊局通报.docx"))
    plain = browser.new_context(storage_state=clerk.storage_state(), java_script_enabled=False)
    there = plain.new_page()
    there.goto(page.url)

    there.locator(".row.issue [data-edit]").first.click()
    there.locator("textarea[name=title]").fill("报销把关不严")
    there.get_by_role("button", name="保存").click()

    expect(there.locator(".row.issue .what a").first).to_have_text("报销把关不严")
    there.get_by_role("button", name="撤销").click()
    expect(there.locator(".row.issue .what a").first).to_have_text("报销审批不严")
    plain.close()
