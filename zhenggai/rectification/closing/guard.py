"""The one guard of every move of an issue, whichever way in: page, bulk, command line, another room.

`hindrances` says all that stands in somebody's way, for a page to show; `refuse_hindered` raises it, for actions.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.lib.errors import NotAllowed, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.duties import Parts, parts_of, unfit
from zhenggai.rectification.gates import Obstacle, obstacles, obstacles_from_above
from zhenggai.rectification.levels import Level
from zhenggai.rectification.lifecycle import (
    ISSUE_MOVES,
    IssueState,
    RectType,
    find_move,
)
from zhenggai.rectification.models import (
    ClosureApplication,
    Ending,
    Issue,
    Lookback,
    LookbackVerdict,
    Milestone,
)

_OF_THE_LEVEL = frozenset({"review", "return_", "approve", "confirm"})
"""Moves that belong to the level whose turn it is."""


def hindrances(viewer: Viewer, issue: Issue, name: str, today: date) -> list[Obstacle]:
    """Everything that stands between this viewer and this move of the issue, on a day."""
    if find_move(ISSUE_MOVES, name, issue.state, issue.rect_type) is None:
        return [_off_the_table(issue, name)]
    if viewer.person_id is None and viewer.source != "system":
        return [_nobody()]
    if name in _OF_THE_LEVEL:
        return _of_the_level(viewer, issue, name)
    match name:
        case "apply_closure":
            return obstacles(issue, today)
        case "withdraw":
            return _may_withdraw(viewer, issue)
        case "mark_stage_done":
            return [*_stage_reached(issue), *obstacles_from_above(issue, today)]
        case "consolidate":
            return _found_solid(issue)
    return []


def refuse_hindered(viewer: Viewer, issue: Issue, name: str, today: date) -> None:
    """Refused with every obstacle at once; where it is the viewer's own part that stands in the way, not allowed."""
    found = hindrances(viewer, issue, name, today)
    if not found:
        return
    first = found[0]
    if first.code == "issue.move":
        raise Refused(first.code, first.sentence, [])
    kind = NotAllowed if first.code.startswith("duty.") else Refused
    if len(found) == 1:
        raise kind(first.code, str(first))
    raise kind(
        "issue.hindered",
        gettext("还差 %(count)s 项，不能%(move)s——补齐下列各项后再办")
        % {"count": len(found), "move": move_words(name)},
        [str(item) for item in found],
    )


def open_application(issue: Issue) -> ClosureApplication | None:
    """The application that is under way; an issue has one at most."""
    return ClosureApplication.objects.filter(issue=issue, outcome=Ending.OPEN).first()


def level_move(application: ClosureApplication) -> str:
    """By which move of the table the level whose turn it is passes the application."""
    if not application.is_last_level:
        return "review"
    return "confirm" if application.level == Level.SUPERIOR else "approve"


def move_words(name: str) -> str:
    """What a move is called."""
    words = {
        "apply_closure": gettext("申请销号"),
        "withdraw": gettext("撤回申请"),
        "review": gettext("审核"),
        "return_": gettext("退回"),
        "approve": gettext("审定销号"),
        "confirm": gettext("确认销号"),
        "mark_stage_done": gettext("认定阶段性完成"),
        "next_stage": gettext("转入下一阶段"),
        "consolidate": gettext("认定巩固"),
        "reopen": gettext("重新立账"),
    }
    return words.get(name, gettext("办理这一步"))


def _of_the_level(viewer: Viewer, issue: Issue, name: str) -> list[Obstacle]:
    application = open_application(issue)
    if application is None or application.level is None:
        return [_off_the_table(issue, name)]
    if name != "return_" and name != level_move(application):
        return [_off_the_table(issue, name)]
    return unfit_for(viewer, issue, application)


def unfit_for(
    viewer: Viewer, issue: Issue, application: ClosureApplication, parts: Parts | None = None
) -> list[Obstacle]:
    """Why the viewer may not speak at the level whose turn it is. A superior's letter is put in by the rectification
    office, which speaks in the superior's name and not in its own."""
    level = application.level or 0
    if level == Level.SUPERIOR and "rect_office" in viewer.roles:
        return []
    return unfit(viewer, issue, level, parts or parts_of(issue, application))


def _may_withdraw(viewer: Viewer, issue: Issue) -> list[Obstacle]:
    application = open_application(issue)
    if application is None:
        return [_off_the_table(issue, "withdraw")]
    if application.applicant_id == viewer.person_id:
        return []
    return [
        Obstacle(
            "duty.not_applicant",
            gettext("这次申请由%(who)s提出") % {"who": application.applicant_name},
            gettext("申请由申请人撤回"),
            "",
            gettext("请由申请人撤回"),
        )
    ]


def _stage_reached(issue: Issue) -> list[Obstacle]:
    """At least one milestone was reached since the stage before."""
    marked = {uuid for mark in issue.stages.all() for uuid in mark.milestones}
    reached = reached_milestones(issue)
    if any(str(uuid) not in marked for uuid in reached):
        return []
    return [
        Obstacle(
            "gate.milestone",
            gettext("没有新达到的节点"),
            gettext("阶段性完成须有已达节点，由领导小组会议认定"),
            "",
            gettext("请先登记节点完成"),
        )
    ]


def reached_milestones(issue: Issue) -> list[str]:
    """The issue's milestones that were reached, by their public names."""
    found = Milestone.objects.filter(measure__issue=issue, done_on__isnull=False)
    return [str(uuid) for uuid in found.order_by("pk").values_list("uuid", flat=True)]


def _found_solid(issue: Issue) -> list[Obstacle]:
    last = Lookback.objects.filter(issue=issue, cycle=issue.cycle).order_by("-held_on", "-pk")
    found = last.first()
    if found is not None and found.verdict == LookbackVerdict.SOLID:
        return []
    return [
        Obstacle(
            "gate.lookback",
            gettext("最近一次回头看的结论不是“巩固”") if found else gettext("销号后还没有回头看"),
            gettext("认定巩固以最近一次回头看结论为准"),
            "",
            gettext("请先开展回头看并登记结论"),
        )
    ]


def _off_the_table(issue: Issue, name: str) -> Obstacle:
    """From this state the move does not lead anywhere."""
    if name == "mark_stage_done" and issue.rect_type not in (RectType.STAGED, RectType.LONG_TERM):
        why = gettext("只有分阶段整改、长期坚持的问题认定阶段性完成")
    else:
        why = gettext(
            "当前状态为“%(state)s”，不能%(move)s——依据整改状态流转规则；请先办完前一步"
        ) % {
            "state": IssueState(issue.state).label,
            "move": move_words(name),
        }
    return Obstacle("issue.move", why, gettext("整改状态流转规则"), "")


def _nobody() -> Obstacle:
    return Obstacle(
        "duty.nobody",
        gettext("您的账号没有对应到人"),
        gettext("职责分离按人核对"),
        "",
        gettext("请单位管理员把账号对应到人"),
    )
