"""A ledger of any size for benchmarks: N issues, 4N measures over 200 offices. Fast and not journaled, so for
nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhenggai.rectification import upkeep
from zhenggai.rectification.evidence import MeasureKind, answers_by_words_only
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import (
    Classification,
    Feedback,
    InspectionRound,
    Issue,
    IssueCategory,
    Measure,
)

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

TODAY = date(2021, 9, 8)
MEASURES = 4
_BATCH = 2_000
_SUBJECTS = [
    "财务管理",
    "党费收缴",
    "固定资产",
    "采购审批",
    "请休假",
    "公文处理",
    "第一议题",
    "意识形态",
    "提案办理",
    "联络指导",
    "换届选举",
    "档案装订",
]
_FAULTS = ["不规范", "不到位", "不严格", "有缺漏", "流于形式", "台账不全", "监督不力", "落实打折扣"]
_DEEDS = [
    "修订制度并印发执行",
    "逐项清查登记建账",
    "组织专题学习",
    "开展台账检查",
    "补齐材料并装订",
    "去函原单位协助补充",
    "按年度公示",
]


@dataclass(frozen=True, slots=True)
class Place:
    """An office that owns a round, with the departments and people that its issues name."""

    organ: Office
    departments: list[Office]
    people: list[Person]


def fill(places: list[Place], issue_count: int, seed: int = 1) -> list[InspectionRound]:
    """Spread the issues evenly over one new round an office; the same seed gives the same ledger."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows, no secret
    shares = [
        issue_count // len(places) + (n < issue_count % len(places)) for n in range(len(places))
    ]
    rounds = [_round(place, number) for number, place in enumerate(places)]
    for found_round, place, share in zip(rounds, places, shares, strict=True):
        _fill_round(found_round, place, share, chance)
    return rounds


def _round(place: Place, number: int) -> InspectionRound:
    found_round = InspectionRound.objects.create(
        office=place.organ, name=f"第{number + 1}巡察组反馈意见整改", kind="patrol_inspection"
    )
    Feedback.objects.create(
        office=place.organ,
        round=found_round,
        classification=Classification.INTERNAL,
        digest=f"{found_round.pk:064d}",
        feedback_on=TODAY - timedelta(days=83),
        text="基准测试用文本。",
    )
    return found_round


def _fill_round(
    found_round: InspectionRound, place: Place, issue_count: int, chance: random.Random
) -> None:
    categories = IssueCategory.objects.bulk_create(
        IssueCategory(
            office=place.organ,
            round=found_round,
            position=number,
            number=f"（{number}）",
            title=f"关于{_SUBJECTS[number]}方面的问题",
        )
        for number in range(1, 4)
    )
    per_category = -(-issue_count // len(categories)) or 1
    for start in range(0, issue_count, _BATCH):
        numbers = range(start, min(start + _BATCH, issue_count))
        issues, measures = [], []
        for number in numbers:
            category = categories[number // per_category]
            issue = _issue(found_round, category, place, number, number % per_category + 1, chance)
            mine = list(_measures(issue, chance))
            _keep(issue, mine)
            issues.append(issue)
            measures += mine
        Issue.objects.bulk_create(issues)
        Measure.objects.bulk_create(measures)
        upkeep.index(issues)
        found_round.issue_count += len(issues)
        found_round.measure_count += len(measures)
        found_round.complete_count += sum(issue.complete_count for issue in issues)
    found_round.save()


def _issue(
    found_round: InspectionRound,
    category: IssueCategory,
    place: Place,
    number: int,
    place_in_category: int,
    chance: random.Random,
) -> Issue:
    title = f"{chance.choice(_SUBJECTS)}{chance.choice(_FAULTS)}，{chance.choice(_SUBJECTS)}{chance.choice(_FAULTS)}"
    owner = chance.choice(place.people)
    kind = chance.choice(RectType.values)
    state = chance.choices(
        [IssueState.IN_PROGRESS, IssueState.DRAFT, IssueState.REVIEWING, IssueState.CLOSED],
        [6, 1, 1, 3],
    )[0]
    if kind == RectType.LONG_TERM and state == IssueState.CLOSED:
        state = IssueState.STAGE_DONE
    return Issue(
        office=place.organ,
        round=found_round,
        category=category,
        position=number + 1,
        code=f"{category.position}-{place_in_category}",
        title=title,
        original_text=f"{title}\n检查发现{chance.randint(2, 90)}处，涉及{chance.randint(1, 40)}人。",
        rect_type=kind,
        charge_leader=chance.choice(place.people),
        lead_dept=chance.choice(place.departments),
        owner=owner,
        handler=owner,
        started_on=TODAY - timedelta(days=83),
        deadline=TODAY + timedelta(days=chance.randint(-40, 120)),
        state=state,
    )


def _measures(issue: Issue, chance: random.Random) -> Iterator[Measure]:
    for number in range(1, MEASURES + 1):
        yield Measure(
            office_id=issue.office_id,
            round=issue.round,
            issue=issue,
            position=number,
            code=f"{issue.code}-{number}",
            marker=f"{'一二三四'[number - 1]}是",
            content=f"{chance.choice(_DEEDS)}，{chance.choice(_SUBJECTS)}{chance.randint(1, 60)}件",
            kinds=[chance.choice(MeasureKind.values)],
            state=chance.choice(MeasureState.values),
        )


def _keep(issue: Issue, measures: list[Measure]) -> None:
    issue.measure_count = len(measures)
    issue.complete_count = sum(1 for measure in measures if measure.is_complete)
    issue.words_only = answers_by_words_only(measure.kinds for measure in measures)
    days = issue.open_days(measures)
    issue.green_on, issue.yellow_on, issue.red_on = days.green_on, days.yellow_on, days.red_on
