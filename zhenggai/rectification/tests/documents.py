"""A small circular for tests: its text, the draft of it, and how it comes into an office."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from zhenggai.intake.actions import keep_draft, receive
from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.draft import (
    Citation,
    Draft,
    DraftAspect,
    DraftIssue,
    DraftMeasure,
    Inspection,
    Statistic,
)
from zhenggai.people.queries import system_viewer

if TYPE_CHECKING:
    from zhenggai.intake.models import Reading
    from zhenggai.people.tests.office import Office

TEXT = """关于整改情况的通报
6月17日，第四巡察组反馈了巡察意见。反馈2方面3个问题。
（一）学习不够的问题
1. 学习不经常。一是6月召开会议研究。二是7月组织培训。今后将坚持。
2. 联络不到位。一是换届结束后，计划开展调研。二是正在规范登记。
（二）财务管理的问题
1. 报销手续不全。一是印发制度（三政协办〔2020〕2号）。
首先明确要求按时完成。"""


def received(office: Office, draft: Draft | None = None, text: str = TEXT) -> Reading:
    """A file that the clerk took in and that has been read, as the draft says."""
    reading = receive(office.clerk, text.encode(), "通报.txt")
    blocks = tuple(Block(line) for line in text.split("\n"))
    document = Document("通报.txt", "txt", hashlib.sha256(text.encode()).hexdigest(), blocks)
    return keep_draft(system_viewer(), reading, document, draft or a_draft())


def a_draft() -> Draft:
    """Two aspects, three issues, five measures and one general measure, each cited in `TEXT`."""
    return Draft(
        title="关于整改情况的通报",
        issuer="甲单位办公室",
        issued_on="2021-09-01",
        kind="circular",
        inspection=Inspection(
            kind="patrol_inspection",
            body="第四巡察组",
            started_on="2021-03-12",
            ended_on="2021-04",
            feedback_on="2021-06-17",
        ),
        aspects=[
            DraftAspect(
                "（一）",
                "学习不够的问题",
                [
                    DraftIssue(
                        "1",
                        "学习不经常",
                        measures=[
                            _measure("一是", "6月召开会议研究。", ["meeting"], "done"),
                            _measure("二是", "7月组织培训。今后将坚持。", ["study"], "done"),
                        ],
                        status="done",
                        source=_at("1. 学习不经常。"),
                    ),
                    DraftIssue(
                        "2",
                        "联络不到位",
                        group="联络方面",
                        measures=[
                            _measure(
                                "一是",
                                "换届结束后，计划开展调研。",
                                ["check"],
                                "planned",
                                trigger="换届结束后",
                            ),
                            _measure("二是", "正在规范登记。", ["ledger"], "ongoing"),
                        ],
                        source=_at("2. 联络不到位。"),
                    ),
                ],
            ),
            DraftAspect(
                "（二）",
                "财务管理的问题",
                [
                    DraftIssue(
                        "1",
                        "报销手续不全",
                        text="检查发现多张单据缺签字。",
                        measures=[
                            _measure("一是", "印发制度（三政协办〔2020〕2号）。", ["policy"]),
                        ],
                        deadline="2021-08",
                        rect_type="timed",
                        owners=["财务组"],
                        source=_at("1. 报销手续不全。"),
                    )
                ],
            ),
        ],
        general_measures=[_measure("首先", "明确要求按时完成。", [], "unstated")],
        statistics=[Statistic("反馈具体问题", 3, "个", "反馈2方面3个问题")],
    )


def _measure(
    marker: str, text: str, kinds: list[str], status: str = "unstated", trigger: str | None = None
) -> DraftMeasure:
    return DraftMeasure(
        marker, text, kinds=kinds, status=status, trigger=trigger, source=_at(f"{marker}{text}")
    )


def _at(words: str) -> Citation:
    start = TEXT.index(words)
    return Citation(start, start + len(words))
