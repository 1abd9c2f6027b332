"""Who may not take part (process.md §1, security.md A07): nobody twice on one application, nobody on their own work,
nobody on their own department's, and nobody decides in the leading group what they handled in its office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from zhenggai.people.viewer import Viewer
from zhenggai.rectification.gates import Obstacle
from zhenggai.rectification.levels import RULES, Level
from zhenggai.rectification.models import (
    ClosureApplication,
    Evidence,
    Issue,
    Measure,
    Progress,
    ReviewStep,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What people have had to do with an issue and its application, by their keys: why each may not review it, who
    reported progress, and who handled it in the rectification office."""

    concerned: Mapping[int, str]
    reported: frozenset[int] = frozenset()
    handled: frozenset[int] = frozenset()
    reviewed: Mapping[int, Level] = field(default_factory=dict)


def parts_of(issue: Issue, application: ClosureApplication | None) -> Parts:
    """Everybody's part in one issue, in a fixed number of queries."""
    return parts_of_many([(issue, application)])[issue.pk]


def parts_of_many(
    pairs: Sequence[tuple[Issue, ClosureApplication | None]],
) -> dict[int, Parts]:
    """Everybody's part by the issue's key, in four queries. What was done after the application was made is the
    review's own and concerns nobody."""
    keys = [issue.pk for issue, _ in pairs]
    measures = _by_issue(
        Measure.objects.filter(issue__in=keys).values_list(
            "issue", "owner", "finished_by", "verified_by"
        )
    )
    evidence = _by_issue(
        Evidence.objects.filter(issue__in=keys, withdrawn_reason=None).values_list(
            "issue", "attached_by", "verdict_by", "created_at"
        )
    )
    progress = _by_issue(
        Progress.objects.filter(issue__in=keys, reporter__isnull=False).values_list(
            "issue", "reporter", "created_at"
        )
    )
    steps = _by_issue(
        ReviewStep.objects.filter(
            application__in=[made.pk for _, made in pairs if made], reviewer__isnull=False
        ).values_list("application__issue", "reviewer", "level")
    )
    found = {}
    for issue, made in pairs:
        key = issue.pk
        until = made.created_at if made else None
        found[key] = _parts(
            issue,
            made,
            measures[key],
            [row for row in evidence[key] if until is None or row[2] <= until],
            [row for row in progress[key] if until is None or row[1] <= until],
            {row[0]: Level(row[1]) for row in steps[key]},
        )
    return found


def _by_issue(rows: Iterable[tuple[Any, ...]]) -> defaultdict[int, list[tuple[Any, ...]]]:
    """Rows by their first column, without it."""
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _parts(
    issue: Issue,
    made: ClosureApplication | None,
    measures: Sequence[tuple[Any, ...]],
    evidence: Sequence[tuple[Any, ...]],
    progress: Sequence[tuple[Any, ...]],
    reviewed: Mapping[int, Level],
) -> Parts:
    """The gravest ground is written last and stays."""
    concerned: dict[int, str] = {}
    _add(concerned, {row[0] for row in evidence}, gettext("上传过这个问题的佐证"))
    _add(concerned, {row[1] for row in measures}, gettext("报过这个问题的措施完成"))
    _add(concerned, {row[0] for row in measures}, gettext("是这个问题的措施责任人"))
    _add(concerned, {issue.handler_id}, gettext("是这个问题的承办人"))
    if made is not None:
        _add(concerned, {made.applicant_id}, gettext("是这次销号的申请人"))
    handled = {row[1] for row in evidence} | {row[2] for row in measures}
    return Parts(
        concerned,
        frozenset(row[0] for row in progress),
        frozenset(key for key in handled if key is not None),
        reviewed,
    )


