"""What people do at the site, in a real browser, from the first run on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import CIRCULAR, Site, bring_back, change_password, enter, seed, served

FIELDS = """关于落实巡察反馈意见整改情况的报告

2021年5月，区委第二巡察组向某某局反馈了巡察意见。现将整改情况报告如下。

一、关于财务管理不严的问题
1. 报销审批不严。一是修订报销制度，6月30日印发。二是清理历史单据 32 份。
2. 固定资产账实不符。一是开展盘点。二是建立领用台账。

二、关于作风建设不实的问题
1. 会议过多。一是压减会议，上半年减少 12 次。
"""


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.address, viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


@pytest.fixture
def circular(tmp_path: Path) -> Path:
    """A document that nobody has adopted yet."""
    path = tmp_path / "整改报告.txt"
    path.write_text(FIELDS, encoding="utf-8")
    return path


def test_from_the_first_run_to_the_ledger(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A demo of its own: the first sign-in ends the first run."""
    with served(tmp_path_factory.mktemp("first") / "data") as site:
        context = browser.new_context(base_url=site.address)
        page = context.new_page()

        page.goto("/")
        expect(page.get_by_role("heading", name="第一次使用")).to_be_visible()
        expect(page.get_by_text("终端窗口")).to_be_visible()
        page.get_by_role("link", name="zhenggaiban").click()
        expect(page.locator("input[name=username]")).to_have_value("zhenggaiban")
        page.fill("input[name=password]", site.one_time["zhenggaiban"])
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", name="修改口令")).to_be_visible()
        change_password(page, site.one_time["zhenggaiban"])
        expect(page.locator("tr.issue")).to_have_count(11)

        page.locator(".who summary").click()
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        expect(page.get_by_text("第一次使用")).to_have_count(0)
        page.goto("/")
        expect(page.locator("tr.issue")).to_have_count(0)


def test_a_file_is_uploaded_read_checked_and_adopted(page: Page, circular: Path) -> None:
    page.goto("/readings/")
    page.set_input_files("#file", circular)
    expect(page.locator("[data-chosen]")).to_contain_text("整改报告.txt")
    page.get_by_role("button", name="读入").click()

    expect(page.get_by_role("button", name=re.compile("确认立账"))).to_be_visible(timeout=30_000)
    expect(page.locator(".tree")).to_contain_text("报销审批不严")
    page.get_by_role("button", name=re.compile("确认立账")).click()

    expect(page.locator("h1")).to_contain_text("台账")
    expect(page.locator("tr.issue")).to_have_count(3)
    expect(page.locator("#ledger")).to_contain_text("固定资产账实不符")


def test_the_same_circular_is_adopted_once(page: Page) -> None:
    page.goto("/readings/")
    page.set_input_files("#file", CIRCULAR)
    page.get_by_role("button", name="读入").click()
    page.get_by_role("button", name=re.compile("确认立账")).click(timeout=30_000)

    expect(page.locator(".gate")).to_contain_text("只立账一次")


def test_a_bad_file_is_refused_in_plain_words(page: Page, tmp_path: Path) -> None:
    damaged = tmp_path / "损坏.docx"
    damaged.write_bytes(b"PK\x03\x04" + b"\x00" * 300)
    page.goto("/readings/")
    page.set_input_files("#file", damaged)
    page.get_by_role("button", name="读入").click()

    expect(page.locator(".gate")).to_be_visible(timeout=30_000)
    expect(page.locator("body")).not_to_contain_text("Traceback")


def test_a_file_that_is_too_large_is_refused_before_it_travels(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "很大.txt"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    page.goto("/readings/")
    page.set_input_files("#file", large)
    page.get_by_role("button", name="读入").click()

    assert page.url.endswith("/readings/")
    assert page.eval_on_selector("#file", "field => field.validationMessage") == (
        "单件不得超过 50 MB，请拆分后再上传"
    )


def test_the_address_keeps_what_is_unfolded_filtered_and_sought(page: Page, site: Site) -> None:
    page.goto(seed(page))
    page.locator("#fold-1-1").click()
    expect(page.locator("tr.measure")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"open=1-1"))
    page.locator("#chip-yellow").click()
    expect(page).to_have_url(re.compile(r"warning=yellow"))
    rows = page.locator("tr.issue").count()
    assert 0 < rows < 11
    here = page.url

    page.reload()
    expect(page.locator("tr.issue")).to_have_count(rows)
    expect(page.locator("tr.measure")).to_have_count(3)
    page.go_back()
    expect(page.locator("tr.issue")).to_have_count(11)
    page.go_forward()
    expect(page).to_have_url(here)
    expect(page.locator("tr.issue")).to_have_count(rows)

    page.fill("#find", "第一议题")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"warning=yellow"))
    expect(page.locator("tr.issue")).to_have_count(1)
    page.locator(".chip.off").click()
    expect(page.locator("tr.issue")).to_have_count(rows)


