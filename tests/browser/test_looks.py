"""Rules of the interface that only a browser can check: axe, sizes, overflow, density."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import faults
from tests.browser.site import Site, bring_back, seed

PAGES = [
    "ledger",
    "open",
    "late",
    "issue",
    "source",
    "inbox",
    "assign",
    "measure",
    "picked",
    "overview",
    "readings",
    "draft",
    "compared",
    "changes",
    "part",
    "imports",
    "import",
    "keys",
    "gone",
]
_FROM_AN_ISSUE = {
    "source": "[data-to-source]",
    "assign": "a[href$='/assign/']",
    "measure": ".measure-card a[href^='/measures/']",
}
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


def go(page: Page, name: str) -> None:
    """To a page of that name."""
    fixed = {
        "ledger": "/",
        "open": "/?open=all",
        "late": "/?warning=red&sort=deadline",
        "inbox": "/inbox/",
        "overview": "/overview/",
        "readings": "/readings/",
        "keys": "/keys/",
        "gone": "/nothing/here",
    }
    if name in fixed:
        page.goto(fixed[name])
        return
    if name in ("imports", "import"):
        _to_imports(page, name)
        return
    of_draft = {"draft": "", "compared": "compare/?with=read&all=1", "changes": "changes/"}
    of_draft["part"] = "parts/head/"
    page.goto("/readings/" if name in of_draft else "/")
    address = page.locator("[data-open]").first.get_attribute("href") or "/"
    page.goto(address + of_draft.get(name, ""))
    if name in _FROM_AN_ISSUE:
        page.goto(page.locator(_FROM_AN_ISSUE[name]).first.get_attribute("href") or "/")
    elif name == "picked":
        page.goto("/")
        tick = page.locator("tr.issue input[name=pick]").first
        if tick.is_visible():
            tick.check()


def _to_imports(page: Page, name: str) -> None:
    """Sheets that have come back, or one that waits with questions and changes."""
    page.goto(seed(page))
    page.goto(page.get_by_role("link", name="导入 Excel").get_attribute("href") or "/")
    if name == "imports":
        return
    waiting = page.locator("tr", has_text="待确认").locator("[data-open]")
    if waiting.count():
        page.goto(waiting.first.get_attribute("href") or "/")
        return
    with TemporaryDirectory() as folder:
        edits = {
            "1-1-2": {"责任人": "赵某某", "整改进展": "2021年9月3日培训 41 人"},
            "1-2": {"整改目标": "每季度检查一次", "完成时限": "尽快", "销号日期": "2021-09-01"},
        }
        bring_back(page, Path(folder), edits)


@pytest.fixture
def opened(browser: Browser, clerk: BrowserContext, site: Site) -> Any:
    """Pages of the clerk's in a window of another size or scheme."""
    contexts = []

    def window(width: int, height: int, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            storage_state=clerk.storage_state(),
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
    opened: Any, name: str, scheme: Literal["light", "dark"]
) -> None:
    for width in (1366, 390):
        page = opened(width, 844, scheme)
        go(page, name)
        assert faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_at_the_door(
    browser: Browser, site: Site, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(base_url=site.address, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in/")

    assert faults(page) == []
    context.close()


def test_an_issue_beside_the_list_has_no_serious_fault(opened: Any) -> None:
    page = opened(1366, 768)
    page.goto("/")
    page.locator("[data-open]").first.click()
    page.wait_for_selector("#beside .measure-card")

    assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_does_not_scroll_sideways(opened: Any, name: str) -> None:
    page = opened(360, 740)
    go(page, name)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "name",
    [
        *("ledger", "issue", "inbox", "assign", "measure", "overview", "readings", "draft"),
        *("imports", "import"),
    ],
)
def test_targets_on_a_phone_are_large_enough(opened: Any, name: str) -> None:
    """Buttons, chips, folds and rows' titles: 44 px; links inside running text are exempt (WCAG 2.5.8)."""
    page = opened(390, 844)
    go(page, name)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
              '.button, .chip, .fold, .side a, .menu > summary, .find input, .ledger .issue .what a')]
            .filter(e => e.offsetParent)
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
            .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


def test_twelve_issues_fit_a_small_laptop(opened: Any) -> None:
    """Eleven issues under three aspects, with the demo's line above: one more row must still fit."""
    page = opened(1366, 768)
    page.goto(seed(page))
    last = page.locator("#open-3-4").locator("xpath=ancestor::tr").bounding_box()

    assert last
    assert last["y"] + 2 * last["height"] <= 768


def test_nothing_of_the_frame_is_printed(opened: Any) -> None:
    page = opened(1366, 768)
    page.goto("/")
    page.emulate_media(media="print")

    for part in (".bar", ".side", ".filters", ".button", ".fold"):
        assert not page.locator(part).first.is_visible()
    assert page.locator("tr.issue").first.is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_focus_is_seen_wherever_it_goes(opened: Any, name: str) -> None:
    page = opened(1366, 768)
    go(page, name)

    for _step in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "document.activeElement === document.body "
            "|| getComputedStyle(document.activeElement).outlineStyle !== 'none' "
            "|| getComputedStyle(document.activeElement.closest('.drop') ?? document.body)"
            ".outlineStyle !== 'none'"
        )
        assert outline
