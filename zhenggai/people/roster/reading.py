"""Rows of a sheet, or of what was pasted, as people: by whatever their columns are called. Pure functions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput

Table = Sequence[Sequence[str]]
MOST_ROWS = 2_000
LONGEST_TEXT = 400_000
COLUMNS = ("name", "office", "title", "since", "account", "roles", "until")
"""The order of our own sheet, and of one without a head."""
HEADINGS = {
    "name": "姓名",
    "office": "部门",
    "title": "职务",
    "since": "任职日期",
    "account": "账号",
    "roles": "角色",
    "until": "角色到期日",
}
_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "name": ("名字", "人员", "人员姓名", "干部姓名"),
    "office": ("科室", "室委", "处室", "所在部门", "所属部门", "部门名称", "工作部门", "部门科室", "单位部门"),
    "title": ("岗位", "职位", "现任职务", "职务名称", "担任职务"),
    "since": ("任职时间", "任现职时间", "任现职日期", "到岗日期", "任职起", "任职起始"),
    "account": ("帐号", "用户名", "登录名", "登录账号", "系统账号"),
    "roles": ("系统角色", "权限", "权限角色", "授权角色"),
    "until": ("到期日", "角色到期", "到期日期", "授权到期"),
}  # fmt: skip
_KEYS = {words: key for key, name in HEADINGS.items() for words in (name, *_ALSO_CALLED[key])}
_UNUSED = ("序号", "编号", "备注", "no")
"""Columns that nobody misses when they are left out."""
_HEAD_WITHIN = 10
_ASIDE = re.compile(r"（[^（）]{0,30}）|\([^()]{0,30}\)|[\s*＊:：]")
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})(?:\s*[-月./]\s*(\d{1,2}))?\s*[日月]?$")
_CHINESE = re.compile(r"[\u3400-\u9fff\s\u3000]+")
_PARTS = re.compile(r"[、,，;；/\s]+")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row. `since` and `until` are as they were written where they are no day (`bad`)."""

    number: int
    name: str
    office: str = ""
    title: str = ""
    since: date | None = None
    account: str = ""
    roles: tuple[str, ...] = ()
    until: date | None = None
    bad: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """`left_out` are the heads of columns that were not read; `headless` says that the order was taken for granted."""

    rows: tuple[RosterRow, ...]
    left_out: tuple[str, ...] = ()
    headless: bool = False


def table_of(text: str) -> list[list[str]]:
    """What was pasted: cells between tabs as spreadsheets copy them, else between commas, else between spaces."""
    if len(text) > LONGEST_TEXT:
        raise BadInput("roster.long", gettext("粘贴的内容过长——请分几次粘贴，或上传 xlsx"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        try:
            return [list(row) for row in csv.reader(io.StringIO(text), delimiter="\t")]
        except csv.Error:
            return [line.split("\t") for line in text.split("\n")]
    between = re.compile(r"[,，]" if re.search(r"[,，]", text) else r"[ \u3000]{2,}|(?<=\S) (?=\S)")
    return [[cell.strip() for cell in between.split(line)] for line in text.split("\n")]


def text_of(table: Table) -> str:
    """The same rows as text that `table_of` reads back."""
    lines = ["\t".join(re.sub(r"\s+", " ", cell).strip() for cell in row) for row in table]
    return "\n".join(line for line in lines if line.strip())


def read(table: Table) -> Roster:
    """The people of a table; refused where it holds none, or too many."""
    at, columns, left_out = _head(table)
    rows = []
    for number, cells in enumerate(table[at:], at + 1):
        found = _row(number, {key: _cell(cells, place) for key, place in columns.items()})
        if found is not None:
            rows.append(found)
        if len(rows) > MOST_ROWS:
            raise BadInput(
                "roster.many",
                gettext("名单超过 %(most)s 人——单次导入以此为限，请分几次导入")
                % {"most": MOST_ROWS},
            )
    if not rows:
        raise BadInput(
            "roster.empty",
            gettext("名单里没有读出人员——表头要有“姓名”一列，下面每行一人；可下载模板填写"),
        )
    return Roster(tuple(rows), left_out, headless=at == 0)


def _head(table: Table) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """The row after the head, which column is where, and the heads that mean nothing to us."""
    for at, cells in enumerate(table[:_HEAD_WITHIN]):
        keys = [_KEYS.get(_ASIDE.sub("", cell)) for cell in cells]
        if "name" not in keys:
            continue
        columns: dict[str, int] = {}
        for place, key in enumerate(keys):
            if key is not None:
                columns.setdefault(key, place)
        taken = set(columns.values())
        strange = [
            cell.strip()
            for place, cell in enumerate(cells)
            if place not in taken and cell.strip() and _ASIDE.sub("", cell).lower() not in _UNUSED
        ]
        return at + 1, columns, tuple(strange[:20])
    if any(_ASIDE.sub("", cell) in _KEYS for cells in table[:_HEAD_WITHIN] for cell in cells):
        raise BadInput(
            "roster.no_name", gettext("表头里没有“姓名”一列——请补上这一列的表头，再看一遍")
        )
    return 0, {key: place for place, key in enumerate(COLUMNS)}, ()


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _row(number: int, cells: dict[str, str]) -> RosterRow | None:
    """None for an empty row and for lines under a table, such as 填报人：…"""
    name = cells["name"]
    if not name or "：" in name or ":" in name:
        return None
    since, until = cells.get("since", ""), cells.get("until", "")
    return RosterRow(
        number=number,
        name=re.sub(r"\s+", "" if _CHINESE.fullmatch(name) else " ", name),
        office=re.sub(r"\s+", "", cells.get("office", "")),
        title=re.sub(r"\s+", " ", cells.get("title", "")),
        since=day_of(since),
        account=cells.get("account", ""),
        roles=tuple(filter(None, _PARTS.split(cells.get("roles", "")))),
        until=day_of(until),
        bad=tuple(words for words in (since, until) if words and day_of(words) is None),
    )


def day_of(words: str) -> date | None:
    """A day, or a month by its first day: 2021-09-01, 2021年9月, 2021.9."""
    found = _DAY.match(words.strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
