"""The demo as a user starts it: the console script in a new data folder, on a free port, ended by its own pid."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from zhenggai.publication.tests.editing import Edits, edited

ROOT = Path(__file__).resolve().parents[2]
CIRCULAR = ROOT / "examples" / "三水区政协机关通报.txt"
PASSWORD = "Qingshan-7431-lu"
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
]
START_SECONDS = 240
_LOGIN = re.compile(r"^  (\w+)\s+(\S+)\s+\S+$", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """Where the demo answers, the one-time passwords that its terminal showed, and in which surroundings it runs."""

    address: str
    one_time: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)


@contextmanager
def served(
    folder: Path, *, demo: bool = True, port: int | None = None, today: str = ""
) -> Iterator[Site]:
    """The demo, or an office that is still empty, in a data folder, on a day of its own where one is named; it is
    stopped as Ctrl-C stops it."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    said = folder.parent / f"{folder.name}.log"
    with said.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "zhenggai.config.cli", "up", "--port", str(port)),
                *(["--demo"] if demo else []),
            ],
            cwd=ROOT,
            env=surroundings(folder, today),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(f"{address}/healthz", process, said)
            logins = dict(_LOGIN.findall(said.read_text(encoding="utf-8")))
            yield Site(address, logins, surroundings(folder, today))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=40)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own browser, without a window."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        if path is None:
            raise RuntimeError("Chromium is missing: sh scripts/debian-packages.sh installs it")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


def enter(browser: Browser, site: Site, username: str, **options: Any) -> BrowserContext:
    """A browser in which that account has signed in and changed its first password."""
    context = browser.new_context(base_url=site.address, **options)
    page = context.new_page()
    sign_in(page, username, site.one_time[username])
    if page.url.endswith("/sign-in/"):
        sign_in(page, username, PASSWORD)
    else:
        change_password(page, site.one_time[username])
    page.close()
    return context


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click(".form .button.main")
    page.wait_for_load_state()


def send(page: Page, button: Locator) -> None:
    """Press a button that sends a form, and wait until it has been answered."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()


def press_each(page: Page, name: str) -> None:
    """Press every button of that name, one after another; each press leaves one less."""
    buttons = page.get_by_role("button", name=name)
    for left in range(buttons.count(), 0, -1):
        expect(buttons).to_have_count(left)
        buttons.first.click()
    expect(buttons).to_have_count(0)


def change_password(page: Page, old: str) -> None:
    page.goto("/password/")
    page.fill("input[name=old]", old)
    page.fill("input[name=new]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click(".form .button.main")
    page.wait_for_url("**/")


def seed(page: Page) -> str:
    """The address of the demo's round, whatever else has been adopted meanwhile."""
    page.goto("/")
    other = page.locator("[data-rounds]")
    if not other.count():
        return page.url
    other.locator("summary").click()
    link = other.get_by_role("link", name="区委第四巡察组反馈意见整改")
    address = link.get_attribute("href") or ""
    return page.url.split("?")[0] + address


def bring_back(page: Page, folder: Path, edits: Edits) -> None:
    """The seed's ledger exported, edited as another program writes it, and brought back: its preview is shown."""
    page.goto(seed(page))
    page.get_by_role("link", name="导入 Excel").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="导出整改总台账").click()
    sheet = folder / "改过的台账.xlsx"
    sheet.write_bytes(edited(downloading.value.path().read_bytes(), edits))
    page.set_input_files("#file", sheet)
    page.click(".upload .button.main")
    page.wait_for_selector("#preview", timeout=60_000)


def surroundings(folder: Path, today: str = "") -> dict[str, str]:
    """The environment of this process without what the tests have set for themselves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGGAI_")}
    # A browser that is signed in once for all its tests is asked for no password again.
    own = {
        "ZHENGGAI_DATA": str(folder),
        "ZHENGGAI_PROOF_SECONDS": str(8 * 3600),
        "PYTHONUNBUFFERED": "1",
    }
    return kept | own | ({"ZHENGGAI_TODAY": today} if today else {})


def _wait_for(address: str, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(said.read_text(encoding="utf-8"))
        try:
            with urlopen(address, timeout=2):  # our own loopback address
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"not up after {START_SECONDS} s\n{said.read_text(encoding='utf-8')}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
