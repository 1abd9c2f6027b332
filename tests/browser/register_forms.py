"""A register's form as somebody fills it who has its declaration before them: one plausible value a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.registers_ready import NAME
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field

PERSON, OFFICE = "办戊", "人事组"
"""The clerk's own person and department: whoever is named in a field may make that person's moves."""
OTHER = "办甲"
PLAIN = {"date": "2021-09-01", "month": "2021-09", "datetime": "2021-09-01T09:00"}
NUMBERS = ("number", "money", "integer")


class Form:
    """Fills what is on the page: the form of a record, or the fields that a move asks for. `values` says what stands in a
    field where the plausible does not do; a sub-table is a list of rows of words."""

    def __init__(
        self, page: Page, found: Declaration, values: Mapping[str, Any], *, move: str = ""
    ) -> None:
        self.page, self.found, self.values = page, found, values
        self.start = f"#f-{move}-" if move else "#f-"

    def fill(self, names: Iterable[str]) -> None:
        for name in names:
            item = self.found.fields[name]
            if item.kind == "rows":
                self._rows(name, item)
            else:
                self._field(name, item)

    def save(self) -> None:
        """Save, and see the record's page."""
        self.page.locator("[data-save]").click()
        expect(self.page.locator("ol.moves")).to_be_visible()

    def _field(self, name: str, item: Field) -> None:
        box, value = self.page.locator(self.start + name), self.values.get(name)
        if item.kind == "list" and item.of is not None and item.of.kind in ("person", "office"):
            self._take(box.locator("[role=combobox]").last, value or PERSON)
        elif item.kind == "list":
            box.fill(value or f"{item.label}一项")
        else:
            self._put(box, item, value)

    def _put(self, box: Locator, item: Field, value: Any) -> None:
        if item.kind == "choice":
            box.select_option(value) if value else box.select_option(index=1)
        elif item.kind == "yesno":
            box.select_option("false" if value is False else "true")
        elif item.kind in ("person", "office", "link"):
            plausible = {"person": PERSON, "office": OFFICE, "link": NAME}[item.kind]
            self._take(box, value or plausible)
        else:
            plain = PLAIN.get(item.kind) or ("1" if item.kind in NUMBERS else "")
            box.fill(value or plain or f"{item.label}若干情况一并写明在此，共计二十余字以备查考")

    def _take(self, box: Locator, words: str) -> None:
        """The first of the list that the box offers."""
        box.fill(words)
        offered = self.page.locator(f"#{box.get_attribute('id')}-list [data-value]").first
        offered.wait_for()
        offered.click()

    def _rows(self, name: str, item: Field) -> None:
        table = self.page.locator(f"[data-table={name}]")
        for place, row in enumerate(self.values[name]):
            while table.locator("tbody tr").count() <= place:
                table.locator("[data-more-row]").click()
            line = table.locator("tbody tr").nth(place)
            for part, words in row.items():
                known = item.fields[part]
                cell = line.locator(f"td:nth-child({list(item.fields).index(part) + 1})")
                self._put(cell.locator("input:not([type=hidden]), select, textarea"), known, words)


def hand_in(page: Page, folder: Path) -> None:
    """A file for every paper that is asked for."""
    paper = folder / "材料.txt"
    paper.write_text("材料一份", encoding="utf-8")
    missing = page.locator(".papers > .miss:has(form.upload-one)")
    while missing.count():
        name = missing.first.get_attribute("id")
        form = missing.first.locator("form.upload-one")
        form.locator("input[type=file]").set_input_files(paper)
        form.get_by_role("button", name="上传").click()
        expect(page.locator(f"#{name}.have")).to_be_visible()


def make_move(page: Page, found: Declaration, name: str, values: Mapping[str, Any]) -> None:
    """The move's button, after what its form asks for; the record is then in the state to which it leads."""
    move = found.workflow.moves[name]
    card = page.locator(f"#move-{name}")
    gate = card.locator(".gate")
    assert not gate.count(), gate.all_inner_texts()
    shut = card.locator("details:not([open]) > summary")
    if shut.count():
        shut.first.click()
    asked = card.locator("[data-box], [data-table]").evaluate_all(
        "found => found.map(one => one.dataset.box || one.dataset.table)"
    )
    Form(page, found, values, move=name).fill(asked)
    if move.ask:
        card.locator("input[name=reason]").fill("按规定办理")
    card.locator(f"button[value={name}]").click()
    expect(page.locator(".moves .now")).to_have_text(found.workflow.states[move.target])
