"""What is said of a cell or a row: kept by code with its words, said in the reader's language when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

Note = tuple[str, dict[str, str]]
"""A code and the words that its sentence needs."""

SENTENCES: dict[str, str] = {
    "day.form": _("按 %(day)s 认定"),
    "day.last": _("“%(given)s”按最后一天 %(day)s 认定"),
    "day.year": _("没有写年份，按反馈后的第一个，即 %(day)s 认定"),
    "day.serial": _("“%(given)s”是表格里的日期序号，即 %(day)s"),
    "name.read": _("“%(given)s”认定为%(name)s"),
    "name.first": _("一格写了几人，记第一人%(name)s"),
    "type.read": _("“%(given)s”即%(name)s"),
    "cleared": _("表中已清空"),
    "unread": _(
        "单元格是公式，没有保存结果或结果出错，没有读入——请在 WPS、Excel 中改成文字后重新保存"
    ),
    "match.text": _("按原文认定为问题 %(code)s"),
    "match.day": _("“%(given)s”是编号被表格改成的日期，认定为 %(code)s"),
    "locked.source": _(
        "不能由导入修改——原文和措施以立账文件为准，立账即锁定；确有错误请另行登记更正"
    ),
    "locked.complete": _("不能由导入修改——是否完成由核验得出；请在问题页报送佐证、办理核验"),
    "locked.evidence": _("不能由导入修改——佐证以上传的原件为准；请在问题页上传"),
    "locked.closure": _("不能由导入修改——销号由申请和逐级审核得出；请在问题页申请销号"),
    "locked.lookback": _("不能由导入修改——回头看结论由纪检委登记"),
    "locked.progress": _("不能由导入修改——已填报的进展留痕不改；请另起一行写新的进展"),
    "locked.cause": _("表中少了已有的原因——导入只增加、不删去；要删请在问题页办理"),
    "locked.trigger": _(
        "不能由导入修改——时限待“%(event)s”；事件发生后请在问题页登记触发，再定日期"
    ),
    "money": _("识别为 %(sum)s；台账没有存资金的地方，没有导入——请写进整改进展"),
    "differs": _("同一问题各行写得不一样：%(values)s——请改成一样后再导入"),
    "sheet.others": _("工作表“%(names)s”没有台账的表头，没有导入"),
    "columns.unknown": _("“%(names)s”不是台账的列，没有导入"),
    "columns.silent": _("“%(names)s”没有导入——系统没有这些列的存处，或由系统自己得出"),
    "marks.none": _(
        "表里没有导出记号，看不出导出以后库中的变化：与库中不同的一律算改动，请逐条看清"
    ),
    "marks.unsealed": _(
        "导出记号已不能核对，看不出导出以后库中的变化：与库中不同的一律算改动，请逐条看清"
    ),
    "few": _(
        "表中 %(rows)s 个问题只有 %(found)s 个对得上这一轮——若是新一轮的台账，请作为文件读入立账"
    ),
    "row.unknown": _("这一轮没有编号为 %(code)s 的问题，原文也对不上——新问题请从“读入文件”立账"),
    "row.unmatched": _("原文对不上这一轮的任何问题——请补上问题编号；新问题请从“读入文件”立账"),
    "row.disagrees": _("编号 %(code)s 在库中是“%(title)s”，与表中的原文对不上——请核对编号"),
    "row.several": _("有几个问题是这样写的，分不清是哪一个——请补上问题编号"),
    "row.orphan": _("这一行没有编号、问题或措施，不知道属于哪一条——请补上编号"),
    "row.twice": _("措施 %(code)s 在表中出现多次——各行写得不一样的单元格没有导入"),
    "guard.assign.deadline": _(
        "时限早于反馈日期 %(day)s——整改时限自反馈之日起算；请改为该日或之后的日期"
    ),
    "guard.measure.deadline": _("措施时限早于开始日 %(day)s——请改正其中一个日期"),
    "guard.date.future": _("日期 %(day)s 还没有到——只能填已经发生的日期；请核对"),
    "guard": "%(sentence)s",
}
"""`guard` carries the sentence of the guard that stands before every way of changing; those whose sentence holds a
day have it here again, so that it can be said in either language."""


def note(code: str, /, **words: Any) -> Note:
    return code, {name: str(word) for name, word in words.items()}


def said(note: tuple[str, Mapping[str, str]]) -> str:
    """The note in the reader's language."""
    code, words = note
    if code == "guard":
        return gettext(words["sentence"])
    return gettext(SENTENCES[code]) % words
