"""The columns of a ledger as offices head them (documents.md §1.1–§1.3 and their usual variants), and what each one
is to an import: a number to match by, a cell that may change, or one that only shows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

KEY, ISSUE, MEASURE, LINE, FIXED, SILENT = "key", "issue", "measure", "line", "locked", "silent"
"""What a column is: it says which row this is; it belongs to the issue; to the measure; to either, as the line lies;
it never changes by import; nothing is kept of it here."""


@dataclass(frozen=True, slots=True)
class Column:
    """`role` names it in code, `label` in words; `pattern` are the heads that mean it, brackets aside."""

    role: str
    label: str
    use: str
    pattern: str


_WHERE = r"(?:巡察|巡视|审计|检查|督查|考核)?(?:组)?"
COLUMNS = (
    Column("serial", _("序号"), SILENT, r"序号|项次|序|NO\.?"),
    Column("code", _("问题编号"), KEY, r"(?:问题)?编号|问题序号"),
    Column("measure_code", _("措施编号"), KEY, r"(?:措施|任务)(?:编号|序号)"),
    Column("what", _("问题与措施"), KEY, r"问题[与和及]措施"),
    Column(
        "aspect", _("方面"), FIXED, r"(?:问题|反馈|存在)?(?:的)?(?:方面|类别|领域|分类)|方面类别"
    ),
    Column(
        "title",
        _("反馈问题"),
        KEY,
        rf"{_WHERE}(?:反馈|存在|发现|查出|整改)?(?:的)?(?:具体|主要|突出)?问题(?:描述|内容|原文|表述|清单|事项)?|反馈意见",
    ),
    Column("details", _("具体表现"), FIXED, r"(?:具体|主要|问题)?表现|具体情况"),
    Column("causes", _("原因分析"), ISSUE, r"(?:问题)?(?:产生|存在)?(?:的)?原因(?:分析|剖析)?"),
    Column("rect_type", _("整改类型"), ISSUE, r"(?:整改)?(?:类型|类别|性质|方式)"),
    Column("target", _("整改目标"), ISSUE, r"(?:整改|工作)?目标(?:要求)?|整改标准"),
    Column("deliverable", _("预期成果"), MEASURE, r"预期(?:成果|成效|效果)|成果形式"),
    Column(
        "done_criteria",
        _("完成判据"),
        MEASURE,
        r"(?:完成|验收|整改)?(?:判据|标志)|(?:完成|验收)标准",
    ),
    Column("is_core", _("核心措施"), MEASURE, r"(?:是否)?核心(?:措施)?(?:/巩固)?"),
    Column(
        "measure",
        _("整改措施"),
        KEY,
        r"(?:整改|具体|主要|工作)?(?:落实)?(?:措施|举措)|整改(?:任务|内容|要求)|措施内容|任务",
    ),
    Column(
        "charge_leader", _("责任领导"), ISSUE, r"(?:牵头|责任|分管|包案|包抓|主管)(?:责任)?领导"
    ),
    Column(
        "co_depts",
        _("协办部门"),
        ISSUE,
        r"(?:协办|配合|协同|协作)(?:责任)?(?:部门|单位|科室|室委|股室)?",
    ),
    Column(
        "lead_dept",
        _("责任部门"),
        ISSUE,
        r"(?:责任|牵头|主办|承办|整改)(?:责任)?(?:部门|单位|科室|室委|股室|处室)|牵头",
    ),
    Column("owner", _("责任人"), LINE, r"(?:整改|具体|直接)?责任人(?:员)?|(?:具体|直接)?负责人"),
    Column("handler", _("承办人"), ISSUE, r"(?:具体)?(?:承办|经办|办理)人(?:员)?"),
    Column("liaison", _("联络员"), ISSUE, r"联络(?:员|人)|联系人"),
    Column("submit_by", _("提交措施时限"), SILENT, r"提交.{0,6}(?:时限|时间|日期|期限)"),
    Column(
        "deadline",
        _("完成时限"),
        LINE,
        r"(?:整改|完成|办结|计划)?(?:完成)?(?:时限|期限|时间|日期)(?:要求)?|截止(?:日期|时间)",
    ),
    Column(
        "progress",
        _("整改进展"),
        LINE,
        r"(?:整改|工作|目前)?(?:落实|完成|推进|进展|办理)(?:情况|成效|结果)?|整改(?:情况|成效|结果)",
    ),
    Column(
        "complete", _("是否完成"), FIXED, r"是否(?:已)?完成|完成与否|(?:整改)?状态|(?:目前)?进度"
    ),
    Column("evidence", _("佐证材料"), FIXED, r"(?:佐证|印证|证明)(?:材料)?(?:目录)?"),
    Column("closed_on", _("销号日期"), FIXED, r"销号(?:日期|时间)"),
    Column("closed_level", _("销号级次"), FIXED, r"销号(?:级次|级别|层级|情况)?"),
    Column("lookback", _("回头看结果"), FIXED, r"回头看(?:结果|情况|结论)?"),
    Column("policy", _("制度成果"), SILENT, r"(?:制度|建章立制)(?:成果|情况)?"),
    Column("money", _("资金"), SILENT, r"(?:涉及|追缴|清退)?(?:资金|金额)"),
    Column("punished", _("处理人数"), SILENT, r"(?:问责|处理|处分)(?:人数|情况)"),
    Column("warning", _("预警色"), SILENT, r"预警(?:色|情况|级别)?"),
    Column("note", _("备注"), SILENT, r"备注|说明"),
    Column(
        "others", _("其他列"), SILENT, r"涉及部门|是否历史遗留|是否反复|承诺签字|审定会议|最近进展"
    ),
)
BY_ROLE = {column.role: column for column in COLUMNS}
_PATTERNS = [(column.role, re.compile(column.pattern)) for column in COLUMNS]
_BRACKETS = re.compile(r"\([^()]{0,30}\)|\[[^\[\]]{0,30}\]")
_COUNTED = re.compile(r"措施\(已完成/全部\)")
_LONGEST_HEAD = 30


def role_of(head: str) -> str | None:
    """The column that a head means; None where it means none that is known."""
    name = "".join(unicodedata.normalize("NFKC", head[: 2 * _LONGEST_HEAD]).split())
    if not name or len(name) > _LONGEST_HEAD:
        return None
    if _COUNTED.fullmatch(name):
        return "others"
    name = _BRACKETS.sub("", name).rstrip(":")
    return next((role for role, pattern in _PATTERNS if pattern.fullmatch(name)), None)
