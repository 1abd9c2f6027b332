"""A small ledger on paper for the tests of the exchange, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import UUID

from zhenggai.intake.sheet import Sheet, SheetRow, Workbook
from zhenggai.rectification.exchange.lines import plan_of
from zhenggai.rectification.exchange.marks import Seal, head_mark, marks_in, marks_of
from zhenggai.rectification.exchange.names import Department, Directory, Person
from zhenggai.rectification.exchange.paper import (
    Entry,
    PaperIssue,
    PaperMeasure,
    Who,
    causes_words,
    lines_of,
    rect_type_words,
    several,
    words_of,
)
from zhenggai.rectification.exchange.plan import Around, Cell, Plan, PlannedLine
from zhenggai.rectification.exchange.sheets import tables_in

START, TODAY = date(2021, 6, 17), date(2021, 9, 8)
STUDY, FINANCE = Who(UUID(int=1), "党建办"), Who(UUID(int=2), "财务组")
JIA, YI = Who(UUID(int=11), "张甲"), Who(UUID(int=12), "李乙")
LEADER = Who(UUID(int=13), "王领导")
ONE, OTHER = Who(UUID(int=14), "陈静"), Who(UUID(int=15), "陈静")

DIRECTORY = Directory(
    [Person(JIA, (("党建办", "主任"),)), Person(YI), Person(LEADER), Person(ONE), Person(OTHER)],
    [Department(STUDY), Department(FINANCE)],
)


def issue(code: str, title: str, *measures: PaperMeasure, **cells: Any) -> PaperIssue:
    number = int("".join(part.zfill(3) for part in code.split("-")))
    return PaperIssue(
        **{
            "key": number,
            "hex": UUID(int=number).hex,
            "version": 1,
            "code": code,
            "title": title,
            "original_text": title,
            "aspect": "（一）学习",
            "state": "in_progress",
            "rect_type": None,
            "target": None,
            "started_on": START,
            "deadline": None,
            "days": (None, None, None),
            "charge_leader": None,
            "lead_dept": None,
            "owner": None,
            "handler": None,
            "liaison": None,
            "measures": list(measures),
        }
        | cells
    )


def measure(code: str, content: str, **cells: Any) -> PaperMeasure:
    number = int("".join(part.zfill(3) for part in code.split("-")))
    return PaperMeasure(
        **{
            "key": number,
            "hex": UUID(int=number).hex,
            "version": 1,
            "code": code,
            "marker": None,
            "content": content,
            "state": "doing",
            "is_core": None,
            "started_on": None,
            "deadline": None,
            "trigger": None,
            "deliverable": None,
            "done_criteria": None,
            "owner": None,
        }
        | cells
    )


def ledger() -> list[PaperIssue]:
    """Three issues; the first is fully assigned, the second waits for an event, the third is bare."""
    return [
        issue(
            "1-1",
            "学习不经常",
            measure(
                "1-1-1", "6月召开会议研究。", marker="一是", progress=[Entry(None, "文件称已完成")]
            ),
            measure("1-1-2", "7月组织培训。", marker="二是", owner=YI, deadline=date(2021, 8, 1)),
            rect_type="timed",
            target="每季检查一次",
            deadline=date(2021, 9, 17),
            charge_leader=LEADER,
            lead_dept=STUDY,
            owner=JIA,
            co_depts=[FINANCE],
            causes=["不重视"],
        ),
        issue(
            "1-2",
            "联络不到位",
            measure("1-2-1", "换届后开展调研。", marker="一是", trigger="换届结束后"),
        ),
        issue("2-1", "报销手续不全", original_text="报销手续不全\n检查发现多张单据缺签字。"),
    ]


# -- the same on a sheet --------------------------------------------------------------------------------------------

HEADS = (
    *(
        "序号",
        "方面（类别）",
        "问题编号",
        "巡察反馈问题（原文）",
        "具体表现",
        "原因分析",
        "整改类型",
    ),
    *("整改目标", "整改措施（逐条编号）", "牵头领导", "责任部门", "协办部门", "责任人", "完成时限"),
    *(
        "整改进展（日期+事实）",
        "是否完成",
        "佐证材料（编号）",
        "资金（万元）",
        "销号日期",
        "预警色",
        "备注",
    ),
)
ROUND, SEAL = UUID(int=99), Seal("secret")
Rows = list[dict[str, str]]


def exported(
    issues: Sequence[PaperIssue], round: UUID = ROUND, seal: Seal = SEAL
) -> tuple[Rows, list[str]]:
    """The lines of the master ledger by head, and the marks beside them."""
    rows, marks = [], [head_mark(round, TODAY.isoformat(), seal)]
    for serial, found in enumerate(issues, 1):
        for line in lines_of(found):
            opening = [
                *(str(serial), found.aspect, found.code, found.title, found.details),
                *(causes_words(found), rect_type_words(found), found.target or ""),
            ]
            responsible = [
                *(words_of(found.charge_leader), words_of(found.lead_dept)),
                several(found.co_depts),
            ]
            cells = [
                *(opening if line.first else [""] * 8),
                line.measure_words,
                *(responsible if line.first else [""] * 3),
                *(line.owner, line.deadline, line.progress, line.complete, line.evidence),
                *("", "", "黄 临期" if line.first else "", ""),
            ]
            rows.append(dict(zip(HEADS, cells, strict=True)))
            marks += marks_of(line, seal)
    return rows, marks


def workbook(rows: Rows, marks: Sequence[str] = ()) -> Workbook:
    """Title, heads, these rows, and a foot."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    lines: list[dict[int, str]] = [{0: "某台账"}, dict(enumerate(heads))]
    lines += [{heads.index(head): text for head, text in row.items() if text} for row in rows]
    lines.append({0: "填报单位：某单位", 8: "填报人：张甲"})
    found = tuple(SheetRow(number, cells) for number, cells in enumerate(lines, 1) if cells)
    return Workbook((Sheet("整改总台账", found),), tuple(marks))


def planned(
    rows: Rows,
    issues: Sequence[PaperIssue] | None = None,
    marks: Sequence[str] = (),
    **around: Any,
) -> Plan:
    """What these rows would change in the ledger as it stands."""
    book = workbook(rows, marks)
    context = Around(DIRECTORY, SEAL, START, TODAY, marks_in(book.marks, SEAL), **around)
    return plan_of(tables_in(book), issues if issues is not None else ledger(), context)


def row_of(rows: Rows, words: str) -> dict[str, str]:
    """The row that shows the words in its number or its measure."""
    return next(
        row
        for row in rows
        if row.get("问题编号") == words or row.get("整改措施（逐条编号）", "").startswith(words)
    )


def line_of(plan: Plan, code: str) -> PlannedLine:
    return next(line for line in plan.lines if line.code == code and line.kind != "new")


def cell_of(plan: Plan, code: str, role: str) -> Cell:
    return next(cell for cell in line_of(plan, code).cells if cell.role == role)


def verdicts(plan: Plan) -> list[tuple[str, str, str]]:
    """Everything that would not stay as it is: code, cell, what would become of it."""
    return [(line.code, cell.role, cell.verdict) for line in plan.lines for cell in line.cells]


def copied(issues: Sequence[PaperIssue]) -> list[PaperIssue]:
    return deepcopy(list(issues))
