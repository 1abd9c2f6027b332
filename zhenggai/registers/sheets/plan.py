"""What a sheet would bring into a register, row by row, before anything is written: what was mended because it is
certain, what has to be asked, what cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.queries import require
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.models import Record
from zhenggai.registers.policy import may_import
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.sheets.cells import Hints, Read, needs_hour
from zhenggai.registers.sheets.heads import (
    DEPARTMENT,
    HANDLER,
    NUMBER,
    YEAR,
    Heads,
    Table,
    heads_of,
    is_sum,
    takeable,
)
from zhenggai.registers.sheets.lines import (
    SKIP,
    LineKind,
    Question,
    Questions,
    SheetLine,
    SheetPlan,
)
from zhenggai.registers.sheets.reading import Found, Open, Reader
from zhenggai.registers.values import clean

MOST_ROWS = 1_000
_YES = "yes"


def plan_sheet(
    viewer: Viewer, register: str, table: Table, *, answers: Mapping[str, str], today: date
) -> SheetPlan:
    """The plan of a sheet for a register, under the answers given so far; reads only."""
    require(viewer, "record.create")
    found = edition(register).declaration
    if not may_import(viewer, found):
        raise Refused(
            "sheet.not_yours",
            gettext("您不经办%(register)s——请由台账员导入") % {"register": found.label},
        )
    rows = [row for row in table if any(cell.strip() for cell in row)]
    if not rows:
        raise BadInput("sheet.none", gettext("还没有内容——请选一个文件，或把表格粘贴到框里"))
    if len(rows) > MOST_ROWS + 10:
        raise BadInput(
            "sheet.long",
            gettext("一次最多导入 %(most)s 行——请分几次导入") % {"most": MOST_ROWS},
        )
    return _Planner(viewer, found, rows, answers, today).plan()


class _Planner:
    """What is there is read once; each row is held against it and against the rows before."""

    def __init__(
        self,
        viewer: Viewer,
        found: Declaration,
        table: Table,
        answers: Mapping[str, str],
        today: date,
    ) -> None:
        self.viewer, self.found, self.table = viewer, found, table
        self.answers, self.today = answers, today
        self.heads = self._answered(heads_of(found, table))
        office = viewer.office_id or 0
        self.settings = office_settings(found.code, found.defaults, office)
        self.questions = Questions(answers)
        self.reader = Reader(viewer, self.settings, self.questions)
        self.seen: dict[str, int] = {}
        self.year = int(answers.get("year") or 0) or today.year

    def plan(self) -> SheetPlan:
        first = self.heads.first_row
        rows = [(first + place + 1, list(cells)) for place, cells in enumerate(self.table[first:])]
        self._ask_columns()
        self._ask_merged([cells for _, cells in rows])
        self._ask_hours([cells for _, cells in rows])
        before: list[str] = []
        lines = []
        for number, cells in rows:
            cells = self._filled_down(cells, before)
            before = cells
            lines.append(self._line(number, cells))
        self._against_records(lines)
        return SheetPlan(
            tuple(lines),
            tuple(self.questions.asked.values()),
            tuple(self._label(name) for name in self.heads.fields.values()),
            tuple(self.heads.unknown.values()),
            self.heads.headless,
        )

    # -- columns ------------------------------------------------------------------------------------------------------------

    def _answered(self, heads: Heads) -> Heads:
        """The heads with the columns that somebody has named."""
        fields = dict(heads.fields)
        unknown = dict(heads.unknown)
        for place, label in heads.unknown.items():
            answer = self.answers.get(f"col.{place}", "")
            if answer in self.found.fields and answer not in fields.values():
                fields[place] = answer
            elif answer == SKIP:
                unknown[place] = label
        return replace(heads, fields=dict(sorted(fields.items())), unknown=unknown)

    def _ask_columns(self) -> None:
        free = {
            name: label
            for name, label in takeable(self.found).items()
            if name not in self.heads.fields.values()
        }
        for place, label in self.heads.unknown.items():
            key = f"col.{place}"
            if place in self.heads.fields or not free:
                continue
            choices = ((SKIP, gettext("不读这一列")), *free.items())
            sentence = gettext("表里的“%(head)s”是哪一栏？") % {"head": label[:20]}
            self.questions.ask(key, sentence, choices)
        if any(
            self.found.fields[name].kind in ("date", "datetime", "month") for name in self._names()
        ):
            self.questions.asked.setdefault(
                "year",
                Question(
                    "year",
                    gettext("没有写年份的日期（六月三十日）按哪一年？"),
                    tuple(
                        (str(year), str(year))
                        for year in range(self.today.year, self.today.year - 5, -1)
                    ),
                    str(self.year),
                ),
            )

    def _names(self) -> list[str]:
        return [name for name in self.heads.fields.values() if name in self.found.fields]

    def _ask_merged(self, rows: Sequence[Sequence[str]]) -> None:
        """A required column that is empty under a filled cell looks like cells that were merged."""
        for place, name in self.heads.fields.items():
            item = self.found.fields.get(name)
            if item is None or not (item.required or name in self.found.key):
                continue
            column = [
                cells[place].strip() if place < len(cells) else ""
                for cells in rows
                if not is_sum(cells)
            ]
            gaps = sum(not cell and any(column[:at]) for at, cell in enumerate(column))
            if gaps and column[:1] != [""]:
                sentence = gettext(
                    "“%(label)s”有 %(count)s 行是空的，像是合并过的单元格：用上一行的填吗？"
                )
                choices = ((_YES, gettext("用上一行的填")), ("no", gettext("就是空的")))
                self.questions.ask(
                    f"down.{place}", sentence % {"label": item.label, "count": gaps}, choices
                )

    def _ask_hours(self, rows: Sequence[Sequence[str]]) -> None:
        for place, name in self.heads.fields.items():
            item = self.found.fields.get(name)
            if item is None or item.kind != "datetime":
                continue
            hints = Hints(self.year, self.today)
            if any(place < len(cells) and needs_hour(item, cells[place], hints) for cells in rows):
                sentence = gettext("“%(label)s”有的只写了日期，按几点登记？") % {
                    "label": item.label
                }
                hours = ("00:00", "08:30", "09:00", "12:00", "14:00", "17:30", "18:00", "23:59")
                self.questions.ask(f"hour.{place}", sentence, tuple((hour, hour) for hour in hours))

    def _filled_down(self, cells: list[str], before: Sequence[str]) -> list[str]:
        for place in self.heads.fields:
            if self.answers.get(f"down.{place}") != _YES or place >= len(before):
                continue
            cells += [""] * (place + 1 - len(cells))
            cells[place] = cells[place] if cells[place].strip() else before[place]
        return cells

    # -- rows ---------------------------------------------------------------------------------------------------------------

    def _line(self, number: int, cells: Sequence[str]) -> SheetLine:
        line = self._read(number, cells)
        if is_sum(cells):
            return SheetLine(
                number, LineKind.SKIPPED, said=gettext("合计行，不是记录"), shown=line.shown
            )
        if len(line.problems) > 1 and (moved := self._moved(number, cells)) is not None:
            line = moved
        self._missing_key(line)
        self._same_before(line)
        return line

    def _moved(self, number: int, cells: Sequence[str]) -> SheetLine | None:
        """The row with its cells moved by one column, where everything fits then: asked, never taken for granted."""
        for words, shifted in ((gettext("右移"), list(cells[1:])), (gettext("左移"), ["", *cells])):
            quiet = dict(self.questions.asked)
            other = self._read(number, shifted)
            if other.problems or other.asked:
                self.questions.asked = quiet
                continue
            key = f"shift.{number}"
            sentence = gettext("第 %(row)s 行像是整行%(way)s了一列：移回来读吗？")
            choices = ((_YES, gettext("移回来读")), ("no", gettext("不移，我去改表")))
            self.questions.ask(key, sentence % {"row": number, "way": words}, choices)
            if self.answers.get(key) == _YES:
                other.fixed.append(gettext("整行移回一列"))
                return other
            line = self._read(number, cells)
            if not self.answers.get(key):
                line.kind, line.asked = LineKind.ASKED, [gettext("像是错了一列，请在上面定")]
            return line
        return None

    def _read(self, number: int, cells: Sequence[str]) -> SheetLine:
        line = SheetLine(number)
        for place, name in self.heads.fields.items():
            text = cells[place] if place < len(cells) else ""
            line.shown.append(text.strip())
            item = self.found.fields.get(name)
            if item is None:
                self._common(line, name, text.strip())
            elif text.strip():
                self._cell(line, place, item, text)
        if line.problems:
            line.kind = LineKind.PROBLEM
        elif line.asked:
            line.kind = LineKind.ASKED
        elif not line.values:
            line.kind, line.said = LineKind.SKIPPED, gettext("空行")
        return line

    def _cell(self, line: SheetLine, place: int, item: Field, text: str) -> None:
        hints = Hints(
            self.year,
            self.today,
            self.answers.get(f"hour.{place}", ""),
            place in self.heads.tens_of_thousands,
        )
        read = self.reader.value(item, text, hints)
        if read.maybe:
            read = self.reader.settled(item, text, read)
        if read.fault:
            line.problems.append(f"{item.label}“{text.strip()[:20]}”{read.fault}")
        elif isinstance(read, Open):
            line.asked.append(f"{item.label}“{text.strip()[:20]}”")
        elif read.value is not None:
            self._put(line, item, read)

    def _put(self, line: SheetLine, item: Field, read: Read | Found) -> None:
        try:
            clean(item, read.value, self.settings)
        except BadInput as refused:
            line.problems.append(refused.sentence)
            return
        line.values[item.name] = read.value
        if read.fixed:
            line.fixed.append(f"{item.label} {read.fixed}")

    def _common(self, line: SheetLine, name: str, text: str) -> None:
        """Number, year, handler and department of the row, where the sheet has them."""
        if not text:
            return
        if name == NUMBER:
            line.record_number = text[:80]
        elif name == YEAR:
            digits = text.rstrip("年度 ")
            if digits.isdecimal() and 1990 <= int(digits) <= self.today.year + 1:
                line.year = int(digits)
            else:
                line.problems.append(gettext("年度“%(text)s”看不懂") % {"text": text[:10]})
        elif name in (HANDLER, DEPARTMENT):
            kind = "person" if name == HANDLER else "office"
            read = self.reader.named(Field(name=name, label=self._label(name), kind=kind), text)
            if isinstance(read, Open):
                line.asked.append(f"{self._label(name)}“{text[:20]}”")
            elif isinstance(read, Found):
                setattr(line, name, read.value)

    # -- rows against each other and what is there -------------------------------------------------------------------------

    def _missing_key(self, line: SheetLine) -> None:
        """A field of the register's key may not be missing: the row could not be told from others."""
        if line.kind != LineKind.NEW:
            return
        for name in self.found.key:
            item = self.found.fields.get(name)
            if item is not None and item.formula is None and name not in line.values:
                line.problems.append(gettext("缺“%(label)s”") % {"label": item.label})
                line.kind = LineKind.PROBLEM

    def _same_before(self, line: SheetLine) -> None:
        if line.kind != LineKind.NEW:
            return
        before = self.seen.setdefault(self._identity(line.values, line.record_number), line.number)
        if before != line.number:
            self._duplicate(line, gettext("与第 %(row)s 行相同") % {"row": before})

    def _against_records(self, lines: Sequence[SheetLine]) -> None:
        """Rows that are in the register already."""
        fresh = [line for line in lines if line.kind == LineKind.NEW]
        if not fresh:
            return
        numbers = [line.record_number for line in fresh if line.record_number]
        there = {
            row.number: row
            for row in Record._base_manager.filter(
                office=self.viewer.office_id, register=self.found.code, number__in=numbers
            )
        }
        known = self._stored(fresh)
        for line in fresh:
            if line.record_number in there:
                self._duplicate(
                    line, gettext("编号 %(number)s 已有") % {"number": line.record_number}
                )
                continue
            other = known.get(self._identity(line.values, None))
            if other is not None:
                self._duplicate(line, gettext("与 %(number)s 相同") % {"number": other})

    def _stored(self, lines: Sequence[SheetLine]) -> dict[str, str]:
        """The identities of the newest records that are there, with their numbers."""
        names = self._identity_names(lines)
        rows = Record._base_manager.filter(
            office=self.viewer.office_id, register=self.found.code, voided_at=None
        ).order_by("-pk")[:20_000]
        return (
            {repr([row.data.get(name) for name in names]): row.number for row in rows.iterator()}
            if names
            else {}
        )

    def _identity(self, values: Mapping[str, Any], number: str | None) -> str:
        if number is not None:
            return f"number {number}"
        names = self._identity_names([])
        cleaned = []
        for name in names:
            raw = values.get(name)
            try:
                cleaned.append(clean(self.found.fields[name], raw, self.settings))
            except BadInput:
                cleaned.append(raw)
        return repr(cleaned)

    def _identity_names(self, lines: Sequence[SheetLine]) -> list[str]:
        """What makes two rows the same: the key; without one, every plain column of the sheet."""
        keys = [name for name in self.found.key if name in self.found.fields]
        if keys:
            return keys
        return [name for name in self._names() if not self.found.fields[name].sealed]

    def _duplicate(self, line: SheetLine, said: str) -> None:
        sentence = gettext("有些行重复（彼此相同，或簿子里已有）：怎样办？")
        choices = [(SKIP, gettext("跳过重复的行"))]
        if not self.found.key:
            choices.append(("keep", gettext("照样登记")))
        self.questions.ask("same", sentence, tuple(choices))
        answer = self.answers.get("same", "")
        if answer == SKIP:
            line.kind, line.said = LineKind.SKIPPED, said
        elif answer != "keep" or self.found.key:
            line.kind = LineKind.ASKED
            line.asked.append(said)

    def _label(self, name: str) -> str:
        item = self.found.fields.get(name)
        common = {NUMBER: gettext("编号"), HANDLER: gettext("经办人"), DEPARTMENT: gettext("部门")}
        return item.label if item is not None else common.get(name, gettext("年度"))
