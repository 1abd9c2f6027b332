"""A round's course, by those who take it: feedback received, conveyed, the group founded, the ledger broken down, the plan checked,
refused, mended, and approved at a meeting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import holding
from tests.browser.axe import faults
from tests.browser.site import Site, enter, send, served

REPORT = """关于落实巡察反馈意见整改情况的报告

区委第二巡察组向某某局反馈了巡察意见，反馈2个方面3个问题。现将整改情况报告如下。

一、关于财务管理不严的问题
1. 报销审批不严。一是修订报销制度，6月30日印发。二是清理历史单据 32 份。
2. 固定资产账实不符。一是开展盘点 1 次。二是建立领用台账。

二、关于作风建设不实的问题
1. 会议过多。一是压减会议，上半年减少 12 次。
"""
PICTURES = os.environ.get("ZHENGGAI_PICTURES")
"""A folder for pictures of every stage, where somebody wants to look at them."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("round") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def people(browser: Browser, site: Site) -> Iterator[dict[str, BrowserContext]]:
    """Clerk, principal and head of the group, each at a browser of their own."""
    names = {"clerk": "zhenggaiban", "principal": "shuji", "head": "zuzhang"}
    contexts = {
        role: enter(browser, site, name, viewport={"width": 1366, "height": 768}, bypass_csp=True)
        for role, name in names.items()
    }
    yield contexts
    for context in contexts.values():
        context.close()


def well(page: Page, name: str) -> None:
    """Nothing serious for axe, no scrolling sideways on a phone; pictures where they are wanted."""
    assert faults(page) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-wide-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-phone-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.set_viewport_size({"width": 1366, "height": 768})


def adopt(page: Page, folder: Path) -> str:
    """The report read in and adopted; the address of its round."""
    path = folder / "整改报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    page.goto("/readings/")
    page.set_input_files("#file", path)
    page.get_by_role("button", name="读入").click()
    page.locator("form[action$='/adopt/'] button").click(timeout=60_000)
    expect(page.locator("tr.issue")).to_have_count(3)
    page.goto("/rounds/")
    return page.url


def hold(page: Page, round: str, kind: str, about: str = "") -> None:
    """A meeting registered with everything that it needs, and signed by a scan."""
    holding.call(page, round, kind, "2021-09-02")
    if about:
        holding.decide(page, "同意", about=about)
    else:
        holding.decide(page, "8 月底前逐项落实", owner="办丁", until="2021-09-30")
    holding.sign(page)


def complete(page: Page, round: str) -> None:
    """Who answers, until when, to what end, and why it went wrong: for every issue that the checks name."""
    page.goto(f"{round}plan/")
    codes = page.locator(".faults li", has_text="没有责任领导").locator("a")
    addresses = [link.get_attribute("href") or "" for link in codes.all()]
    assert len(addresses) == 3
    for number, address in enumerate(addresses):
        page.goto(address)
        page.fill("[name=charge_leader_words]", "领导乙")
        page.fill("[name=lead_dept_words]", "办公室")
        page.fill("[name=owner_words]", ("办甲", "办丁", "办己")[number])
        page.fill("[name=deadline]", f"2021-11-{10 + number}")
        page.fill("[name=target]", "整改到位，有据可查")
        send(page, page.locator("main .button.main"))
        page.goto(address.replace("/assign/", "/"))
        cause = page.locator("form[action$='/causes/']")
        cause.locator("xpath=ancestor::details").locator("summary").click()
        cause.locator("textarea").fill("制度执行不严")
        cause.get_by_role("button").click()
        expect(page.get_by_text("制度执行不严").first).to_be_visible()


def test_from_feedback_to_an_approved_plan(
    people: dict[str, BrowserContext], tmp_path: Path
) -> None:
    clerk, principal, head = (people[name].new_page() for name in ("clerk", "principal", "head"))

    # feedback received: limits chosen, the day recorded, signed for by the principal
    round = adopt(clerk, tmp_path)
    expect(clerk.get_by_text("还没有选定时限方案")).to_be_visible()
    clerk.select_option("[name=profile]", "county_3m")
    clerk.fill("form[action$='/profile/'] [name=basis]", "区委巡察办〔2021〕9号")
    clerk.get_by_role("button", name="选定").click()
    clerk.fill("form[action$='/event/'] [name=happened_on]", "2021-08-30")
    clerk.fill("form[action$='/event/'] [name=basis]", "反馈会")
    clerk.get_by_role("button", name="登记", exact=True).click()
    expect(clerk.locator(".course tr", has_text="制定方案")).to_contain_text("9月29日")
    principal.goto(round)
    principal.get_by_role("button", name="签收反馈意见").first.click()
    expect(principal.locator(".stages .done")).to_contain_text("签收反馈")
    well(principal, "round-start")

    # conveyed
    for kind in ("party_group", "committee", "staff"):
        hold(clerk, round, kind)
    well(clerk, "meeting")
    clerk.goto(round)
    expect(clerk.locator(".stages li", has_text="传达部署")).to_have_class("done")
    clerk.goto("/meetings/")
    expect(clerk.locator("tbody tr")).to_have_count(3)
    well(clerk, "meetings")

    # the leading group
    clerk.goto(f"{round}group/")
    clerk.fill("[name=doc_no]", "某局〔2021〕5号")
    clerk.fill("[name=founded_on]", "2021-09-03")
    clerk.fill("[name=person0_words]", "领导甲")
    clerk.fill("[name=person1_words]", "领导丁")
    clerk.select_option("[name=role1]", "head")
    clerk.fill("[name=person2_words]", "办甲")
    clerk.get_by_role("button", name="成立", exact=True).click()
    expect(clerk.locator(".gate")).to_contain_text("本级党组织主要负责人")
    well(clerk, "group-refused")
    clerk.check("[name=principal0]")
    clerk.get_by_role("button", name="成立", exact=True).click()
    expect(clerk.locator("tbody tr")).to_have_count(3)
    well(clerk, "group")

    # the plan: checked, refused, mended
    clerk.goto(f"{round}plan/")
    clerk.get_by_role("button", name="提交审定").click()
    expect(clerk.locator(".gate")).to_contain_text("方案还不能通过")
    well(clerk, "plan-refused")
    complete(clerk, round)
    clerk.goto(f"{round}plan/")
    expect(clerk.locator(".faults .no")).to_have_count(0)
    clerk.get_by_role("button", name="提交审定").click()
    expect(clerk.locator("h1 .tag")).to_have_text("第 1 稿 待审定")

    # approved at a meeting
    head.goto(f"{round}plan/")
    expect(head.get_by_text("还不能审定")).to_be_visible()
    hold(clerk, round, "committee", about="整改方案：第 1 稿")
    head.goto("/inbox/")
    head.get_by_role("link", name="去审定").click()
    head.get_by_role("button", name="审定", exact=True).click()
    expect(head.locator("h1 .tag")).to_have_text("第 1 稿 已审定")
    well(head, "plan")

    # what was promised can be looked at, and every list of it
    for name in ("baseline", "lists", "past", "instructions"):
        clerk.goto(f"{round}{name}/" + ("?day=2099-12-31" if name == "past" else ""))
        expect(clerk.locator("h1")).to_be_visible()
        well(clerk, name)
    clerk.goto(round)
    expect(clerk.locator(".stages li", has_text="方案会审")).to_have_class("now")
    well(clerk, "round")
    clerk.goto(f"{round}stages/plan/")
    well(clerk, "stage")
