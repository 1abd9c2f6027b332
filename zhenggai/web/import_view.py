"""A preview of an import, or its account, as its page shows it: filters, lines, marks, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.lib.errors import Refused
from zhenggai.rectification.exchange import plan
from zhenggai.rectification.exchange.queries import (
    CellRow,
    ImportPage,
    ImportRow,
    ImportState,
    LineRow,
    QuestionRow,
)
from zhenggai.web.ledger_menus import Choice

_MOST_PLACES = 6
_ALWAYS = frozenset({"told", "all"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: both values, the mark of what becomes of it, and what is said of it."""

    row: CellRow
    mark: str
    word: str

    @property
    def as_written(self) -> str:
        """What the sheet says, where that is not what would be written, and nothing said of the cell says it."""
        given = self.row.given.strip()
        is_list = self.row.role in ("progress", "causes")
        is_said = any(given in sentence for sentence in self.row.notes)
        return "" if is_list or is_said or not self.row.writes or given == self.row.after else given

    @property
    def of_sheet(self) -> str:
        return self.row.after if self.row.writes else self.row.given


@dataclass(frozen=True, slots=True)
class ImportLine:
    row: LineRow
    places: str
    cells: tuple[Shown, ...]
    word: str
    mark: str
    may_choose: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words, with the option that is chosen so far."""

    row: QuestionRow

    @property
    def number(self) -> str:
        return str(self.row.number)

    @property
    def words(self) -> str:
        sentences = {
            "person": _("“%(words)s”是名册里的哪一位"),
            "office": _("“%(words)s”是哪个部门"),
            "day": _("“%(words)s”是哪一天"),
            "type": _("“%(words)s”是哪种整改类型"),
            "core": _("“%(words)s”是核心措施还是巩固措施"),
            "rest_person": _("“%(words)s”写了几人，怎么记"),
            "rest_office": _("“%(words)s”写了几个部门，怎么记"),
        }
        return sentences[self.row.kind] % {"words": self.row.words}

    @property
    def other(self) -> str:
        """What stands before the box for an answer that is none of the options; empty where there can be none."""
        others = {"person": _("名册中的"), "office": _("名单中的"), "day": _("是")}
        return others.get(self.row.kind, "")

    @property
    def chosen(self) -> str:
        answer = self.row.answer
        if answer is None or self.row.is_left:
            return ""
        value = str(answer["uuid"] if isinstance(answer, dict) else answer)
        return value if value in dict(self.row.options) else "other"


class ImportView:
    """What the template asks for; `may_decide` only while the preview waits."""

    def __init__(self, found: ImportPage, refused: Refused | None = None) -> None:
        self.page, self.head, self.refused = found, found.head, refused
        self.may_decide = self.head.state is ImportState.READY and not self.head.has_expired
        self.is_done = self.head.state is ImportState.DONE
        self.moved = refused is not None and refused.code == "import.moved"

    @cached_property
    def lines(self) -> list[ImportLine]:
        return [_line(row, self) for row in self.page.lines]

    @cached_property
    def chips(self) -> list[tuple[Choice, int]]:
        """Filters with their counts; those that would show nothing are left out."""
        counts = self.head.counts
        sizes = {"all": counts.get("lines", 0), "done": self.head.written}
        found = [
            (
                Choice(label, self.to(key), key == self.page.shown),
                sizes.get(key, counts.get(key, 0)),
            )
            for key, label in _filters(is_done=self.is_done)
        ]
        keys = [key for key, _label in _filters(is_done=self.is_done)]
        return [
            item
            for key, item in zip(keys, found, strict=True)
            if item[1] or item[0].current or key in _ALWAYS
        ]

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """What has to be decided before it can be confirmed: a sentence, and where."""
        counts, found = self.head.counts, []
        if counts.get("asks"):
            words = _("%(count)s 行待定") % {"count": counts["asks"]}
            found.append((words, self.to("asks")))
        if counts.get("open"):
            words = _("%(count)s 行有冲突未选") % {"count": counts["open"]}
            found.append((words, self.to("conflicts")))
        return found

    @cached_property
    def open_questions(self) -> list[Asked]:
        return self._asked(are_open=True)

    @cached_property
    def answered(self) -> list[Asked]:
        return self._asked(are_open=False)

    @property
    def state(self) -> tuple[str, str]:
        return state_word(self.head)

    @property
    def before(self) -> str:
        return self.to(page=self.page.page - 1) if self.page.page > 1 else ""

    @property
    def after(self) -> str:
        more = self.page.page < self.page.page_count
        return self.to(page=self.page.page + 1) if more else ""

    def to(self, shown: str | None = None, page: int = 1) -> str:
        """The address of this page with another filter, or further on."""
        shown = shown or self.page.shown
        parameters = {"show": shown} if shown != "told" else {}
        return "?" + urlencode(parameters | ({"page": str(page)} if page > 1 else {}))

    @property
    def here(self) -> str:
        return self.to(page=self.page.page)

    def _asked(self, *, are_open: bool) -> list[Asked]:
        if not self.may_decide:
            return []
        return [Asked(item) for item in self.page.questions if item.is_open is are_open]


def state_word(head: ImportRow) -> tuple[str, str]:
    """The word and the mark of an import's state."""
    state = ImportState.EXPIRED if head.has_expired else head.state
    mark = {ImportState.READY: "wait", ImportState.DONE: "ok", ImportState.REFUSED: "no"}
    return str(state.label), mark.get(state, "")


