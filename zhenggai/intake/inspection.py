"""The inspection that a document answers: its kind, body, inspected office, days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from zhenggai.intake.dates import Clock, points_in
from zhenggai.intake.draft import Inspection
from zhenggai.intake.heading import Heading, first_full_date
from zhenggai.intake.lexicon import ORGAN_END
from zhenggai.intake.lines import Line
from zhenggai.intake.pagedata import Cut

_BODY = (
    r"(?:中央|[\u4e00-\u9fff]{0,14}(?:省|自治区|市|区|县|州|旗|盟|部|局|集团|公司|大学|学院|校|厅|委)(?:委|党委|党组|工委)?)?"
    r"(?:、[\u4e00-\u9fff]{2,6})?第?[一二三四五六七八九十\d]{0,3}(?:轮)?(?:常规|专项|提级|交叉|联动|机动|巡回)?"
)
_PATROL = re.compile(
    r"(?P<body>(?:中央|[\u4e00-\u9fff、]{0,10}?(?:(?:省|市|区|县|州|旗|盟)?(?:委|党委|党组|工委)|[部局厅校]|集团|公司|大学|学院))(?:巡[察视](?:工作领导小组)?)?第?[一二三四五六七八九十\d]{0,3}(?:轮)?(?:常规|专项|提级|交叉|联动|机动)?(?:第[一二三四五六七八九十]{1,3})?巡[察视][一二三四五六七八九十]{0,2}组(?:第[一二三四五六七八九十\d]{1,3}组)?)"
)
_ENV = re.compile(
    r"(?P<body>(?:省委、省政府|市委、市政府|中央|国家|第[一二三四]轮(?:中央)?|\d{4}年)?[\u4e00-\u9fff]{0,12}?第?[一二三四五六七八九十]{0,2}(?:轮)?(?:生态)?环境?(?:生态)?(?:环境)?保护?督[察查](?:组|“回头看”|回头看)?)"
)
_AUDIT = re.compile(
    r"(?P<body>(?:[\u4e00-\u9fff]{0,12}?(?:省|自治区|市|区|县|州|旗)|国家)?审计(?:署(?:[\u4e00-\u9fff]{0,8}特派办)?|厅|局))"
)
_EDU = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{0,12}(?:教育督导(?:检查|评估)?(?:委员会(?:办公室)?|组|室|团|办)|督导(?:检查|评估)?组|督学))"
)
_SAFETY = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{0,14}(?:安委(?:会(?:办公室)?|办)(?:督[查导察]组|检查组|巡查组)?|安全生产[\u4e00-\u9fff]{0,8}(?:督[查导察]|检查|巡查|考核)组|应急管理(?:局|厅|部)|消防救援[\u4e00-\u9fff]{0,2}(?:支队|大队|总队)))"
)
_SPECIAL = re.compile(
    r"(?P<body>(?:[\u4e00-\u9fff]{2,12}(?:\d{4}年)?第?\d{0,2})?[\u4e00-\u9fff]{2,14}(?:检查组|飞检组|督[查导察]组|工作组|考核组|调研组|巡查组|评估组|抽查组))"
)

_INSPECTIONS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = (
    ("patrol_inspection", re.compile(r"巡察"), _PATROL),
    ("inspection", re.compile(r"巡视"), _PATROL),
    (
        "environmental",
        re.compile(
            r"环保督[察查]|环境保护督[察查]|生态环境督[察查]|环境(?:突出)?问题|生态环境.{0,6}(?:督察|警示|整改)|污染(?!.{0,10}审计).{0,8}整改|大气污染(?!.{0,10}审计)|河湖|水源地"
        ),
        _ENV,
    ),
    ("audit", re.compile(r"审计"), _AUDIT),
    (
        "self",
        re.compile(
            r"(?:开展|组织|进行|经|对照)[^,。]{0,16}自[查检]|自查(?:情况|报告|自检|自纠情况|整改|问题|清单)|自检|检视问题|查摆|对照检查|主题教育"
        ),
        None,
    ),
    (
        "safety",
        re.compile(
            r"安全生产|施工安全|(?:学校|校园)安全|安全工作|安全隐患|消防|隐患|事故|安全(?:大|专项)?(?:检查|督[查导察])|安全专项|危化|燃气"
        ),
        _SAFETY,
    ),
    (
        "education",
        re.compile(r"教育督导|督导(?:评估|检查|意见)|义务教育|办学行为|双减|教育评价"),
        _EDU,
    ),
    (
        "special",
        re.compile(r"考核|检查|督[查察]|抽查|专项(?!巡|审计|督察)|暗访|评估|核查|整治|通报"),
        _SPECIAL,
    ),
)


def read_inspection(lines: Sequence[Line], cut: Cut, heading: Heading) -> Inspection:
    """Who inspected whom, when, and when the findings were handed over."""
    found = Inspection()
    title = lines[heading.title_span[0]].text if heading.title_span else ""
    spot = heading.title_span[0] if heading.title_span else -1
    opening = [i for i, line in enumerate(lines[:24]) if len(line.text) > 18 and i != spot][:8]
    near = "".join(lines[index].text for index in opening[:4])
    opening.sort(key=lambda index: "。" not in lines[index].text)
    if spot >= 0:
        opening.append(spot)
    kind = _inspection_kind(title) or _first_kind(near)
    if kind is not None:
        found.kind, body = kind
        found.body = _body(body, lines, cut, opening) if body else None
        found.body = found.body or _doer(lines, cut, opening)
        if found.kind in ("safety", "education", "environmental", "special"):
            found.body = found.body or _body(_SPECIAL, lines, cut, opening)
    _period(found, lines, heading, spot)
    found.inspected_org = _inspected(lines, cut, opening)
    return found


def _inspection_kind(text: str) -> tuple[str, re.Pattern[str] | None] | None:
    for name, word, body in _INSPECTIONS:
        if word.search(text):
            return name, body
    return None


def _first_kind(text: str) -> tuple[str, re.Pattern[str] | None] | None:
    """The kind of inspection that running text names first."""
    named = [
        (match.start() + (_VAGUE if name == "special" else 0), place)
        for place, (name, word, _) in enumerate(_INSPECTIONS)
        if (match := word.search(text))
    ]
    if not named:
        return None
    name, _, body = _INSPECTIONS[min(named)[1]]
    return name, body


_VAGUE = 60
"""检查 and the like say little: what follows within so many characters may say more."""


def _body(
    pattern: re.Pattern[str], lines: Sequence[Line], cut: Cut, opening: list[int]
) -> str | None:
    """The fullest name of the inspecting body in the first line that names one, that of a team or organ before
    that of its work; titles in 《》 do not count."""
    fallback: str | None = None
    for index in opening:
        text = re.sub(r"《[^《》]*》", lambda title: " " * len(title[0]), lines[index].text)
        names = []
        for match in pattern.finditer(text):
            start = match.start("body") + _lead(match["body"])
            name = text[start : match.end("body")]
            if len(name) >= 3 and name[0] not in "0123456789个支" and not _BARE.fullmatch(name):
                names.append((start, match.end("body")))
        if names:
            start, end = max(
                names, key=lambda name: (text[name[1] - 1] in _ORGANS, name[1] - name[0])
            )
            fallback = fallback or cut(index, start, end)
            if text[end - 1] in _ORGANS:
                return cut(index, start, end)
    return fallback


_ORGANS = "组办局厅署室"
_BARE = re.compile(r"(?:生态环境|环境|环保)(?:保护)?督[察查](?:组|“?回头看”?)?")
"""The name of the work, not of who does it."""
_CHECKED = r"(?:检查|督[察查导]|审计|抽查|核查|考核|评估|巡查|暗访|排查|巡[察视]|调研)"
_DOER = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{2,24}}?(?:[局厅委办组府院部会室]|中心|[大支总中]队))(?:成立\d{{0,2}}个?[^,。;]{{0,12}}组,|近[期日]|日前|于[^,。;]{{2,12}})?对[^,。;]{{2,40}}?(?:开展|进行)了?[^,。;]{{0,16}}?{_CHECKED}"
    rf"|(?P<finder>[\u4e00-\u9fff]{{2,24}}?(?:[局厅委办组室]|中心)){_CHECKED}(?:出|发现|反馈|通报)的"
)


def _doer(lines: Sequence[Line], cut: Cut, opening: list[int]) -> str | None:
    """Who is said to have checked something: 县城建局对在建工地进行安全检查."""
    for index in opening:
        if match := _DOER.search(lines[index].text):
            name = match.lastgroup or "body"
            return cut(index, match.start(name) + _lead(match[name]), match.end(name))
    return None


_LEADING = re.compile(
    r"^.*?(?:^年(?:度)?|根据|按照|依据|接受|由|经|对|向|将|把|(?<=[局办委厅组府会部院])[和及]|[和及](?=中央|国家|省|市|区|县|第)|在|日|来|,|、(?!省|市)|关于|针对|落实|贯彻|统一部署|安排|部署|配合|近日|目前|高度重视|成立|[一二三四五六]是|我[市县区局校院]|本[市县区局校院]|组织|期间|反馈的?|接到|会议上|现将|开展|以来|通报|要求|指出|[收接]到|接收|由|占|以|是|的)(?=.{3,})"
)


def _lead(text: str) -> int:
    """How many characters before the body's name belong to the sentence, not to the name."""
    total = 0
    while (match := _LEADING.match(text[total:])) and len(text) - total - match.end() >= 3:
        total += match.end()
    return total


