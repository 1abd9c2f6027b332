"""Pictures of every main page, to be looked at beside the drawn ones: `make shots`.

They are taken of a demo that this script starts in a folder of its own, at 1366×768 and 390×844, light and dark, and
as printed, into shots/ (not kept in the repository); a few of them also go to docs/images for README and guide.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize  # noqa: E402

from tests.browser.site import (  # noqa: E402
    CIRCULAR,
    PASSWORD,
    Site,
    bring_back,
    chromium,
    enter,
    served,
    sign_in,
)

SHOTS = ROOT / "shots"
IMAGES = ROOT / "docs" / "images"
KEPT = {
    "ledger": "ledger-wide-light",
    "draft": "draft-wide-light",
    "issue": "issue-wide-light",
    "overview": "overview-wide-light",
    "inbox-phone": "inbox-phone-light",
    "people": "people-wide-light",
    "course": "round-wide-light",
    "leader": "leader-wide-light",
    "comparison": "comparison-wide-light",
    "figures": "round-figures-wide-light",
    "supervision": "supervision-wide-light",
    "leader-phone": "leader-phone-light",
}
"""Pictures of the documentation, by the picture taken."""
SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1366, "height": 768},
    "phone": {"width": 390, "height": 844},
}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
CLERK = "zhenggaiban"
PAGES_OF = {
    "sysadmin": {
        **{name: f"/{name}/" for name in ("people", "offices", "accounts", "calendar", "health")},
        "declarations": "/declarations/",
    },
    "taizhang": {
        "registers": "/registers/",
        "register": "/registers/leave/",
        "record-new": "/registers/leave/new/",
        "register-import": "/registers/leave/import/",
        "checks": "/registers/leave/checks/",
        "check": "/registers/leave/checks/LV-3/",
        "due": "/due/",
    },
    "shuji": {"leader": "/leader/"},
    "danweiguanli": {name: f"/{name}/" for name in ("pending", "settings", "journal")},
}
"""The desks of others, by their account: address by the picture's name."""

Way = Callable[[Page], object]


def main() -> None:
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "data") as site,
        chromium() as browser,
    ):
        _pictures_before_signing_in(browser, site)
        first = enter(browser, site, CLERK)
        draft, refused = _take_in(first, CIRCULAR), _take_in(first, _damaged(Path(folder)))
        brought = _brought_back(first, Path(folder))
        state = first.storage_state()
        for size in SIZES:
            for scheme in SCHEMES:
                _pictures(browser, site, state, _ways(draft, refused, brought), size, scheme)
                _pictures(browser, site, state, _course(_round(first)), size, scheme)
        _pictures_as_printed(browser, site, state)
        for account, pages in PAGES_OF.items():
            _pictures_of(browser, site, account, pages)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, taken in KEPT.items():
        shutil.copyfile(SHOTS / f"{taken}.png", IMAGES / f"{name}.png")
    print(f"{len(list(SHOTS.iterdir()))} pictures in {SHOTS}")


def _ways(draft: str, refused: str, brought: str) -> dict[str, Way]:
    """By the picture's name, how to get there."""
    return {
        "ledger": _go("/"),
        "ledger-open": _go("/?open=1-2,2-3"),
        "ledger-found": _go("/?q=党费"),
        "ledger-late": _go("/?warning=red&sort=deadline"),
        "ledger-beside": _beside,
        "ledger-menu": _menu,
        "ledger-picked": _picked,
        "ledger-cell": _cell,
        "issue": _first_late_issue,
        "assign": _from_the_issue("a[href$='/assign/']"),
        "measure": _from_the_issue(".measure-card a[href^='/measures/']"),
        "source": _sentence,
        "inbox": _go("/inbox/"),
        "done": _go("/inbox/?tab=done"),
        "overview": _go("/overview/"),
        "readings": _go("/readings/"),
        "draft": _go(draft),
        "refused": _go(refused),
        "import": _go(brought),
        "keys": _go("/keys/"),
        "missing": _go("/nothing/here"),
        "password": _go("/password/"),
    }


def _round(context: BrowserContext) -> str:
    """The address of the newest round."""
    page = context.new_page()
    page.goto("/rounds/")
    address = page.url
    page.close()
    return address


def _course(round: str) -> dict[str, Way]:
    """The pages on which a round runs its course."""
    parts = (
        *("stages/plan", "group", "instructions", "meetings", "plan", "lists", "past"),
        *("figures", "dispatch/week", "outcomes", "assessments", "surveys"),
    )
    own = {f"round-{part.replace('/', '-')}": _go(f"{round}{part}/") for part in parts}
    desks = ("closures", "comparison", "supervision", "notices")
    return {"round": _go(round), **{name: _go(f"/{name}/") for name in desks}, **own}


