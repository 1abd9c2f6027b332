"""From the last measure to the closure and back: the handler applies, it is returned, mended, reviewed by its levels,
closed, reopened; each by somebody of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import faults
from tests.browser.site import ROOT, Site, enter, press_each, send, served
from tests.browser.story_steps import apply, report

WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SHOTS = os.environ.get("ZHENGGAI_SHOTS", "")
BASIS = "抽查 41 人的缴纳记录"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo in which all but the last measure of 3-3 are carried out."""
    folder = tmp_path_factory.mktemp("closing") / "data"
    with served(folder) as site:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHENGGAI_")}
        subprocess.run(
            [sys.executable, "-m", "tests.browser.carried_out", "3-3"],
            cwd=ROOT,
            env=kept | {"ZHENGGAI_DATA": str(folder), "ZHENGGAI_TODAY": "2021-09-08"},
            check=True,
        )
        yield site


def shoot(page: Page, name: str) -> None:
    """A picture in both schemes, where pictures are asked for; never a scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
    if not SHOTS:
        return
    size = "phone" if (page.viewport_size or PHONE)["width"] < 760 else "wide"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=Path(SHOTS) / f"{name}-{size}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")


def accessible(page: Page) -> None:
    assert faults(page) == []


def at(browser: Browser, office: Site, who: str, size: dict[str, int] = WIDE) -> Page:
    return enter(browser, office, who, viewport=size).new_page()


def open_issue(page: Page, code: str = "3-3") -> None:
    page.goto(f"/?q={code}")
    page.goto(
        page.locator(f"tr.issue:has-text('{code}') a[href*='/issues/']").first.get_attribute("href")
        or ""
    )


def test_applied_returned_mended_reviewed_closed_reopened(browser: Browser, office: Site) -> None:
    handler, clerk = at(browser, office, "chengban"), at(browser, office, "zhenggaiban")
    head = at(browser, office, "zuzhizu", PHONE)
    leader = at(browser, office, "fenguan", PHONE)
    committee, chair = at(browser, office, "jijianwei"), at(browser, office, "zuzhang")

    # The last measure: what is missing stands there; it is handed in, said to be done, verified.
    open_issue(handler)
    issue = handler.url.split("?")[0].split("#")[0]
    expect(handler.get_by_role("heading", name=re.compile("销号还差"))).to_be_visible()
    shoot(handler, "missing")
    hand_in_last(handler, clerk, issue)

    apply(handler, issue, "41 名党员按标准足额缴纳，公示已张贴")
    shoot(handler, "applied")
    review(head, "head")
    clerk.goto("/closures/")
    clerk.locator("ul.tasks a.button").first.click()
    clerk.get_by_text("退回", exact=True).first.click()
    clerk.get_by_label("缺什么、怎样补正").fill("公示只有电子稿，未见张贴照片，请补拍")
    clerk.get_by_label("补正期限").fill("2021-09-10")
    shoot(clerk, "returning")
    clerk.locator(".sendback form button").click()

    # Returned: told on the page and in the inbox; mended by a report; asked again.
    handler.goto("/inbox/")
    expect(handler.locator("ul.tasks")).to_contain_text("补正重报")
    handler.goto(issue)
    expect(handler.locator(".gate")).to_contain_text("未见张贴照片")
    shoot(handler, "returned")
    report(handler, "9月8日补拍张贴照片 3 张")
    apply(handler, issue, "公示已张贴并补拍照片，41 人足额缴纳")

    review(head, "head-again")
    clerk.goto("/closures/")
    clerk.locator("ul.tasks a.button").first.click()
    clerk.locator(".review .actions button").click()
    expect(clerk.locator("#notice")).to_contain_text("审核表还差")
    fill_in(clerk)
    accessible(clerk)
    shoot(clerk, "review")
    clerk.locator(".review .actions button").click()
    expect(clerk.locator(".ladder .done")).to_have_count(2)
    review(leader, "leader")
    committee.goto("/closures/")
    committee.locator("ul.tasks a.button").first.click()
    answer_five(committee)
    committee.get_by_label("意见", exact=True).fill("独立核对，无异议")
    send(committee, committee.locator(".review .actions button"))
    chair.goto("/closures/")
    chair.locator("ul.tasks a.button").first.click()
    chair.get_by_label("会议名称").fill("领导小组第三次会议")
    chair.get_by_label("会议日期").fill("2021-09-08")
    chair.get_by_label("应到人数").fill("7")
    chair.get_by_label("实到人数").fill("6")
    chair.get_by_label("一致同意").check()
    shoot(chair, "meeting")
    chair.get_by_role("button", name="会议同意，通过").click()

    # Closed and locked; reopened with proof, the earlier cycle kept.
    handler.goto(issue)
    expect(handler.locator("dl.facts").first).to_contain_text("已销号")
    expect(handler.locator("#report")).to_have_count(0)
    shoot(handler, "closed")
    committee.goto(issue)
    committee.get_by_text("重新立账", exact=True).first.click()
    committee.get_by_label("原因").select_option("relapsed")
    committee.get_by_label("查实了什么").fill("7 月又有 2 人未足额，共少 14 元")
    committee.get_by_label("新的整改时限").fill("2021-10-31")
    committee.locator("input[type=file]").last.set_input_files(
        {"name": "核对表.txt", "mimeType": "text/plain", "buffer": "2 人少交".encode()}
    )
    committee.get_by_role("button", name="重新立账").click()
    expect(committee.get_by_role("heading", name=re.compile("第 2 次立账"))).to_be_visible()
    expect(committee.locator("section:has(#cycles)")).to_contain_text("回潮")
    accessible(committee)
    shoot(committee, "reopened")
    phone = at(browser, office, "chengban", PHONE)
    phone.goto(issue)
    shoot(phone, "reopened")


def hand_in_last(handler: Page, clerk: Page, issue: str) -> None:
    card = handler.locator("article.measure-card").last
    code = (card.get_attribute("id") or "")[1:]
    report(handler, "8月12日完成 41 名党员核定", code)
    while True:
        handler.goto(issue)
        missing = handler.locator("article.measure-card").last.locator(".needs li:not(.have) a")
        if not missing.count():
            break
        label = missing.first.inner_text()
        missing.first.click()
        handler.locator("#offer input[type=file]").set_input_files(
            {"name": "佐证.txt", "mimeType": "text/plain", "buffer": label.encode()}
        )
        send(handler, handler.locator("#offer button"))
    send(handler, handler.locator("article.measure-card").last.get_by_role("button", name="报完成"))
    clerk.goto(issue)
    press_each(clerk, "采信")
    clerk.locator("article.measure-card").last.get_by_role("button", name="核实措施").click()
    expect(clerk.locator("#notice")).to_contain_text("已核实")


def review(page: Page, name: str) -> None:
    """A signature, on a phone."""
    page.goto("/closures/")
    page.locator("ul.tasks a.button").first.click()
    shoot(page, name)
    page.locator(".review .actions button").click()
    expect(page.locator("#notice")).to_contain_text("已通过")


def fill_in(page: Page) -> None:
    for box in page.locator("input[name=ticks], input[name=found]").all():
        box.check()
    answer_five(page)


def answer_five(page: Page) -> None:
    for group in page.locator("fieldset.five").all():
        group.get_by_label("是", exact=True).check()
        group.get_by_label("依据").fill(BASIS)
