"""The checks of a plan, PL-1 to PL-11 (process.md §3): errors stand in the way of submission, warnings are to be looked at.
Each says which issues it means, on what ground, and how to mend it. Everything is read in a fixed number of queries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.intake.substance import is_concrete, is_vague, strange_topics, subject_of
from zhenggai.rectification.evidence import MeasureKind, answers_by_words_only
from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import (
    Feedback,
    InspectionRound,
    Issue,
    Measure,
    Milestone,
    RootCause,
)
from zhenggai.rectification.process.facts import named


class Level(TextChoices):
    ERROR = "error", _("须改")
    WARNING = "warning", _("请核")


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. `issues` are those it means, by public name and code; `mend` says what to do."""

    code: str
    level: Level
    sentence: str
    basis: str
    mend: str
    issues: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the checks look at. `end` is the last day of concentrated work, None while it is not known."""

    issues: Sequence[Issue]
    measures: dict[int, list[Measure]]
    causes: frozenset[int]
    first_milestones: dict[int, date]
    claimed_issues: int | None
    claimed_aspects: int | None
    aspect_count: int
    end: date | None


MOST_OF_ONE = 5
SAME_SHARE = 0.9
LONG_SHARE = 0.4
_RULES = re.compile(r"制度|规定|办法|机制|细则|流程|章程")
_RULES_LACK = re.compile(r"不健全|不完善|不规范|缺失|漏洞|没有|未制定|未建立|滞后|不严|不到位|缺乏")
_MONEY = re.compile(
    r"经费|资金|党费|费用|财务|报销|采购|资产|公款|工会费|津补贴|津贴|票据|发票|支出|收缴|账"
)
_OF_MONEY = {MeasureKind.CORRECT, MeasureKind.RECOVER, MeasureKind.LEDGER}


def draft_of(round: InspectionRound, end: date | None) -> Draft:
    """The plan as it stands in the ledger, in six queries."""
    issues = list(
        Issue.objects.filter(round=round)
        .select_related("category", "owner", "charge_leader", "lead_dept", "handler")
        .order_by("position")
    )
    measures: dict[int, list[Measure]] = {issue.pk: [] for issue in issues}
    for measure in (
        Measure.objects.filter(round=round, issue__isnull=False)
        .select_related("owner")
        .order_by("issue", "position")
    ):
        measures[measure.issue_id or 0].append(measure)
    causes = RootCause.objects.filter(issue__round=round).values_list("issue", flat=True)
    first: dict[int, date] = {}
    steps = Milestone.objects.filter(measure__round=round, measure__issue__isnull=False)
    for issue_id, day in steps.values_list("measure__issue", "deadline"):
        first[issue_id] = min(day, first.get(issue_id, day))
    told = Feedback.objects.filter(round=round).values("issue_count", "reading__draft").first()
    return Draft(
        issues=issues,
        measures=measures,
        causes=frozenset(causes),
        first_milestones=first,
        claimed_issues=told["issue_count"] if told else None,
        claimed_aspects=_claimed_aspects(told["reading__draft"]) if told else None,
        aspect_count=len({issue.category_id for issue in issues}),
        end=end,
    )


def _claimed_aspects(draft: Any) -> int | None:
    """How many aspects the feedback says it has; None where it says nothing."""
    for item in (draft or {}).get("statistics") or ():
        if item["unit"] == "方面" and "反馈" in item["what"]:
            return int(item["value"])
    return None


def faults_of(draft: Draft) -> list[Fault]:
    """Every finding, errors first, in the order of the rules."""
    found = [fault for check in _CHECKS for fault in check(draft)]
    return sorted(found, key=lambda fault: (fault.level is not Level.ERROR, _number(fault.code)))


def _fault(
    code: str, level: Level, issues: Iterable[Issue], words: str, basis: str, mend: str
) -> Fault:
    """`words` hold a place for the issues: %(codes)s and %(count)s."""
    rows = list(issues)
    codes = [row.code for row in rows]
    return Fault(
        code,
        level,
        words % {"codes": named(codes, len(codes)), "count": len(codes)},
        basis,
        mend,
        tuple((row.uuid, row.code) for row in rows),
    )


def _nothing_left_out(draft: Draft) -> Iterator[Fault]:
    if draft.claimed_issues is not None and draft.claimed_issues != len(draft.issues):
        yield Fault(
            "PL-1",
            Level.ERROR,
            gettext("反馈文件称 %(claimed)s 个问题，台账有 %(count)s 个")
            % {"claimed": draft.claimed_issues, "count": len(draft.issues)},
            gettext("方案不得漏项：问题数须与反馈文件一致"),
            gettext("请对照原文补齐或更正草稿后重新立账"),
        )
    if draft.claimed_aspects is not None and draft.claimed_aspects != draft.aspect_count:
        yield Fault(
            "PL-1",
            Level.ERROR,
            gettext("反馈文件称 %(claimed)s 个方面，台账有 %(count)s 个")
            % {"claimed": draft.claimed_aspects, "count": draft.aspect_count},
            gettext("方案不得漏项：方面数须与反馈文件一致"),
            gettext("请对照原文补齐或更正草稿后重新立账"),
        )


def _complete(draft: Draft) -> Iterator[Fault]:
    lacking: dict[str, Callable[[Issue], bool]] = {
        gettext("没有措施"): lambda issue: not draft.measures[issue.pk],
        gettext("没有责任领导"): lambda issue: issue.charge_leader_id is None,
        gettext("没有牵头部门"): lambda issue: issue.lead_dept_id is None,
        gettext("责任没有到人"): lambda issue: issue.owner_id is None,
        gettext("没有时限"): lambda issue: issue.deadline is None,
        gettext("没有整改目标"): lambda issue: not issue.target,
    }
    for what, lacks in lacking.items():
        rows = [issue for issue in draft.issues if lacks(issue)]
        if rows:
            yield _fault(
                "PL-2",
                Level.ERROR,
                rows,
                gettext("%(count)s 个问题{what}：%(codes)s").replace("{what}", what),
                gettext("每个问题须有措施、责任领导、牵头部门、责任人（到人）、时限、目标"),
                gettext("请在台账中补齐"),
            )


def _in_time(draft: Draft) -> Iterator[Fault]:
    basis = gettext("措施时限不晚于问题时限，问题时限不晚于集中整改期末；长期坚持的须有首个节点")
    late = [
        issue
        for issue in draft.issues
        if issue.deadline
        and any(
            measure.deadline and measure.deadline > issue.deadline
            for measure in draft.measures[issue.pk]
            if measure.is_core is not False
        )
    ]
    if late:
        yield _fault(
            "PL-3", Level.ERROR, late,
            gettext("%(count)s 个问题的措施时限晚于问题时限：%(codes)s"),
            basis, gettext("请改早措施时限，或改晚问题时限；销号后继续的请标为巩固措施"),
        )  # fmt: skip
    if draft.end is None:
        return
    beyond = [
        issue
        for issue in draft.issues
        if issue.rect_type != RectType.LONG_TERM and issue.deadline and issue.deadline > draft.end
    ]
    if beyond:
        yield _fault(
            "PL-3", Level.ERROR, beyond,
            gettext("%(count)s 个问题的时限晚于集中整改期末：%(codes)s"),
            basis, gettext("请改早时限；确属长期坚持的请改整改类型并设首个节点"),
        )  # fmt: skip
    unstaged = [issue for issue in draft.issues if _lacks_first_stage(draft, issue)]
    if unstaged:
        yield _fault(
            "PL-3", Level.ERROR, unstaged,
            gettext("%(count)s 个长期坚持的问题在集中整改期末前没有节点：%(codes)s"),
            basis, gettext("请给其中一条措施设期末前的节点"),
        )  # fmt: skip


def _lacks_first_stage(draft: Draft, issue: Issue) -> bool:
    """Long-term work that shows nothing before the end of the period: no milestone, and a deadline beyond it."""
    if issue.rect_type != RectType.LONG_TERM or draft.end is None:
        return False
    first = draft.first_milestones.get(issue.pk)
    own = issue.deadline
    return not ((first and first <= draft.end) or (own and own <= draft.end))


def _solid(draft: Draft) -> Iterator[Fault]:
    rows = [
        issue
        for issue in draft.issues
        if any(_is_hollow(measure) for measure in draft.measures[issue.pk])
    ]
    if rows:
        yield _fault(
            "PL-4", Level.WARNING, rows,
            gettext("%(count)s 个问题有措施不具体：%(codes)s"),
            gettext("措施只有“加强”“提高”一类的话，没有可以检查的成果"),
            gettext("请写明做什么、做几件，或填预期成果"),
        )  # fmt: skip


def _is_hollow(measure: Measure) -> bool:
    if measure.deliverable and is_concrete(measure.deliverable):
        return False
    return is_vague(measure.content)


def _not_one_size(draft: Draft) -> Iterator[Fault]:
    owners = Counter(issue.owner for issue in draft.issues if issue.owner is not None)
    for owner, count in owners.items():
        if count > MOST_OF_ONE:
            yield _fault(
                "PL-5", Level.WARNING, [row for row in draft.issues if row.owner == owner],
                gettext("{who}一人负责 %(count)s 个问题：%(codes)s").replace("{who}", owner.name),
                gettext("同一人负责的问题不宜超过 5 个"),
                gettext("请分给具体承办的同志"),
            )  # fmt: skip
    days = Counter(issue.deadline for issue in draft.issues if issue.deadline is not None)
    if len(draft.issues) < 3 or not days:
        return
    day, count = days.most_common(1)[0]
    if count >= SAME_SHARE * len(draft.issues):
        yield _fault(
            "PL-5", Level.WARNING, [row for row in draft.issues if row.deadline == day],
            gettext("%(count)s 个问题的时限都是{day}：%(codes)s").replace("{day}", f"{day}"),
            gettext("九成以上时限相同，疑为一刀切"),
            gettext("请按难易分别定时限"),
        )  # fmt: skip


def _not_all_long(draft: Draft) -> Iterator[Fault]:
    rows = [issue for issue in draft.issues if issue.rect_type == RectType.LONG_TERM]
    if draft.issues and len(rows) > LONG_SHARE * len(draft.issues):
        yield _fault(
            "PL-6", Level.WARNING, rows,
            gettext("%(count)s 个问题列为长期坚持，超过四成：%(codes)s"),
            gettext("不得以长期代限期"),
            gettext("能限期解决的请改为限期整改"),
        )  # fmt: skip


def _people_there(draft: Draft) -> Iterator[Fault]:
    def gone(issue: Issue) -> bool:
        people = [issue.owner, issue.charge_leader, issue.handler]
        people += [measure.owner for measure in draft.measures[issue.pk]]
        return any(person is not None and not person.active for person in people)

    rows = [issue for issue in draft.issues if gone(issue)]
    if rows:
        yield _fault(
            "PL-7", Level.ERROR, rows,
            gettext("%(count)s 个问题的责任人已离岗：%(codes)s"),
            gettext("责任人须在册在岗"),
            gettext("请改由在岗的同志负责"),
        )  # fmt: skip


def _in_place(draft: Draft) -> Iterator[Fault]:
    about = {
        issue.pk: subject_of(
            issue.title,
            issue.original_text,
            [measure.content for measure in draft.measures[issue.pk]],
        )
        for issue in draft.issues
    }
    rows = [
        issue
        for issue in draft.issues
        if any(
            topics & theirs
            for measure in draft.measures[issue.pk]
            for topics in strange_topics(measure.content, about[issue.pk])
            for key, theirs in about.items()
            if key != issue.pk
        )
    ]
    if rows:
        yield _fault(
            "PL-8", Level.WARNING, rows,
            gettext("%(count)s 个问题下有措施疑应归入别的问题：%(codes)s"),
            gettext("措施的内容应与所属问题相符"),
            gettext("请核对措施是否写错了位置"),
        )  # fmt: skip


def _causes(draft: Draft) -> Iterator[Fault]:
    rows = [issue for issue in draft.issues if issue.pk not in draft.causes]
    if rows:
        yield _fault(
            "PL-9", Level.ERROR, rows,
            gettext("%(count)s 个问题没有原因分析：%(codes)s"),
            gettext("每个问题至少分析出一条原因"),
            gettext("请在问题页写明原因"),
        )  # fmt: skip


def _not_only_words(draft: Draft) -> Iterator[Fault]:
    rows = [
        issue
        for issue in draft.issues
        if answers_by_words_only(measure.kinds for measure in draft.measures[issue.pk])
    ]
    if rows:
        yield _fault(
            "PL-10", Level.WARNING, rows,
            gettext("%(count)s 个问题只有学习和会议：%(codes)s"),
            gettext("只学习、只开会，疑为纸面整改"),
            gettext("请补上能改变事实的措施"),
        )  # fmt: skip


def _right_kinds(draft: Draft) -> Iterator[Fault]:
    def kinds(issue: Issue) -> set[str]:
        return {kind for measure in draft.measures[issue.pk] for kind in measure.kinds}

    rules = [
        issue
        for issue in draft.issues
        if _RULES.search(issue.original_text)
        and _RULES_LACK.search(issue.original_text)
        and MeasureKind.POLICY not in kinds(issue)
    ]
    money = [
        issue
        for issue in draft.issues
        if _MONEY.search(issue.original_text) and not kinds(issue) & _OF_MONEY
    ]
    if rules:
        yield _fault(
            "PL-11", Level.WARNING, rules,
            gettext("%(count)s 个问题涉及制度漏洞而没有制度建设措施：%(codes)s"),
            gettext("涉及制度漏洞的须至少一条制度建设措施"),
            gettext("请补上制度建设措施，或核对措施类型"),
        )  # fmt: skip
    if money:
        yield _fault(
            "PL-11", Level.WARNING, money,
            gettext("%(count)s 个问题涉及钱物而没有纠正、追缴或建账措施：%(codes)s"),
            gettext("涉及钱物的须至少一条纠正清理、追缴退赔或建账登记措施"),
            gettext("请补上相应措施，或核对措施类型"),
        )  # fmt: skip


def _number(code: str) -> int:
    return int(code.removeprefix("PL-"))


_CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    _nothing_left_out,
    _complete,
    _in_time,
    _solid,
    _not_one_size,
    _not_all_long,
    _people_there,
    _in_place,
    _causes,
    _not_only_words,
    _right_kinds,
)
