"""What a careful reviewer would ask about: documents.md §2.3, codes RD-1 to RD-13, one function each.

The same checks read a foreign document and, later, proofread our own circular.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhenggai.intake.dates import Point, last_day
from zhenggai.intake.draft import Citation, Draft, DraftIssue, DraftMeasure, Remark
from zhenggai.intake.folding import fold
from zhenggai.intake.lines import Line, breaks_off
from zhenggai.intake.marks import mark_at_start
from zhenggai.intake.substance import is_vague, subject_of
from zhenggai.intake.topics import topics_of
from zhenggai.lib.numerals import chinese_number


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks may look at beside the draft: the logical lines and the calendar points in them."""

    lines: Sequence[Line]
    points: Mapping[int, Sequence[Point]]
    unanswered: Sequence[Citation | None] = ()

    @property
    def is_cut(self) -> bool:
        """Only the beginning of the text is at hand: what it lacks may stand in the rest."""
        return breaks_off(self.lines)

    def cite(self, index: int, start: int, end: int) -> Citation:
        line = self.lines[index]
        return Citation(*line.source(start, end), line.page)

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        for index, line in enumerate(self.lines):
            for match in pattern.finditer(line.text):
                yield index, match


Check = Callable[[Draft, Context], Iterable[Remark]]


def review(draft: Draft, context: Context) -> list[Remark]:
    """All remarks, in the order of the document where they have a place."""
    found = [remark for check in CHECKS for remark in check(draft, context)]
    return sorted(found, key=lambda remark: remark.source.start if remark.source else -1)


def _measures(draft: Draft) -> Iterator[tuple[DraftIssue, DraftMeasure]]:
    for issue in draft.issues:
        for measure in issue.measures:
            yield issue, measure


# -- RD-1 counts ---------------------------------------------------------------------------------------

_CLAIM = re.compile(
    r"(?:反馈|指出|发现|梳理|提出|查出|列出)[^。;,]{0,24}?(?:(?P<aspects>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个|大)?(?:方面|类)[的、共]{0,2})?"
    r"(?P<issues>\d{1,3}|[一二三四五六七八九十]{1,3})[个项条](?:具体|突出|主要|重点)?(?:问题|隐患)"
)