_INSPECTING = re.compile(
    rf"(?:进行|开展|实施|组织)[^。;]{{0,24}}?(?:{_CHECKED}(?!情?况?反馈)|自查|调查)|进驻|下沉|组(?:一行|先后|分别)*(?:在|来|赴|到|深入|人员)[^,。]{{0,60}}?{_CHECKED}|对[^。;]{{2,300}}?{_CHECKED}(?!反馈)|^结束"
)
_WHEN = re.compile(rf"(?:{_CHECKED}|进驻|自查)(?:工作)?(?:时间|期间)[:为是(]{{0,2}}$")
_RANGE = re.compile(r"^(?:\([^)]{1,8}\))?(?:开始,?|起,?)?(?:至|到|-|~|—){1,2}$")


def _period(found: Inspection, lines: Sequence[Line], heading: Heading, spot: int) -> None:
    clock = Clock(issued=heading.issued_on, ahead=first_full_date(lines))
    for index, line in enumerate(lines[:24]):
        text = line.text
        if len(text) < 13 or index == spot:
            continue
        points = points_in(text, clock)
        for first, second in pairwise(points):
            between, after = text[first.end : second.start], text[second.end : second.end + 400]
            before = text[max(0, first.start - 16) : first.start] or lines[index - 1].text[-16:]
            if (
                found.started_on is None
                and _RANGE.match(between)
                and (_INSPECTING.search(after.split("。", 1)[0]) or _WHEN.search(before))
                and "公示" not in before
            ):
                found.started_on, found.ended_on = first.value, second.value
        for point in points:
            if found.feedback_on is None and _is_feedback(text, point.start, point.end):
                found.feedback_on = point.value
                heading.opening_to = index


