"""Words of headings and sentences: where a title ends, and whether a sentence tells of an act."""

from __future__ import annotations

import re

from zhenggai.intake.lexicon import names_problem, opens_with_act, problem_like

_ACT = re.compile(
    r"已(?!有)|完成|(?<!解)了(?!解)|组织|召开|制定|修订|印发|开展|建立|完善|加强|强化|严格|督促|推进|清理|约谈|压实|落实到|要求|通过|举办|责成|下发|出台|立即|迅速|积极|进一步|健全"
)
_TOLD = re.compile(
    r"(?<!未)已(?!有|经?(?:调离|离职|退休|过期|失效|损|老化|破|脱|停|超))|整改到位|追[回缴]|清退|收回|退[回还]|罚款|暂停|处[以分]|(?:\d|全部)[^,。]{0,12}完成"
)


_ABOUT = re.compile(r"(?:对于?|针对|关于)[^。;]{4,120}?(?:问题|现象|情况),(?=[^。;]{6})")
"""对…存在偏差问题，省财政厅联合印发…: the finding is named once more before the act."""


_IN_ANSWER = re.compile(
    r"(?:针对|对于?|就)(?:此|该|这|上述|以上)[^,。;]{0,8}(?:问题|情况|现象),(?=[^。;]{4})"
)


def acts(text: str) -> bool:
    """The sentence tells of something done or to be done, not (only) of something wrong."""
    if _IN_ANSWER.match(text):
        return True
    if about := _ABOUT.match(text):
        text = text[about.end() :]
    if opens_with_act(text) or re.match(
        r"^(?:我|本|该)?[\u4e00-\u9fff]{0,10}(?<![未没不])(?:高度重视|立即|迅速|组织|召开|制定)",
        text,
    ):
        return True
    if _TOLD.search(text):
        return True
    if problem_like(text):
        return False
    return bool(_ACT.search(text))


def title_length(text: str, *, field: bool = False) -> int:
    """How much of the text is a heading: to the first full stop outside quotation marks, or to a colon
    that follows a complete finding (个别支部活动创新不足：学习形式…)."""
    depth = 0
    about = re.match(r"“?[^,。;:]{3,90}?(?:”的问题|的问题|”问题)(?=[,:])", text)
    if about:
        return about.end()
    last = text.rfind("”")
    for index, character in enumerate(text):
        if character == "“" and index < last:
            depth += 1
        elif character == "”":
            depth = max(0, depth - 1)
        elif depth == 0 and character in "。!?" and not text.startswith("”", index + 1):
            return _without_bracket(text, index)
        elif depth == 0 and character == ":" and index >= 4 and not field:
            if problem_like(text[:index]) or (index <= 30 and not _told_behind(text, index)):
                return _without_bracket(text, index)
        elif (
            depth == 0
            and character == ";"
            and index >= 8
            and problem_like(text[:index])
            and not field
        ):
            return _without_bracket(text, index)
    return _without_bracket(text, len(text.rstrip("。;:,、 ")))


def _told_behind(text: str, colon: int) -> bool:
    """甲村：道路旁垃圾未清运: the finding stands behind the colon, before it where it was found."""
    behind = re.split(r"[。;]", text[colon + 1 : colon + 80], maxsplit=1)[0]
    return (
        problem_like(behind)
        and not names_problem(text[:colon])
        and _PLACE.search(text[:colon]) is not None
    )


_PLACE = re.compile(
    r"(?:村|社区|镇|乡|街道|县|区|市|公司|厂|店|学校|中学|小学|幼儿园|医院|局|处|站|所|组|网站|小区|工地|项目)$"
)
_OWNER_BRACKET = re.compile(
    r"\((?:牵头|责任|主办|配合|整改|分管|完成时限|时限|承办|协办|已|正在|长期|立行立改|持续|限期|分阶段)[^()]{0,160}\)?$"
)
OWNER_BRACKET_HEAD = re.compile(r"[。;,]?" + _OWNER_BRACKET.pattern.replace("$", "[。;]?"))


def _without_bracket(text: str, end: int) -> int:
    """A bracket with owners or a state at the end of a title is a fact about the issue, not its name."""
    match = _OWNER_BRACKET.search(text[:end])
    return len(text[: match.start()].rstrip("。;,")) if match and match.start() > 0 else end


def shared_run(one: str, other: str) -> int:
    """The length of the longest run of characters that stands in both; titles are short, so this is cheap."""
    one = one[:60]
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other:
            best += 1
    return best
