"""What is done with a ledger once it stands: reported from a phone, edited in place, looked at and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import faults
from tests.browser.site import Site, enter, seed


@pytest.fixture(scope="module")
def handler(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The one who works on 3-3, with a phone in hand."""
    context = enter(
        browser,
        site,
        "chengban",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        bypass_csp=True,
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def leader(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = enter(browser, site, "shuji", viewport={"width": 1366, "height": 768})
    yield context
    context.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As a phone takes it: large, with the day in its tags."""
    picture = Image.new("RGB", (2400, 1800), (70, 110, 90))
    tags = picture.getexif()
    tags[306] = "2021:09:06 15:20:00"
    path = tmp_path / "党费公示栏.jpg"
    picture.save(path, exif=tags)
    return path


def test_progress_is_reported_with_a_photo_from_a_phone(
    handler: BrowserContext, photo: Path
) -> None:
    page = handler.new_page()
    page.goto("/inbox/")
    expect(page.get_by_text("超期未完成").first).to_be_visible()
    page.locator(".tasks [data-open]", has_text=re.compile("党费")).first.tap()
    page.get_by_role("link", name="填报进展").first.tap()
    page.fill("#report textarea", "9月6日在公示栏公示2020年度党费收缴情况，41名党员逐人核对")
    page.select_option("#report select[name=measure]", index=1)
    page.set_input_files("#report input[type=file]", photo)
    page.select_option("#report select[name=kind]", "photo")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#report .button.main").tap()

    expect(page.get_by_text("41名党员逐人核对").first).to_be_visible()
    face = page.locator("a.face").first
    expect(face.locator("img")).to_be_visible()
    face.scroll_into_view_if_needed()
    shown = "document.querySelector('a.face img').complete && document.querySelector('a.face img').naturalWidth > 0"
    page.wait_for_function(shown)
    face.tap()
    expect(page.get_by_text("党费公示栏").first).to_be_visible()
    assert faults(page) == []
    page.close()


def test_what_was_typed_survives_a_refusal(handler: BrowserContext) -> None:
    page = handler.new_page()
    page.goto("/inbox/")
    page.locator(".tasks [data-open]", has_text=re.compile("党费")).first.tap()
    page.get_by_role("link", name="填报进展").first.tap()
    page.fill("#report textarea", "正在推进，持续加强")
    page.locator("#report .button.main").tap()

    expect(page.locator("#report textarea")).to_have_value("正在推进，持续加强")
    expect(page.get_by_role("alert").first).to_contain_text("——")
    page.close()


def test_a_cell_is_edited_where_it_is_read(page: Page, site: Site) -> None:
    page.goto(seed(page))
    cell = page.locator("tr.issue", has=page.locator("#open-1-2")).locator("[data-cell=deadline]")
    cell.dblclick()
    cell.locator("input[name=deadline]").fill("2021-09-24")
    cell.locator("input[name=deadline]").press("Enter")

    expect(cell).to_contain_text("9月24日")
    page.reload()
    expect(cell).to_contain_text("9月24日")


def test_many_are_given_a_deadline_at_once_with_an_account(page: Page) -> None:
    page.goto(seed(page))
    for code in ("1-1", "1-3"):
        row = page.locator("tr.issue", has=page.locator(f"#open-{code}"))
        row.locator("input[name=pick]").check()
    bulk = page.locator("#bulk")
    expect(bulk).to_be_visible()
    bulk.locator("input[name=deadline]").fill("2021-09-22")
    bulk.get_by_role("button", name="办理").click()

    expect(page.get_by_text("1-1").first).to_be_visible()
    for code in ("1-1", "1-3"):
        row = page.locator("tr.issue", has=page.locator(f"#open-{code}"))
        expect(row.locator("[data-cell=deadline]")).to_contain_text("9月22日")


def test_a_leader_reads_the_overview_and_prints_it(leader: BrowserContext) -> None:
    page = leader.new_page()
    page.goto("/overview/")
    late = page.locator(".figures li", has_text="超期").first
    figure = int(late.locator("b").first.inner_text().split("/")[0])
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    words = printed[0].get_textpage().get_text_bounded()

    assert "整改总览" in words
    assert "退出" not in words, "the frame is not printed"
    late.locator("a").first.click()
    page.wait_for_load_state()
    expect(page.locator("tr.issue")).to_have_count(figure)
    page.close()