def test_menus_fill_when_they_are_opened_and_narrow_the_list(page: Page) -> None:
    page.goto(seed(page))
    menu = page.locator(".filters .menu").nth(1)
    menu.locator("summary").click()
    menu.get_by_role("link", name="党建办").click()

    expect(page.locator("tr.issue")).to_have_count(2)
    expect(page.locator(".filters")).to_contain_text("责任部门：党建办")
    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_an_issue_leads_to_its_sentence_in_the_source_and_back(page: Page) -> None:
    page.goto(seed(page))
    page.goto(page.locator("#open-3-3").get_attribute("href") or "")
    page.locator("[data-to-source]").click()

    marked = page.locator("mark.here").first
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("党费收缴管理不规范")
    page.get_by_role("link", name="回到 3-3").click()
    expect(page.locator("h1")).to_contain_text("党费收缴管理不规范")


def test_a_row_opens_beside_the_list_and_the_address_keeps_it(page: Page) -> None:
    page.goto(seed(page))
    page.locator("#open-2-3").click()
    expect(page.locator("#beside .measure-card")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"beside="))
    expect(page.locator("tr.issue")).to_have_count(11)

    page.reload()
    expect(page.locator("#beside .measure-card")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator("#beside .measure-card")).to_have_count(0)
    assert "beside" not in page.url


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.goto(seed(page))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#open-1-2")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#open-1-1")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("tr.measure")).to_have_count(3)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("到搜索框")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#find")).to_have_value("jk?")
    page.goto(seed(page))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#beside .measure-card").first).to_be_visible()


def test_a_press_on_either_side_of_a_draft_marks_the_other(page: Page) -> None:
    page.goto("/readings/")
    page.get_by_role("link", name=CIRCULAR.name).first.click()
    row = page.locator(".steps [data-start]").nth(4)
    row.hover()
    start = row.get_attribute("data-start")
    expect(page.locator(f"#t{start}")).to_have_class(re.compile("here"))

    other = page.locator(".steps [data-start]").nth(1)
    page.locator(f"#t{other.get_attribute('data-start')}").hover()
    expect(other).to_have_class(re.compile("here"))
    expect(row).not_to_have_class(re.compile("here"))


def test_the_pages_work_without_scripts(browser: Browser, clerk: BrowserContext) -> None:
    there = clerk.new_page()
    address = seed(there)
    there.close()
    plain = browser.new_context(storage_state=clerk.storage_state(), java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)

    page.locator("#fold-1-1").click()
    expect(page.locator("tr.measure")).to_have_count(3)
    page.locator("#chip-yellow").click()
    assert 0 < page.locator("tr.issue").count() < 11
    page.locator("#open-1-1").click()
    expect(page.locator(".measure-card")).to_have_count(3)
    plain.close()


def test_an_administrator_comes_to_their_duty_and_no_further(browser: Browser, site: Site) -> None:
    context = enter(browser, site, "auditadmin")
    page = context.new_page()
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text("我的职责")
    expect(page.locator("main")).to_contain_text("留痕完好")
    page.goto("/overview/")
    expect(page.locator("main")).to_contain_text("没有这项权限")
    context.close()


def test_the_office_exports_edits_and_imports_its_ledger(page: Page, tmp_path: Path) -> None:
    """One value certain, one to be asked, one that may not change, one that somebody has changed meanwhile."""
    bring_back(page, tmp_path, {})
    expect(page.locator("#preview")).to_contain_text("表与库中一致")

    bring_back(
        page,
        tmp_path,
        {
            "3-2": {"整改目标": "每半年听取一次汇报", "责任人": "赵某某"},
            "2-4": {"完成时限": "2021.12.31", "销号日期": "2021-09-01"},
        },
    )
    expect(page.locator("#asked")).to_have_text(re.compile("等您定 1 处"))
    expect(page.locator(".preview")).to_contain_text("每半年听取一次汇报")
    expect(page.locator(".preview")).to_contain_text("按 2021年12月31日 认定")
    expect(page.locator(".preview")).to_contain_text("不能由导入修改")
    expect(page.get_by_role("button", name=re.compile("确认导入"))).to_have_count(0)

    page.locator("[role=combobox]").first.type("bj", delay=40)
    page.locator("[role=option]", has_text="办甲").first.click()
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#asked")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f-]+/$"))
    page.get_by_role("link", name=re.compile("^不能导入")).click()
    expect(page.locator("tbody[data-row]")).to_have_count(1)

    page.get_by_role("button", name=re.compile("确认导入 2 行")).click()
    expect(page.locator("#preview")).to_contain_text("写入 2 行")
    page.goto(seed(page))
    row = page.locator("tr.issue", has=page.locator("#open-2-4"))
    expect(row).to_contain_text("12月31日")
    expect(page.locator("tr.issue", has=page.locator("#open-3-2"))).to_contain_text("办甲")