def _counts(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-1: the number of aspects or issues that the text claims is not what it lists, where all of it is at hand."""
    claims = [claim for claim in context.find(_CLAIM) if "整改" not in claim[1][0][:4]]
    totals = {chinese_number(match["issues"]) for _, match in claims}
    if not draft.issues or len(totals) != 1 or context.is_cut:
        return
    index, match = claims[0]
    found = len(draft.issues)
    if (claimed := chinese_number(match["issues"])) != found:
        yield Remark(
            "RD-1",
            "error",
            f"文中称问题{claimed}个，正文读出{found}个，请核对是否漏项或编号有误",
            context.cite(index, match.start("issues"), match.end()),
        )
    named = sum(1 for aspect in draft.aspects if aspect.title)
    aspects = next((m for _, m in claims if m["aspects"]), None)
    if aspects is not None and named and (claimed := chinese_number(aspects["aspects"])) != named:
        yield Remark(
            "RD-1",
            "error",
            f"文中称{claimed}个方面，正文读出{named}个方面，请核对标题层次",
            context.cite(index, match.start(), match.end()),
        )


# -- RD-2 and RD-11 numbering --------------------------------------------------------------------------


def _ordinals(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-2: 一是、二是、三要: a gap in the ordinals of one series, or two kinds of words in it."""
    series = [issue.measures for issue in draft.issues] + _series(draft.general_measures)
    for measures in series:
        marked = [measure for measure in measures if measure.marker and _ordinal(measure.marker)]
        for before, measure in pairwise(marked):
            expected, number = (_ordinal(before.marker) or 0) + 1, _ordinal(measure.marker)
            if number is not None and number > 1 and number != expected:
                yield _at(
                    measure,
                    "RD-2",
                    "warning",
                    f"“{measure.marker}”之前缺第{expected}项，请核对是否漏写",
                )
            elif (
                number is not None
                and number > 1
                and (measure.marker or "")[-1:] != (before.marker or "")[-1:]
            ):
                text = f"“{measure.marker}”与前一项“{before.marker}”用词不一致，建议统一"
                yield _at(measure, "RD-2", "warning", text)


def _series(measures: Sequence[DraftMeasure]) -> list[list[DraftMeasure]]:
    """General measures by series: each 一是 begins a new one."""
    series: list[list[DraftMeasure]] = []
    for measure in measures:
        if not series or _ordinal(measure.marker or "") in (None, 1):
            series.append([])
        series[-1].append(measure)
    return series


def _ordinal(marker: str | None) -> int | None:
    match = re.match(r"([一二三四五六七八九十]{1,3})[是要]$", marker or "")
    return chinese_number(match[1]) if match else None


def _numbering(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-11: a number is missing or stands twice; running numbers over all aspects are fine."""
    previous: tuple[str, int] | None = None
    for aspect in draft.aspects:
        group: str | None = None
        for place, issue in enumerate(aspect.issues):
            number = _number(issue.number)
            restarts = place == 0 or issue.group != group
            if number is None:
                previous, group = None, issue.group
                continue
            if _breaks(previous, number) and not (restarts and number[1] == 1):
                last = previous[1] if previous else 0
                wrong = "重复" if number == previous else f"不连续（前一个是{last}）"
                text = f"问题编号{issue.number}{wrong}，请核对"
                yield Remark("RD-11", "warning", text, issue.source, issue.key)
            previous, group = number, issue.group


def _breaks(previous: tuple[str, int] | None, number: tuple[str, int]) -> bool:
    """Whether the number does not follow one of its own kind; （2） says nothing about 2."""
    return previous is not None and previous[0] == number[0] and number[1] != previous[1] + 1


def _number(text: str | None) -> tuple[str, int] | None:
    """Kind of numbering and number; 1、 and 1 are of one kind."""
    if text is None:
        return None
    folded = fold(text)
    mark = mark_at_start(folded + "、") or mark_at_start(folded)
    if mark is None or mark.number is None or mark.end < len(folded):
        return None
    return mark.kind, mark.number


# -- RD-3 names ----------------------------------------------------------------------------------------

_TEAM = re.compile(
    r"(?P<level>[省市区县州旗]委|中央)(?:第(?P<a>[一二三四五六七八九十\d]{1,2})(?P<k1>巡[察视])组|(?P<k2>巡[察视])组第(?P<b>[一二三四五六七八九十\d]{1,2})组)"
)
_BRACKET = re.compile(
    r"(?P<head>[\u4e00-\u9fff])\((?P<inner>[\u4e00-\u9fff]{1,3})\)(?P<tail>[\u4e00-\u9fff]?)"
)


def _names(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-3: one inspection team, or one term, written in two ways."""
    teams: dict[Hashable, str] = {}
    terms: dict[Hashable, str] = {}
    for index, match in context.find(_TEAM):
        key = (match["level"], chinese_number(match["a"] or match["b"]))
        yield from _once(teams, key, match[0], context.cite(index, *match.span()), "称谓")
    for index, match in context.find(_BRACKET):
        plain = match["head"] + match["inner"] + match["tail"]
        written = (
            match[0] if len(match["inner"]) == 1 else match[0][: -1 if match["tail"] else None]
        )
        if len(plain) >= 3:
            yield from _once(terms, plain[:3], written, context.cite(index, *match.span()), "术语")


def _once(
    known: dict[Hashable, str], key: Hashable, written: str, place: Citation, what: str
) -> Iterator[Remark]:
    """A remark where the same thing was written otherwise before; each variant once."""
    first = known.setdefault(key, written)
    if first != written and (key, written) not in known:
        known[(key, written)] = written
        yield Remark("RD-3", "warning", f"{what}“{written}”与前文“{first}”不一致，请统一", place)


# -- RD-4 contacts -------------------------------------------------------------------------------------

_HOURS = re.compile(
    r"受理时[间段]|工作日|工作时间|\d{1,2}:\d{2}\s?[-至~]|公示期|公示时间|反馈期限|截止"
)


def _contacts(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-4: a public text on what was done should say how to answer: telephone with area code, e-mail, address,
    hours."""
    if (
        draft.kind not in ("circular", "announcement")
        or draft.issued_on is None
        or not any(measure.status in ("done", "ongoing") for _, measure in _measures(draft))
        or context.is_cut
    ):
        return
    given = draft.contacts
    lacking = [
        word
        for word, values in (
            ("电话", given.phone),
            ("电子邮箱", given.email),
            ("邮政地址", given.address),
        )
        if not values
    ]
    if lacking:
        yield Remark("RD-4", "info", f"联系方式缺{'、'.join(lacking)}，社会公开稿宜三样齐全", None)
    for phone in given.phone:
        if re.fullmatch(r"\d{7,8}", phone):
            yield Remark(
                "RD-4", "info", f"电话{phone}未写区号，外地群众无法拨打", _place_of(context, phone)
            )
    if (given.phone or given.email) and not any(_HOURS.search(line.text) for line in context.lines):
        yield Remark("RD-4", "info", "未写受理时间和反馈期限，建议补上", None)


def _place_of(context: Context, words: str) -> Citation | None:
    for index, line in enumerate(context.lines):
        if (start := line.text.find(words)) >= 0:
            return context.cite(index, start, start + len(words))
    return None


# -- RD-5 dates ----------------------------------------------------------------------------------------


def _dates(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-5: a thing told as done after the date of issue, or a period that ends before it begins."""
    issued = last_day(draft.issued_on) if draft.issued_on else None
    for _, measure in _measures(draft):
        for mention in measure.dates:
            told = mention.value is not None and measure.status in ("done", "ongoing", "unstated")
            if not (issued and told and mention.value and mention.value != measure.deadline):
                continue
            if len(mention.value) == 10 and (day := last_day(mention.value)) and day > issued:
                text = f"“{mention.text}”晚于成文日期，请核对年份或改为计划"
                yield Remark("RD-5", "error", text, mention.source)
    seen = draft.inspection
    if seen.started_on and seen.ended_on and seen.ended_on < seen.started_on:
        yield Remark("RD-5", "error", "检查的结束日期早于开始日期，请核对", None)


def _damaged(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-13: a date that lost a sign (readings.md 13)."""
    for index, points in context.points.items():
        for point in points:
            if point.damaged:
                read = f"，按{point.value}读入" if point.value else "，无法确定是哪一天"
                written = context.lines[index].text[point.start : point.end]
                place = context.cite(index, point.start, point.end)
                yield Remark(
                    "RD-13", "warning", f"日期“{written}”似有缺字{read}，请核对原件", place
                )


# -- RD-6 to RD-9 substance ----------------------------------------------------------------------------

_ALL_DONE = re.compile(
    r"(?:已|均已|现已)?全部(?:已)?(?:按[期时要求]{1,2})?(?:完成(?:整改)?|整改(?:完成|到位|完毕)|销号)|整改完成率(?:为|达到?)?100%|(?:均|都)已(?:完成整改|整改到位)"
)
_DONE_COUNT = re.compile(
    r"(?:已|均已)(?:全部)?完成(?:整改)?(?P<n>\d{1,3})[个项](?:具体)?(?:问题|整改任务)?"
)


def _claims(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-6: the text says that all is done while measures are still planned or going on."""
    left = [measure for _, measure in _measures(draft) if measure.status in ("planned", "ongoing")]
    if not left or not draft.issues:
        return
    for index, match in context.find(_ALL_DONE):
        if len(context.lines[index].text) > 12 and _speaks_of_all(context.lines[index].text, match):
            yield _claimed(context, index, match, len(left))
            return
    for index, match in context.find(_DONE_COUNT):
        if int(match["n"]) == len(draft.issues):
            yield _claimed(context, index, match, len(left))
            return


def _speaks_of_all(text: str, match: re.Match[str]) -> bool:
    """「反馈的3个问题已全部完成」, not 「3家企业已全部完成」."""
    return bool(re.search(r"问题|任务|事项", text[max(0, match.start() - 24) : match.start()]))


def _claimed(context: Context, index: int, match: re.Match[str], left: int) -> Remark:
    text = f"称已全部完成，但仍有{left}条措施未完成，请加说明句"
    return Remark("RD-6", "warning", text, context.cite(index, *match.span()))


def _misplaced(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-7 (PL-8): a sentence of a measure is about the subject of another issue."""
    for stray in strays(draft):
        subject = "、".join(sorted(stray.topics))
        text = f"问题“{_short(stray.issue.title)}”下写到{subject}，疑应归入“{_short(stray.other.title)}”"
        yield _at(stray.measure, "RD-7", "warning", text)


@dataclass(frozen=True, slots=True)
class Stray:
    """A sentence, `measure.text[start:end]`, that belongs to `other` by what it speaks of."""

    issue: DraftIssue
    measure: DraftMeasure
    start: int
    end: int
    topics: frozenset[str]
    other: DraftIssue


def strays(draft: Draft) -> Iterator[Stray]:
    about = [(issue, _subject(issue)) for issue in draft.issues]
    for issue, own in about:
        for measure in issue.measures if own else ():
            end = 0
            for sentence in re.split(r"(?<=[。；;])", measure.text):
                start, end = end, end + len(sentence)
                topics = topics_of(fold(sentence))
                if not topics or topics & own:
                    continue
                other = next(
                    (one for one, theirs in about if one is not issue and topics & theirs), None
                )
                if other is not None:
                    yield Stray(issue, measure, start, end, topics, other)


def _subject(issue: DraftIssue) -> frozenset[str]:
    return subject_of(issue.title, issue.text or "", [measure.text for measure in issue.measures])


def _study_only(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-8 (PL-10): an issue answered by study and meetings alone."""
    for issue in draft.issues[: -1 if context.is_cut else None]:
        kinds = [measure.kinds for measure in issue.measures]
        if kinds and all(kind and set(kind) <= {"study", "meeting"} for kind in kinds):
            text = f"问题“{_short(issue.title)}”只有学习或会议类措施，请补充能证明问题已改的措施（PL-10）"
            yield Remark("RD-8", "warning", text, issue.source, issue.key)


def _vague(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-9 (PL-4): only words like 加强 and 进一步, nothing that can be counted or shown."""
    for _, measure in list(_measures(draft))[: -1 if context.is_cut else None]:
        if is_vague(measure.text):
            text = "措施不具体：只有加强、强化一类说法，没有数量、成果或时限（PL-4）"
            yield _at(measure, "RD-9", "warning", text)


# -- RD-10 what may not be published -------------------------------------------------------------------

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_INTERNAL = re.compile(r"(?:^|[(★])(?:内部资料|内部文件|工作秘密|不得外传|注意保存)")


def _private(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-10: an identity number or an internal mark in a text for the public."""
    for index, match in context.find(_IDENTITY):
        if _is_identity(match[0]):
            yield Remark(
                "RD-10", "error", "文中有身份证号，公开前须删除", context.cite(index, *match.span())
            )
    for index, match in context.find(_INTERNAL):
        text = "文中有内部标记，不得向社会公开"
        yield Remark("RD-10", "error", text, context.cite(index, *match.span()))


def _is_identity(text: str) -> bool:
    """The check digit of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


# -- RD-12 remedies without a finding ------------------------------------------------------------------


def _unanswering(draft: Draft, context: Context) -> Iterator[Remark]:
    """RD-12: a remedy that could not be paired with a finding; advice to those inspected need not be."""
    for place in () if context.is_cut or draft.kind == "feedback" else context.unanswered:
        yield Remark("RD-12", "info", "这条措施没有找到对应的问题，已列入总体措施，请核对", place)


def _at(measure: DraftMeasure, code: str, level: str, message: str) -> Remark:
    return Remark(code, level, message, measure.source, measure.key)


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"


CHECKS: tuple[Check, ...] = (
    _counts,
    _ordinals,
    _names,
    _contacts,
    _dates,
    _claims,
    _misplaced,
    _study_only,
    _vague,
    _private,
    _numbering,
    _unanswering,
    _damaged,
)
