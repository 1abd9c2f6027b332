"""A meeting registered as a clerk does it, with everything that its minutes need, and signed by a scan."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, expect

DUE = ("领导甲", "领导乙", "领导丁")


def call(
    page: Page,
    round: str,
    kind: str,
    day: str,
    *,
    title: str = "",
    due: Sequence[str] = DUE,
    agenda: str = "研究巡察整改",
    minutes: str = "会议听取汇报，研究了整改工作。",
) -> None:
    """Entered, with who came and what was said; its page stays open, not signed yet."""
    page.goto(f"{round}meetings/call/?kind={kind}")
    if title:
        page.fill("[name=title]", title)
    page.fill("[name=held_on]", day)
    page.fill("[name=chair_words]", due[0])
    page.fill("[name=recorder_words]", "办甲")
    page.fill("[name=due]", "、".join(due))
    page.fill("[name=agenda]", agenda)
    page.locator("main .button.main").click()
    expect(page.get_by_text("签字前还缺")).to_be_visible()
    for number in range(len(due)):
        page.select_option(f"[name=present{number}]", "yes")
    page.get_by_role("button", name="保存到会").click()
    page.fill("[name=minutes]", minutes)
    page.get_by_role("button", name="保存记录").click()


def decide(page: Page, text: str, *, about: str = "", owner: str = "", until: str = "") -> None:
    """One thing that was agreed: on a subject that waited for a meeting (`about`: a part of what it is called), or a task with a person and a day."""
    form = page.locator("form[action$='/decide/']")
    form.locator("[name=text]").fill(text)
    if about:
        subject = form.locator("[name=about] option", has_text=about).first
        form.locator("[name=about]").select_option(subject.get_attribute("value"))
        form.locator("[name=outcome]").select_option("agreed")
    else:
        form.locator("[name=owner_words]").fill(owner)
        form.locator("[name=deadline]").fill(until)
    form.get_by_role("button", name="记下").click()


def sign(page: Page) -> None:
    page.set_input_files(
        "form[action$='/papers/'] [name=file]",
        {"name": "记录扫描件.txt", "mimeType": "text/plain", "buffer": "已签字".encode()},
    )
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="登记主持人已签字").click()
    expect(page.locator("h1 .tag")).to_have_text("记录已签字")
