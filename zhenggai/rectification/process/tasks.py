"""What somebody owes to the process of a round: stages, signatures, decisions, instructions, a plan to approve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import (
    Decision,
    InspectionRound,
    Instruction,
    Meeting,
    MeetingState,
    Plan,
    PlanState,
)
from zhenggai.rectification.process.standing import Standing, course_of

ROUNDS = 3
"""Rounds whose stages are asked about: the newest."""
MOST = 50
SOON = 7
"""Days before a stage's due day from which it is asked for."""


class OwedKind(TextChoices):
    APPROVE = "approve", _("审定方案")
    SIGN = "sign", _("签字")
    DECISION = "decision", _("落实会议决定")
    INSTRUCTION = "instruction", _("落实批示")
    STAGE = "stage", _("推进阶段")


@dataclass(frozen=True, slots=True)
class Owed:
    """`subject` is the noun and the public name of the object at which it is done."""

    kind: OwedKind
    subject: tuple[str, str]
    what: str
    why: str
    due: date | None


def owed(viewer: Viewer, today: date) -> Iterator[Owed]:
    """All of it for one viewer."""
    if viewer.roles & {"group_leader"}:
        yield from _plans(viewer)
    if viewer.person_id is not None:
        yield from _signatures(viewer, today)
        yield from _decisions(viewer)
        yield from _instructions(viewer)
    if viewer.roles & {"rect_office", "principal"}:
        yield from _stages(viewer, today)


def _plans(viewer: Viewer) -> Iterator[Owed]:
    waiting = visible(viewer, Plan).filter(state=PlanState.SUBMITTED).select_related("round")
    for plan in waiting.order_by("submitted_on", "pk")[:MOST]:
        yield Owed(
            OwedKind.APPROVE,
            ("rectification.plan", str(plan.round.uuid)),
            plan.round.name,
            gettext("第 %(number)s 稿方案已提交——经会议审定后在这里审定或退回")
            % {"number": plan.number},
            None,
        )


def _signatures(viewer: Viewer, today: date) -> Iterator[Owed]:
    """Minutes of meetings that the viewer chaired."""
    held = visible(viewer, Meeting).filter(
        chair=viewer.person_id, state=MeetingState.HELD, held_on__lte=today
    )
    for meeting in held.order_by("held_on", "pk")[:MOST]:
        yield Owed(
            OwedKind.SIGN,
            ("rectification.meeting", str(meeting.uuid)),
            meeting.title,
            gettext("您主持的会议，记录等您签字"),
            None,
        )


def _decisions(viewer: Viewer) -> Iterator[Owed]:
    mine = visible(viewer, Decision).filter(
        owner=viewer.person_id, done_on=None, meeting__state=MeetingState.SIGNED
    )
    for decision in mine.select_related("meeting").order_by("deadline", "pk")[:MOST]:
        yield Owed(
            OwedKind.DECISION,
            ("rectification.meeting", str(decision.meeting.uuid)),
            decision.text,
            gettext("“%(meeting)s”议定由您办理——办完登记落实情况")
            % {"meeting": decision.meeting.title},
            decision.deadline,
        )


def _instructions(viewer: Viewer) -> Iterator[Owed]:
    mine = visible(viewer, Instruction).filter(owner=viewer.person_id, settled_on=None)
    for order in mine.select_related("round").order_by("deadline", "pk")[:MOST]:
        yield Owed(
            OwedKind.INSTRUCTION,
            ("rectification.instruction", str(order.round.uuid)),
            order.text,
            gettext("%(author)s批示，请您落实——登记何时做了什么") % {"author": order.author},
            order.deadline,
        )


def _stages(viewer: Viewer, today: date) -> Iterator[Owed]:
    """Stages of the newest rounds that are late or nearly due; the principal is asked for the receipt alone."""
    rounds = visible(viewer, InspectionRound).filter(
        office=viewer.office_id, timetable__isnull=False
    )
    for round in rounds.order_by("-created_at", "-pk")[:ROUNDS]:
        for row in course_of(round, today).stages:
            pressing = row.standing is Standing.LATE or (
                row.standing is Standing.NOW
                and row.days_left is not None
                and row.days_left <= SOON
                and row.missing
            )
            asked = "rect_office" in viewer.roles or row.key == "receipt"
            if pressing and asked:
                yield Owed(
                    OwedKind.STAGE,
                    ("rectification.round", str(round.uuid)),
                    row.label,
                    gettext("还缺：%(what)s") % {"what": "；".join(row.missing)},
                    row.due,
                )
