"""One demo for all journeys of a run; each journey has accounts or files of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.register_desks import Desks, make_ready
from tests.browser.site import Site, chromium, enter, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def clerk(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Somebody of the rectification office, signed in, on a wide screen."""
    context = enter(browser, site, "zhenggaiban", viewport={"width": 1366, "height": 768})
    yield context
    context.close()


@pytest.fixture(scope="session")
def desks(browser: Browser, site: Site) -> Iterator[Desks]:
    """Whoever keeps registers, with records to which others link."""
    make_ready(site)
    opened = Desks(browser, site)
    yield opened
    opened.close()


@pytest.fixture
def journey(desks: Desks) -> Iterator[Desks]:
    with desks.journey():
        yield desks


@pytest.fixture
def page(clerk: BrowserContext) -> Iterator[Page]:
    """A new page of the clerk's; it fails when the browser complains of anything."""
    opened = clerk.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: _note(complaints, said))
    yield opened
    opened.close()
    assert complaints == []


def _note(complaints: list[str], said: Any) -> None:
    """A refused request is told by the page as well; everything else that the console says is a fault."""
    refused = ("Failed to load resource", "Response Status Error Code 4")
    if said.type in ("error", "warning") and not said.text.startswith(refused):
        complaints.append(said.text)