def _is_feedback(text: str, start: int, end: int) -> bool:
    sentence_end = min(
        (at for mark in "。;" if (at := text.find(mark, end)) >= 0), default=len(text)
    )
    after = text[end : min(sentence_end, end + 60)]
    if len(text[start:end]) < 3 or not re.search(r"月|日|-", text[start:end]):
        return False
    said = re.search(
        r"(?<!根据)(?<!按照)(?<!对照)(?<!针对)(?<!根据巡[察视])反馈(?:了|巡|会(?!议)|会议)|(?:完成|进行)[^,。]{0,8}反馈|反馈[^,。]{0,6}完成|(?<!如下)(?<!根据)(?<!根据巡[察视])(?<!对照)反馈(?:意见|情况)(?!整改|的整改|(?:整改)?工作)|进行(?:了)?(?:集中)?反馈|通报反馈|(?:召开|举行).{0,16}反馈会|出具.{0,12}(?:审计报告|意见|决定)|下达.{0,12}(?:审计报告|意见书)|向.{2,24}反馈|^[^,。]{0,20}组[^,。]{0,8}反馈的",
        after,
    )
    if said is None:
        return False
    return not re.search(r"\d{1,2}月", after[: said.start()])


_INSPECTED = (
    re.compile(
        r"对(?P<org>[\u4e00-\u9fff()、]{3,36}?)(?:\d{4}[^,。]{0,24})?(?:开展|进行)(?:了)?(?:为期[^,。]{1,8}的)?[\u4e00-\u9fff]{0,8}?(?:巡[察视]|审计|督[导察查]|检查)"
    ),
    re.compile(
        r"向(?P<org>[\u4e00-\u9fff()]{3,36}?)(?:集中)?(?:反馈|通报)了?(?:巡|审计|督|检查|意见|情况|“)"
    ),
    re.compile(r"进驻(?P<org>[\u4e00-\u9fff()]{3,30}?)(?:开展|进行|,)"),
)


_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{1,10}}?[省市区县](?=[\u4e00-\u9fff]{{4,}}$)(?!.*{ORGAN_END}$)"
)
"""对青禾区秦岭生态环境保护进行审计: the place, not the matter, was inspected."""


_MATTER = re.compile(r"(?:情况|工作|问题|落实|执行|管理|事项|项目)$")
_OF_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:[省市区县盟旗]|州(?!市))(?!委|政府|直|级|属)")
"""对铁北市防治统计造假情况开展督察."""


def _inspected(lines: Sequence[Line], cut: Cut, opening: list[int]) -> str | None:
    for pattern in _INSPECTED:
        for index in opening:
            match = pattern.search(lines[index].text)
            if match and not re.match(r"^(?:其|我|本|此|该)", match["org"]):
                org = re.split(r"\((?:以下)?简称|具体组织|(?:以来|后)$", match["org"])[0]
                if place := _PLACE.match(org) or (_MATTER.search(org) and _OF_PLACE.match(org)):
                    org = place[0]
                elif _MATTER.search(org):
                    continue
                return cut(index, match.start("org"), match.start("org") + len(org))
    return None
