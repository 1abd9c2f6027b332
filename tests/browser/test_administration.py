"""The pages of the administration as a browser sees them: axe, both schemes, phones, keyboard, the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import faults
from tests.browser.site import Site, enter
from tests.browser.test_looks import SCHEMES

SYSTEM, SECURITY, AUDIT, OFFICE = "sysadmin", "secadmin", "auditadmin", "danweiguanli"
PAGES = {
    "duty": (SYSTEM, "/duty/"),
    "people": (SYSTEM, "/people/"),
    "person": (OFFICE, "/people/"),
    "leaving": (OFFICE, "/people/"),
    "import": (SYSTEM, "/people/import/"),
    "preview": (SYSTEM, "/people/import/"),
    "offices": (SYSTEM, "/offices/"),
    "office": (OFFICE, "/offices/"),
    "accounts": (SYSTEM, "/accounts/"),
    "account": (SECURITY, "/accounts/"),
    "pending": (SECURITY, "/pending/"),
    "calendar": (SYSTEM, "/calendar/?day=2021-10-09"),
    "settings": (OFFICE, "/settings/"),
    "health": (SYSTEM, "/health/"),
    "trail": (AUDIT, "/journal/"),
}
"""By name: who looks, and where they start."""
ROSTER = "姓名\t部门\t职务\t账号\t角色\n孙甲\t办公室\t主任\t是\t承办人\n办乙\t财务组\t组长\n李乙\t无此组\t干事"

Open = Callable[..., Page]


def go(page: Page, name: str) -> None:
    """To a page of that name."""
    page.goto(PAGES[name][1])
    if name == "person":
        page.locator("[data-open]").nth(3).click()
        page.locator("summary", has_text="调任").first.click()
    elif name == "leaving":
        page.locator("[data-open]").nth(3).click()
        page.get_by_role("link", name="办理离岗").click()
    elif name == "preview":
        page.locator("textarea[name=text]").fill(ROSTER)
        page.get_by_role("button", name="预览").click()
        page.wait_for_selector(".figures")
    elif name in ("office", "account"):
        page.locator("[data-open]").nth(2).click()
        page.wait_for_selector(".split")


@pytest.fixture(scope="module")
def states(browser: Browser, site: Site) -> dict[str, Any]:
    """Four administrators signed in; the office's own has proposed a role and a second account."""
    found = {}
    for username in (SYSTEM, SECURITY, AUDIT, OFFICE):
        context = enter(browser, site, username)
        if username == OFFICE:
            _propose(context.new_page())
        found[username] = context.storage_state()
        context.close()
    return found


def _propose(page: Page) -> None:
    page.goto("/accounts/?q=chengban")
    page.locator("[data-open]").first.click()
    page.locator("summary", has_text="提出授予角色").click()
    page.locator("select[name=role]").select_option("co_dept")
    page.get_by_role("button", name="提出", exact=True).click()
    page.wait_for_selector(".note")


@pytest.fixture
def opened(browser: Browser, site: Site, states: dict[str, Any]) -> Iterator[Open]:
    contexts = []

    def window(name: str, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            storage_state=states[PAGES[name][0]],
            bypass_csp=True,
        )
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(
    opened: Open, name: str, scheme: Literal["light", "dark"]
) -> None:
    for width in (1366, 390):
        page = opened(name, width, scheme)
        go(page, name)
        assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_does_not_scroll_sideways_and_has_large_targets(opened: Open, name: str) -> None:
    page = opened(name, 360)
    go(page, name)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """() => [...document.querySelectorAll(
              '.button, .chip, .side a, .menu > summary, .find input, .roll tbody th a, .month a')]
            .filter(e => e.offsetParent)
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
            .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


def test_a_list_is_walked_and_searched_by_keyboard(opened: Open) -> None:
    page = opened("people", 1366)
    go(page, "people")
    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
    page.keyboard.type("ldj")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("领导甲")
    assert "q=ldj" in page.url

    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("领导甲")


def test_a_table_from_the_clipboard_lands_in_its_field(opened: Open) -> None:
    page = opened("import", 1366)
    go(page, "import")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        ROSTER,
    )

    expect(page.locator("textarea[name=text]")).to_have_value(ROSTER)
    page.get_by_role("button", name="预览").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_slips_and_calendar_print_without_the_frame(opened: Open) -> None:
    page = opened("calendar", 1366)
    go(page, "calendar")
    page.emulate_media(media="print")

    assert not page.locator(".side").is_visible()
    assert page.locator(".month").first.is_visible()


def test_the_administration_works_without_scripts(
    browser: Browser, site: Site, states: dict[str, Any]
) -> None:
    plain = browser.new_context(
        base_url=site.address, storage_state=states[SYSTEM], java_script_enabled=False
    )
    page = plain.new_page()
    page.goto("/people/?q=ldj")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/people/import/")
    page.locator("textarea[name=text]").fill(ROSTER)
    page.get_by_role("button", name="预览").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    plain.close()
