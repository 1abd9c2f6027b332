"""An office whose day moves on: one data folder, everybody at a browser of their own, the server started anew for every day
(readings.md 2). Everybody stays signed in meanwhile; what the browsers complain of is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.site import ROOT, Site, enter, free_port, served, surroundings

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
REFUSED = ("Failed to load resource", "Response Status Error Code 4")
"""What a browser says of a refused request; the page tells it as well."""


class World:
    """`on` a day, `at` somebody's desk or phone; pictures are numbered in the order in which they are taken."""

    def __init__(self, browser: Browser, folder: Path, pictures: Path) -> None:
        self.browser, self.folder, self.pictures = browser, folder, pictures
        self.port = free_port()
        self.day = ""
        self.complaints: list[str] = []
        self._running = ExitStack()
        self._site: Site | None = None
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}
        self._pages: dict[tuple[str, bool], Page] = {}
        self._taken = 0
        self._one_time = self._opened()

    def on(self, day: str) -> None:
        """The same office on another day."""
        self._running.close()
        self.day = day
        self._site = self._running.enter_context(
            served(self.folder, demo=False, port=self.port, today=day)
        )
        # Whoever had nothing to do for some days is not signed out by the clock on the wall meanwhile.
        for context in self._contexts.values():
            context.request.get("/keys/")

    def at(self, who: str, *, phone: bool = False) -> Page:
        """The page of somebody, who signs in the first time."""
        key = (who, phone)
        if key not in self._pages:
            page = self._context(who, phone).new_page()
            page.on("pageerror", lambda error: self.complaints.append(f"{who}: {error}"))
            page.on("console", self._heard)
            self._pages[key] = page
        return self._pages[key]

    def picture(self, page: Page, name: str) -> None:
        """The whole page as it is now, of a phone what it shows; it must not scroll sideways."""
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        self._taken += 1
        page.evaluate("scrollTo(0, 0)")
        whole = page.viewport_size != PHONE
        page.screenshot(path=self.pictures / f"{self._taken:02}-{name}.png", full_page=whole)

    def command(self, *words: str) -> str:
        """What `zhenggai` prints on this day."""
        done = subprocess.run(
            [sys.executable, "-m", "zhenggai.config.cli", *words],
            cwd=ROOT,
            env=surroundings(self.folder, self.day),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()
        self._running.close()

    def _opened(self) -> dict[str, str]:
        """The office and its people, nothing read yet; their one-time passwords."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser.opened_office"],
            cwd=ROOT,
            env=surroundings(self.folder, "2021-06-17"),
            capture_output=True,
            text=True,
            check=True,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def _context(self, who: str, phone: bool) -> BrowserContext:
        assert self._site is not None, "no day has come yet"
        if (who, phone) not in self._contexts:
            site = Site(self._site.address, self._one_time, self._site.environment)
            self._contexts[who, phone] = enter(
                self.browser, site, who, viewport=PHONE if phone else DESK, locale="zh-CN"
            )
        return self._contexts[who, phone]

    def _heard(self, said: Any) -> None:
        if said.type in ("error", "warning") and not said.text.startswith(REFUSED):
            self.complaints.append(said.text)
