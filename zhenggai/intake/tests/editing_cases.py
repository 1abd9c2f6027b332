"""Drafts to be corrected in tests: a document's text, the draft of it with keys, and what an edit needs besides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zhenggai.intake.draft import Draft
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.edits import Edit, apply
from zhenggai.intake.editing.keys import keyed
from zhenggai.intake.editing.reviewing import reviewed
from zhenggai.intake.lines import Line, logical_lines
from zhenggai.intake.readers import parse
from zhenggai.intake.segment import segment

TEXT = """关于巡察整改情况的通报
2021年6月17日，区委第四巡察组反馈了巡察意见，指出2个方面3个具体问题。
一、整改情况
（一）关于财务管理的问题
1. 报销审批不严。一是修订报销制度，6月30日印发。二是清理历史单据
32 份；已更正 12 份。三要加强领导。
2. 党费收缴管理不规范。一是6月专题学习党费规定。缺失任免表的干部档案，已去函原单位补充。二是按年度公示党费。
（二）关于干部队伍的问题
1. 人事档案不完整。一是对散件多未装订的干部档案已经装订；待机构改革结束后，计划全面核对。
二、下一步打算
一是坚持党的领导。二是持续抓好整改。
甲单位办公室
2021年9月16日
"""


@dataclass
class Case:
    text: str
    lines: list[Line]
    draft: Draft
    step: int = 0

    def bench(self) -> Bench:
        self.step += 1
        return Bench(self.text, (), str(self.step))

    def do(self, name: str, part: str, /, **values: object) -> Draft:
        """The draft after the edit, which becomes the case's own."""
        after = apply(self.draft, Edit(name, part, values), self.bench())
        self.draft = reviewed(after, self.lines)
        return self.draft


def case(text: str = TEXT) -> Case:
    lines, draft = _read(text)
    return Case(text, lines, reviewed(keyed(draft, Bench(text)), lines))


@cache
def _read(text: str) -> tuple[list[Line], Draft]:
    document = parse(text.encode(), "通报.txt")
    return logical_lines(document), segment(document)


def outline(draft: Draft) -> list[str]:
    """The draft in short, a line a part."""
    told = []
    for aspect in draft.aspects:
        told.append(f"{aspect.number or ''}{aspect.title or ''}")
        for issue in aspect.issues:
            told.append(f"  {issue.number or '·'} {issue.title}")
            told += [f"    {one.marker or '·'} {one.text}" for one in issue.measures]
    return told + [f"  * {one.marker or '·'} {one.text}" for one in draft.general_measures]