def _go(address: str) -> Way:
    return lambda page: page.goto(address)


def _beside(page: Page) -> None:
    page.goto("/")
    page.locator("[data-open]").nth(3).click()
    page.wait_for_selector(".measure-card")


def _menu(page: Page) -> None:
    page.goto("/")
    page.locator(".filters .menu").nth(1).locator("summary").click()
    page.wait_for_timeout(600)


def _picked(page: Page) -> None:
    page.goto("/")
    for tick in page.locator("tr.issue input[name=pick]").all()[:3]:
        if tick.is_visible():
            tick.check()


def _cell(page: Page) -> None:
    page.goto("/")
    cell = page.locator("[data-cell=deadline]").nth(2)
    if cell.is_visible():
        cell.dblclick()
        page.wait_for_selector("form.cell")


def _from_the_issue(selector: str) -> Way:
    def way(page: Page) -> None:
        _first_late_issue(page)
        page.goto(page.locator(selector).first.get_attribute("href") or "/")

    return way


def _first_late_issue(page: Page) -> None:
    page.goto("/?warning=red")
    page.goto(page.locator("[data-open]").first.get_attribute("href") or "/")


def _sentence(page: Page) -> None:
    _first_late_issue(page)
    page.locator("[data-to-source]").first.click()
    page.wait_for_selector("mark.here")


def _take_in(context: BrowserContext, path: Path) -> str:
    """Upload a file and wait until it has been read or refused; the address of its page."""
    page = context.new_page()
    page.goto("/readings/")
    page.set_input_files("#file", path)
    page.click(".upload .button.main")
    page.wait_for_selector("#progress", state="detached", timeout=60_000)
    page.wait_for_selector(".tree, .gate", timeout=60_000)
    address = page.url
    page.close()
    return address


def _brought_back(context: BrowserContext, folder: Path) -> str:
    """The address of a ledger that has come back with changes and a question."""
    page = context.new_page()
    edits = {
        "1-1-2": {"责任人": "赵某某", "整改进展": "2021年9月3日培训 41 人"},
        "1-2": {"整改目标": "每季度检查一次", "完成时限": "2021.12.31", "销号日期": "2021-09-01"},
    }
    bring_back(page, folder, edits)
    address = page.url
    page.close()
    return address


def _damaged(folder: Path) -> Path:
    path = folder / "损坏的文件.docx"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 400)
    return path


def _pictures_before_signing_in(browser: Browser, site: Site) -> None:
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=site.address, viewport=viewport, color_scheme=scheme
            )
            _take(context, "first-run", _go("/sign-in/"), size, scheme)
            context.close()


def _pictures(
    browser: Browser, site: Site, state: Any, ways: dict[str, Way], size: str, scheme: Scheme
) -> None:
    context = browser.new_context(
        base_url=site.address, viewport=SIZES[size], color_scheme=scheme, storage_state=state
    )
    for name, way in ways.items():
        _take(context, name, way, size, scheme)
    context.close()
    outside = browser.new_context(base_url=site.address, viewport=SIZES[size], color_scheme=scheme)
    _take(outside, "sign-in", _go("/sign-in/"), size, scheme)
    _take(outside, "wrong", _wrong, size, scheme)
    outside.close()


def _wrong(page: Page) -> None:
    sign_in(page, CLERK, PASSWORD + "?")


def _take(context: BrowserContext, name: str, way: Way, size: str, scheme: Scheme) -> None:
    page = context.new_page()
    way(page)
    page.wait_for_timeout(150)
    page.screenshot(path=SHOTS / f"{name}-{size}-{scheme}.png")
    page.close()


def _pictures_of(browser: Browser, site: Site, account: str, pages: dict[str, str]) -> None:
    """The pages of somebody else's desk."""
    state = enter(browser, site, account).storage_state()
    for size in SIZES:
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=site.address,
                viewport=SIZES[size],
                color_scheme=scheme,
                storage_state=state,
            )
            for name, address in pages.items():
                _take(context, name, _go(address), size, scheme)
            context.close()


def _pictures_as_printed(browser: Browser, site: Site, state: Any) -> None:
    context = browser.new_context(base_url=site.address, storage_state=state)
    ways = {
        "ledger": _go("/?open=all"),
        "issue": _first_late_issue,
        "overview": _go("/overview/"),
    }
    for name, way in ways.items():
        page = context.new_page()
        way(page)
        page.pdf(path=SHOTS / f"{name}-printed.pdf", prefer_css_page_size=True)
        page.close()
    context.close()


if __name__ == "__main__":
    main()