def unfit(viewer: Viewer, issue: Issue, level: int, parts: Parts) -> list[Obstacle]:
    """Why this person may not review the issue at this level; nothing where they may."""
    rule = RULES[Level(level)]
    if rule.role not in viewer.roles:
        return [
            _separation(
                "duty.role",
                gettext("现在轮到%(level)s，您没有这一级的角色") % {"level": rule.label},
                rule.basis,
                gettext("请由有这一角色的人审核"),
            )
        ]
    if viewer.person_id is None:
        return [
            _separation(
                "duty.nobody",
                gettext("您的账号没有对应到人"),
                gettext("职责分离按人核对"),
                gettext("请单位管理员把账号对应到人"),
            )
        ]
    return [
        *_twice(viewer.person_id, parts),
        *_own_work(viewer.person_id, issue, level, parts),
        *_own_department(viewer, issue, level),
        *_both_desks(viewer, level, parts),
    ]


def _twice(person: int, parts: Parts) -> list[Obstacle]:
    level = parts.reviewed.get(person)
    if level is None:
        return []
    return [
        _separation(
            "duty.twice",
            gettext("您已在“%(level)s”审过这次申请") % {"level": level.label},
            gettext("同一次销号申请，申请人与各级审核人互不相同"),
            _somebody_else(),
        )
    ]


def _own_work(person: int, issue: Issue, level: int, parts: Parts) -> list[Obstacle]:
    """Whoever did the work; from the second level on whoever answers for it, too. The rectification office keeps the
    books for others: a line of progress that it wrote down is not its work."""
    why = parts.concerned.get(person)
    if why is None and level != Level.OFFICE and person in parts.reported:
        why = gettext("填报过这个问题的进展")
    if why is None and level > Level.HEAD and issue.owner_id == person:
        why = gettext("是这个问题的责任人")
    if why is None:
        return []
    return [
        _separation(
            "duty.own",
            gettext("您%(why)s，应当回避") % {"why": why},
            gettext("承办人不得复核自己的销号，涉及本人的回避"),
            _somebody_else(),
        )
    ]


def _own_department(viewer: Viewer, issue: Issue, level: int) -> list[Obstacle]:
    """The head's level and the leader's are the department's own; the others look at it from outside."""
    if level == Level.HEAD and issue.lead_dept_id not in viewer.department_ids:
        return [
            _separation(
                "duty.other_department",
                gettext("您不在这个问题的牵头部门"),
                RULES[Level.HEAD].basis,
                gettext("请由牵头部门负责人审核"),
            )
        ]
    if level == Level.LEADER and issue.charge_leader_id not in (None, viewer.person_id):
        return [
            _separation(
                "duty.other_leader",
                gettext("这个问题不由您分管"),
                RULES[Level.LEADER].basis,
                gettext("请由这个问题的责任领导审签"),
            )
        ]
    if level not in (Level.OFFICE, Level.DISCIPLINE):
        return []
    involved = {issue.lead_dept_id, *(office.pk for office in issue.co_depts.all())}
    if not involved & viewer.department_ids:
        return []
    return [
        _separation(
            "duty.own_department",
            gettext("问题由您所在的部门牵头或协办，应当回避"),
            gettext("涉及本室委的自动回避"),
            _somebody_else(),
        )
    ]


def _both_desks(viewer: Viewer, level: int, parts: Parts) -> list[Obstacle]:
    """Whoever sits in the rectification office, or handled this issue there, does not decide for the leading group."""
    if level != Level.GROUP:
        return []
    if "rect_office" not in viewer.roles and viewer.person_id not in parts.handled:
        return []
    return [
        _separation(
            "duty.both_desks",
            gettext("整改办经办人不能兼领导小组审定"),
            gettext("整改办经办与领导小组审定不相容"),
            gettext("请由领导小组另一位负责人审定；人手不足时由上级党组织或纪检委派人补位"),
        )
    ]


def _add(concerned: dict[int, str], people: Iterable[int | None], why: str) -> None:
    concerned |= {person: why for person in people if person is not None}


def _somebody_else() -> str:
    return gettext("请由另一人审核；人手不足时由上级党组织或纪检委派人补位")


def _separation(code: str, sentence: str, basis: object, mend: str) -> Obstacle:
    return Obstacle(code, sentence, str(basis), "", mend)
