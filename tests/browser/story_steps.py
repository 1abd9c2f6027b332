"""What people do again and again in the story: each a few presses on one page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.site import send


def stands(page: Page, stage: str, standing: str) -> None:
    """Where the stage bar of the round says that a stage stands."""
    expect(page.locator(".stages li", has_text=stage)).to_have_class(standing)


def paper(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def address_of(page: Page, code: str) -> str:
    return page.locator(f"#open-{code}").get_attribute("href") or ""


def assign(
    page: Page, issue: str, kind: str, leader: str, department: str, owner: str, handler: str,
    deadline: str, target: str,
) -> None:  # fmt: skip
    page.goto(f"{issue}assign/")
    page.select_option("[name=rect_type]", kind)
    page.fill("[name=charge_leader_words]", leader)
    page.fill("[name=lead_dept_words]", department)
    page.fill("[name=owner_words]", owner)
    page.fill("[name=handler_words]", handler)
    page.fill("[name=deadline]", deadline)
    page.fill("[name=target]", target)
    page.locator("main .button.main").click()


def find_cause(page: Page, issue: str, cause: str) -> None:
    page.goto(issue)
    form = page.locator("form[action$='/causes/']")
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("textarea").fill(cause)
    form.get_by_role("button").click()
    expect(page.locator(".causes")).to_contain_text(cause)


def register(page: Page, product: str, day: str, title: str, *, signed_by: str = "") -> None:
    """A document that the stage shown must produce."""
    form = page.locator("form", has=page.locator(f"input[name=product][value={product}]"))
    form.locator("[name=paper_title]").fill(title)
    form.locator("[name=made_on]").fill(day)
    form.locator("[name=signed_by]").fill(signed_by)
    form.locator("[name=file]").set_input_files(paper(f"{title}.txt", title))
    form.get_by_role("button", name="登记").click()
    expect(page.locator(f"section:has(#p-{product}) .tag.ok")).to_be_visible()


def name_kinds(page: Page, issue: str, code: str, kinds: tuple[str, ...]) -> None:
    """What kind of measure it is, set right by the office."""
    page.goto(issue)
    page.get_by_role("link", name=f"修改措施 {code}").click()
    for box in page.locator("[name=kinds]").all():
        box.set_checked(box.get_attribute("value") in kinds)
    page.locator("main .button.main").last.click()
    page.wait_for_url(f"**{issue}*")


def prove(page: Page, issue: str, number: int, text: str) -> None:
    """A measure reported, each of its proofs handed in where its page asks for it, and said to be done."""
    page.goto(issue)
    card = page.locator("article.measure-card").nth(number)
    report(page, text, (card.get_attribute("id") or "")[1:])
    page.goto(issue)
    while (missing := card.locator(".needs li:not(.have) a")).count():
        label = missing.first.inner_text()
        missing.first.click()
        page.locator("#offer input[type=file]").set_input_files(
            paper("佐证.txt", f"{number} {label} {text}")
        )
        send(page, page.locator("#offer button"))
        page.goto(issue)
    card.get_by_role("button", name="报完成").click()
    expect(card).to_contain_text("已完成")


def report(page: Page, text: str, measure: str = "") -> None:
    details = page.locator("#report")
    if details.get_attribute("open") is None:
        details.locator("> summary").click()
    details.locator("textarea").fill(text)
    if measure:
        details.locator("select[name=measure]").select_option(measure)
    details.locator(".actions button").click()
    page.wait_for_load_state()


def apply(page: Page, issue: str, statement: str) -> None:
    page.goto(issue)
    page.locator(".head").get_by_role("link", name="申请销号").click()
    page.get_by_label("整改结果").fill(statement)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("dl.facts").first).to_contain_text("申请销号")


def open_review(page: Page) -> None:
    page.goto("/closures/")
    page.locator("ul.tasks a.button").first.click()


def review(page: Page) -> None:
    open_review(page)
    page.locator(".review .actions button").click()
    expect(page.locator("#notice")).to_contain_text("已通过")


def look_five_times(page: Page) -> None:
    """五看: facts, measures, people, money, rules, each with its ground."""
    for group in page.locator("fieldset.five").all():
        group.get_by_label("是", exact=True).check()
        group.get_by_label("依据").fill("抽查 41 人的缴纳记录")
