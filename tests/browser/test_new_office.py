"""An office set up from nothing by those who may: the three administrators, the office's own, the clerk's first document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import faults
from tests.browser.site import CIRCULAR, Site, change_password, served, sign_in

ROWS = [
    ["某某机关干部名册（2026年）"],
    ["序号", "姓名", "科室", "职务", "任职日期", "账号", "角色", "手机"],
    ["1", "张一", "办公室", "主任", "2021-03-01", "是", "单位管理员", "13800000000"],
    ["2", "李二", "党建办", "主任", "2020-05-06", "lier", "整改办", ""],
    ["3", "王三", "党建办", "干事", "", "是", "承办人、牵头室委", ""],
    ["4", "赵四", "办公室", "", "", "", "", ""],
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("office") / "data", demo=False) as running:
        yield running


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("名册")
    for at, cells in enumerate(ROWS):
        sheet.write_row(at, 0, cells)
    workbook.close()
    return path


@contextmanager
def somebody(browser: Browser, site: Site, username: str, password: str) -> Iterator[Page]:
    """Signed in for the first time, past the change of the one-time password; axe looks at every page they leave."""
    context = browser.new_context(
        base_url=site.address, viewport={"width": 1366, "height": 768}, bypass_csp=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, username, password)
    change_password(page, password)
    yield page
    context.close()
    assert complaints == []


def well(page: Page) -> None:
    assert faults(page) == []


def step(page: Page, number: int) -> str:
    """How the guide shows a step: done, next, or neither."""
    return page.locator(".guide li").nth(number - 1).get_attribute("class") or ""


def test_an_office_is_set_up_from_nothing(browser: Browser, site: Site, roster: Path) -> None:
    assert set(site.one_time) == {"sysadmin", "secadmin", "auditadmin"}
    with somebody(browser, site, "sysadmin", site.one_time["sysadmin"]) as page:
        _office_and_department(page)
        words = _people(page, roster)
    with somebody(browser, site, "secadmin", site.one_time["secadmin"]) as page:
        _roles(page)
    with somebody(browser, site, "zhangyi", words["zhangyi"]) as page:
        _settings(page)
    with somebody(browser, site, "lier", words["lier"]) as page:
        _first_document(page)
    with somebody(browser, site, "auditadmin", site.one_time["auditadmin"]) as page:
        _journal(page)


def _office_and_department(page: Page) -> None:
    expect(page.get_by_role("heading", name="新单位启用")).to_be_visible()
    assert [step(page, number) for number in range(1, 7)] == ["next", "", "", "", "", ""]
    well(page)
    page.get_by_role("link", name="建立", exact=True).click()

    form = page.locator("form.keep:visible")
    form.get_by_label("单位全称").fill("某某区政协机关")
    form.get_by_role("button", name="建立").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("某某区政协机关")
    page.locator("summary", has_text="新增部门").click()
    form = page.locator("form.keep:visible")
    form.get_by_label("名称").fill("办公室")
    form.get_by_role("button", name="建立").click()
    expect(page.get_by_role("link", name="办公室")).to_be_visible()
    well(page)


def _people(page: Page, roster: Path) -> dict[str, str]:
    """The list goes in after a look at every row; the one-time passwords that the slips show."""
    page.goto("/duty/")
    assert [step(page, number) for number in (1, 2, 3)] == ["done", "done", "next"]
    page.get_by_role("link", name="导入名单").click()
    page.set_input_files("#file", roster)
    page.get_by_role("button", name="预览").click()

    expect(page.locator("main")).to_contain_text("没有部门“党建办”")
    expect(page.locator("main")).to_contain_text("手机")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    well(page)
    page.get_by_label("党建办").check()
    page.get_by_role("button", name="再看一遍").click()
    expect(page.locator("tbody")).to_contain_text("建立账号 zhangyi")
    page.get_by_role("button", name="确认导入").click()

    expect(page.locator(".slips li")).to_have_count(3)
    expect(page.locator(".head")).to_contain_text("新增 4 人")
    well(page)
    slips = page.locator(".slips li")
    return {
        slips.nth(at).locator("b").inner_text(): slips.nth(at).locator("code").inner_text()
        for at in range(slips.count())
    }


def _roles(page: Page) -> None:
    expect(page.locator(".guide")).to_contain_text("有 4 项等另一人复核")
    page.get_by_role("link", name="去复核").click()
    expect(page.locator("input[name=pick]:checked")).to_have_count(4)
    well(page)
    page.get_by_role("button", name="同意所选角色").click()

    expect(page.locator(".empty")).to_contain_text("没有待复核的事项")
    page.goto("/duty/")
    assert [step(page, number) for number in (4, 5)] == ["done", "next"]


def _settings(page: Page) -> None:
    """The office's own administrator has work of its own: the empty ledger shows the guide."""
    expect(page.locator(".guide")).to_contain_text("参数还没有看过")
    page.locator(".who summary").click()
    page.locator(".areas").get_by_role("link", name="参数").click()
    page.locator("tr", has_text="绿色的含义").locator("summary").click()
    form = page.locator("form.keep:visible")
    form.locator("select[name=value]").select_option("on_track")
    form.get_by_label("依据").fill("区委巡察办通知")
    form.get_by_role("button", name="保存").click()

    expect(page.locator("main")).to_contain_text("首次提醒 → 正常")
    expect(page.locator(".card .legend").first).not_to_contain_text("首次提醒")
    well(page)


def _first_document(page: Page) -> None:
    assert step(page, 6) == "next"
    page.locator(".guide").get_by_role("link", name="读入文件").click()
    page.set_input_files("#file", CIRCULAR)
    page.get_by_role("button", name="读入").click()
    page.get_by_role("button", name=re.compile("确认立账")).click(timeout=30_000)

    expect(page.locator("tr.issue")).to_have_count(11)
    expect(page.locator(".guide")).to_have_count(0)


def _journal(page: Page) -> None:
    expect(page.locator(".guide")).to_have_count(0)
    page.locator(".side").get_by_role("link", name="留痕").click()
    page.get_by_role("button", name="校验全部").click()
    expect(page.locator(".head")).to_contain_text("留痕完好")
    expect(page.locator("tbody").first).to_contain_text("导入名单：新增 4 人")
    expect(page.locator("main")).not_to_contain_text("学习贯彻")
    well(page)