def _filters(*, is_done: bool) -> list[tuple[str, str]]:
    told = [("done", _("已写入"))] if is_done else []
    return [
        ("told", _("要看的")),
        *told,
        ("asks", _("待定")),
        ("conflicts", _("冲突")),
        ("changes", _("改动")),
        ("adds", _("新增")),
        ("refused", _("不能导入")),
        ("missing", _("表中没有")),
        ("same", _("一致")),
        ("all", _("全部")),
    ]


def _line(row: LineRow, view: ImportView) -> ImportLine:
    word, mark = _of_line(row, is_done=view.is_done)
    return ImportLine(
        row=row,
        places=_places(row.places),
        cells=tuple(_shown(cell, row, is_done=view.is_done) for cell in row.cells),
        word=word,
        mark=mark,
        may_choose=view.may_decide and row.may_choose,
    )


def _of_line(row: LineRow, *, is_done: bool) -> tuple[str, str]:
    """What is said of the line as a whole."""
    if is_done and row.done:
        return _("已写入"), "ok"
    if row.kind == "row":
        return _("对不上"), "no"
    if row.missing:
        return _("表中没有，库中不动"), ""
    if row.is_left:
        return _("用库中的"), ""
    if row.kind == "new":
        return _("新措施"), "ok"
    if row.in_conflict:
        return (_("用表中的"), "go") if row.choice else (_("冲突"), "wait")
    return "", ""


def _shown(cell: CellRow, line: LineRow, *, is_done: bool) -> Shown:
    if cell.verdict == plan.LEFT or (line.is_left and cell.writes):
        return Shown(cell, "", _("不改"))
    if cell.writes and is_done and line.done:
        return Shown(cell, "ok", _("已写入"))
    if cell.verdict == plan.CONFLICT and line.choice:
        return Shown(cell, "go", _("用表中的"))
    marks = {
        plan.CHANGE: ("go", _("改动")),
        plan.ADD: ("ok", _("新增")),
        plan.CONFLICT: ("wait", _("冲突")),
        plan.ASK: ("wait", _("待定")),
    }
    return Shown(cell, *marks.get(cell.verdict, ("no", _("不导入"))))


def _places(places: Sequence[str]) -> str:
    """Where in the workbook the line stands: rows by sheet, the first few."""
    rows: dict[str, list[str]] = {}
    for place in places[:_MOST_PLACES]:
        sheet, _mark, row = place.rpartition("!")
        rows.setdefault(sheet, []).append(row)
    more = "…" if len(places) > _MOST_PLACES else ""
    said = [
        _("%(sheet)s第 %(rows)s 行") % {"sheet": sheet, "rows": "、".join(several) + more}
        for sheet, several in rows.items()
    ]
    return "、".join(said)
