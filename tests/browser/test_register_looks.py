"""How the pages of registers look: axe in both schemes, and phones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import faults
from tests.browser.register_desks import CLERK, Desks
from tests.browser.register_forms import Form
from tests.browser.site import Site
from tests.browser.test_looks import SCHEMES
from zhenggai.registers.shelf import shelf

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


@pytest.fixture
def opened(browser: Browser, site: Site, desks: Desks) -> Iterator[Any]:
    contexts = []

    def window(width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            storage_state=desks.context(CLERK).storage_state(),
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
        form = Form(page, shelf()["leave"], {})
        form.fill(["applicant"])
        form.save()
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
