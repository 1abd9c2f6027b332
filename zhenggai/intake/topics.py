"""What a sentence is about, in the field's subjects: to notice a measure under the wrong issue (PL-8)."""

from __future__ import annotations

import re

_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("党费", re.compile(r"党费")),
    ("干部档案", re.compile(r"(?:干部|人事).{0,4}档案|任免表|散件|档案材料")),
    ("请休假", re.compile(r"请\(?休?\)?\(?休?假|销假|考勤")),
    ("加班补休", re.compile(r"加班|补休|值班")),
    ("财务报销", re.compile(r"财务|报销|单据|三公|津补贴|记账")),
    ("采购", re.compile(r"采购|招投?标|询价")),
    ("资产", re.compile(r"固定资产|资产管理|盘点|领用")),
    ("因私出国（境）", re.compile(r"出国|出入境|护照")),
    ("提案", re.compile(r"提案")),
    ("意识形态", re.compile(r"意识形态|舆情")),
    ("公文", re.compile(r"公文|文风")),
    ("组织生活", re.compile(r"三会一课|组织生活|主题党日|党员大会")),
    ("换届选举", re.compile(r"换届选举|届满")),
    ("联席会议", re.compile(r"联席会议")),
    ("食品安全", re.compile(r"食品|食堂|餐饮")),
    ("消防", re.compile(r"消防|灭火")),
    ("公务用车", re.compile(r"公务用车|公车")),
    ("公务接待", re.compile(r"公务接待|接待费")),
)


def topics_of(text: str) -> frozenset[str]:
    """The subjects that the folded text names."""
    return frozenset(name for name, pattern in _TOPICS if pattern.search(text))
