"""What happened to the seed, as data (process.md §0 with fictitious duties): who answers for what, until when, and why it had
gone wrong. Told by actions and verbs in test_story.py, and at the browser in tests/browser/test_story.py."""

from __future__ import annotations

from typing import NamedTuple


class Duty(NamedTuple):
    rect_type: str
    leader: str
    department: str
    owner: str
    handler: str
    deadline: str
    target: str


DUTIES = {
    code: Duty(*duty)
    for code, duty in {
        "1-1": ("timed", "领导甲", "党建办", "办甲", "办甲", "2021-09-10", "第一议题次次有、次次有记录"),
        "1-2": ("timed", "领导乙", "联络委", "办乙", "办乙", "2021-09-15", "联席会议有记录、已抄送"),
        "1-3": ("timed", "领导乙", "宣传组", "办丙", "办丙", "2021-08-31", "全员培训一次，先评估后决策"),
        "2-1": ("timed", "领导乙", "办公室", "办丁", "办丁", "2021-07-31", "公文逐级审核有签字"),
        "2-2": ("timed", "领导乙", "人事组", "办戊", "办戊", "2021-08-15", "制度印发，请假销假可查"),
        "2-3": ("timed", "领导乙", "财务组", "办己", "办己", "2021-09-16", "单据完备才呈批，公开数与账一致"),
        "2-4": ("timed", "领导乙", "办公室", "办丁", "办丁", "2021-09-15", "账实相符，采购先批后办"),
        "3-1": ("long_term", "领导甲", "党建办", "办甲", "办甲", "2021-09-16", "责任清单到人，半年听取一次"),
        "3-2": ("long_term", "领导甲", "第二支部", "办庚", "办庚", "2021-09-16", "三会一课按频次召开"),
        "3-3": ("timed", "领导乙", "组织组", "办辛", "办辛", "2021-08-31", "41 名党员足额缴纳，按年度公示"),
        "3-4": ("timed", "领导乙", "人事组", "办戊", "办戊", "2021-09-10", "散件装订完毕，领还证件有签字"),
    }.items()
}  # fmt: skip
CAUSES = {
    "2-1": "公文审核责任没有落到岗位，起草人自审自发",
    "2-4": "资产领用没有登记环节，三年未盘点",
    "3-3": "计算基数两年未核定，收缴只靠口头提醒",
}
"""What the departments wrote themselves; the office found the causes of the others with them."""
USUAL_CAUSE = "制度执行不严，平时检查少"
KINDS = {"3-3-1": ("meeting", "notify"), "3-3-2": ("correct",), "3-3-3": ("publicity",)}
"""What these measures are, and so which proof they need; the document's wording had suggested more."""
STAFF = ("领导甲", "领导乙", "领导丙", "领导丁", "办甲", "办乙", "办丙", "办丁", "办己", "办辛")
