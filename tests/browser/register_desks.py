"""People at their desks: each account signs in once, and every journey gets pages of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.site import ROOT, Site, enter

CLERK = "taizhang"
SLOWEST = 30_000


class Desks:
    """`page(account)` is a new page of somebody who is signed in."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._contexts: dict[str, BrowserContext] = {}
        self._pages: list[Page] = []
        self._complaints: list[str] = []

    def context(self, account: str) -> BrowserContext:
        if account not in self._contexts:
            entered = enter(
                self._browser, self._site, account, viewport={"width": 1366, "height": 768}
            )
            entered.set_default_timeout(SLOWEST)
            self._contexts[account] = entered
        return self._contexts[account]

    def page(self, account: str) -> Page:
        opened = self.context(account).new_page()
        opened.on("pageerror", lambda error: self._complaints.append(str(error)))
        self._pages.append(opened)
        return opened

    @contextmanager
    def journey(self) -> Iterator[Desks]:
        """The pages opened meanwhile are closed at its end; none of them may have complained."""
        self._pages, self._complaints = [], []
        yield self
        for opened in self._pages:
            opened.close()
        assert self._complaints == []

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def make_ready(site: Site) -> None:
    """Records to which others link (registers_ready.py)."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.registers_ready"],
        cwd=ROOT,
        env=site.environment,
        check=True,
    )
