"""What an expectation can name, where it is found in a draft, and when it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from zhenggai.intake.draft import CitedDocument, Draft

NOTHING = "无"


def choices(written: str) -> list[str]:
    """`done 或 ongoing`: either is right."""
    return [choice.strip() for choice in written.split(" 或 ")]


def plain(text: str) -> str:
    """Without white space, without the mark at the end."""
    return re.sub(r"\s+", "", text).rstrip("。；;")


def says(wanted: str, text: str | None, *, opening: bool = False) -> bool:
    """The same words; with `opening`, or with … at the end, the same beginning."""
    if wanted == NOTHING or text is None:
        return wanted == NOTHING and text is None
    if opening or wanted.endswith("…"):
        return plain(text).startswith(plain(wanted.rstrip("…")))
    return plain(text) == plain(wanted)


def same_number(wanted: str, number: str | None) -> bool:
    """The same number, without the stop behind it, round brackets of either width."""
    return _bare(number) in map(_bare, choices(wanted))


def within(wanted: str, text: str | None) -> bool:
    return plain(wanted) in plain(text or "")


def ends(wanted: str, text: str | None) -> bool:
    return plain(text or "").endswith(plain(wanted))


def equals(wanted: str, values: str | None) -> bool:
    return _parts(wanted) == _parts(values)


def includes(wanted: str, values: str | None) -> bool:
    return set(_parts(wanted)) <= set(_parts(values))


def excludes(wanted: str, values: str | None) -> bool:
    return not set(_parts(wanted)) & set(_parts(values))


class Check(NamedTuple):
    of: Callable[[Any], str | None]
    holds: Callable[[str, str | None], bool]

    def differs(self, name: str, wanted: str, thing: Any) -> list[str]:
        actual = self.of(thing)
        if any(self.holds(choice, actual) for choice in choices(wanted)):
            return []
        return [f"{name}：应为“{wanted}”，读出“{actual or NOTHING}”"]


def _list(values: Sequence[str | None]) -> str:
    return "、".join(value or NOTHING for value in values) or NOTHING


def _dates(thing: Any) -> str:
    return _list([mention.value for mention in thing.dates])


def _documents(draft: Draft) -> str:
    return _list([_cited(document) for document in draft.documents])


def _cited(document: CitedDocument) -> str:
    return (f"《{document.title}》" if document.title else "") + (document.number or "")


def _remarks(draft: Draft) -> str:
    return _list([remark.code for remark in draft.remarks])


ISSUE_CHECKS = {
    "状态": Check(lambda issue: issue.status, equals),
    "责任": Check(lambda issue: _list(issue.owners), equals),
    "责任含": Check(lambda issue: _list(issue.owners), includes),
    "时限": Check(lambda issue: issue.deadline, equals),
    "分组": Check(lambda issue: issue.group, says),
    "类型": Check(lambda issue: issue.rect_type, equals),
    "正文": Check(lambda issue: issue.text, says),
    "正文含": Check(lambda issue: issue.text, within),
}

MEASURE_CHECKS = {
    "状态": Check(lambda measure: measure.status, equals),
    "责任": Check(lambda measure: _list(measure.owners), equals),
    "责任含": Check(lambda measure: _list(measure.owners), includes),
    "时限": Check(lambda measure: measure.deadline, equals),
    "日期": Check(_dates, equals),
    "日期含": Check(_dates, includes),
    "文号": Check(lambda measure: _list([one.number for one in measure.documents]), equals),
    "文件": Check(lambda measure: _list([one.title for one in measure.documents]), equals),
    "类型含": Check(lambda measure: _list(measure.kinds), includes),
    "触发": Check(lambda measure: measure.trigger, says),
    "止于": Check(lambda measure: measure.text, ends),
}

DRAFT_CHECKS = {
    "标题": Check(lambda draft: draft.title, says),
    "机关": Check(lambda draft: draft.issuer, says),
    "成文": Check(lambda draft: draft.issued_on, equals),
    "类别": Check(lambda draft: draft.kind, equals),
    "被查": Check(lambda draft: draft.inspection.inspected_org, says),
    "电话": Check(lambda draft: _list(draft.contacts.phone), equals),
    "邮箱": Check(lambda draft: _list(draft.contacts.email), equals),
    "地址": Check(lambda draft: _list(draft.contacts.address), equals),
    "邮编": Check(lambda draft: _list(draft.contacts.postcode), equals),
    "日期": Check(_dates, equals),
    "日期含": Check(_dates, includes),
    "文件": Check(_documents, equals),
    "文件含": Check(_documents, includes),
    "批注含": Check(_remarks, includes),
    "批注不含": Check(_remarks, excludes),
    "总体措施数": Check(lambda draft: str(len(draft.general_measures)), equals),
}


def inspection_differs(wanted: str, draft: Draft) -> list[str]:
    """kind | body | start | end | feedback; an empty place is not checked."""
    names = ("kind", "body", "started_on", "ended_on", "feedback_on")
    found = []
    for name, value in zip(names, wanted.split("|"), strict=False):
        if value.strip():
            check = Check(attrgetter(f"inspection.{name}"), says)
            found += check.differs(f"检查.{name}", value.strip(), draft)
    return found


def statistic_differs(wanted: str, draft: Draft) -> list[str]:
    """`反馈 11 个`: some statistic has this value and unit, and the word in its name or clause."""
    for choice in choices(wanted):
        word, number, unit = choice.split()
        for one in draft.statistics:
            same = one.unit == unit and abs(one.value - float(number)) < 1e-6
            if same and (word in one.what or word in one.text):
                return []
    read = [f"{one.what} {one.value:g} {one.unit}" for one in draft.statistics]
    return [f"统计：应有“{wanted}”，读出“{'；'.join(read) or NOTHING}”"]


def _parts(written: str | None) -> list[str]:
    return [plain(part) for part in re.split(r"[、,，]", written or NOTHING) if part.strip()]


def _bare(number: str | None) -> str:
    bare = re.sub(r"\s+", "", number or NOTHING)
    return bare.replace("(", "（").replace(")", "）").rstrip("．.、:：,，")
