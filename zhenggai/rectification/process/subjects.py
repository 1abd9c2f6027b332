"""What a meeting may decide on: a plan, and whatever else puts itself on the list at start (closure, extension, stage). A
decision names its subject as the journal does, by noun and public name, so that no table of meetings needs to know the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.rectification.levels import Level
from zhenggai.rectification.lifecycle import BY_STAGES, IssueState
from zhenggai.rectification.models import (
    ClosureApplication,
    Decision,
    Ending,
    Extension,
    ExtensionState,
    InspectionRound,
    Issue,
    Meeting,
    MeetingState,
    Outcome,
    Plan,
    PlanState,
)

Found = tuple[str, str]
"""Public name and what it is called."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing to decide on. `waiting` lists those of a round that wait for a decision, `called` says what one is
    called, None where the round has none of that name."""

    noun: str
    label: str | Promise
    waiting: Callable[[InspectionRound], Iterable[Found]]
    called: Callable[[InspectionRound, str], str | None]


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Let meetings decide on one more kind of thing."""
    _subjects[subject.noun] = subject


def subject_of(noun: str) -> Subject | None:
    return _subjects.get(noun)


def waiting_subjects(round: InspectionRound) -> list[tuple[str, str]]:
    """Everything in the round that waits for a meeting: `noun:name` and what it is called."""
    return [
        (f"{subject.noun}:{key}", f"{subject.label}：{label}")
        for subject in _subjects.values()
        for key, label in subject.waiting(round)
    ]


def decisions_on(noun: str, key: str) -> QuerySet[Decision]:
    """What meetings have decided on one thing, oldest first."""
    rows = Decision.objects.filter(subject_type=noun, subject_id=key)
    return rows.select_related("meeting").order_by("meeting__held_on", "pk")


def agreed_at(meeting: Meeting, noun: str, key: str) -> bool:
    """Whether a meeting with signed minutes agreed to it: what an approval must be able to point at."""
    if meeting.state != MeetingState.SIGNED:
        return False
    return decisions_on(noun, key).filter(meeting=meeting, outcome=Outcome.AGREED).exists()


PLAN = "rectification.plan"


def _plans(round: InspectionRound) -> Iterable[Found]:
    for plan in Plan.objects.filter(round=round, state=PlanState.SUBMITTED):
        yield str(plan.uuid), _edition(plan)


def _plan(round: InspectionRound, key: str) -> str | None:
    plan = Plan.objects.filter(round=round, uuid=key).first()
    return _edition(plan) if plan else None


def _edition(plan: Plan) -> str:
    return gettext("第 %(number)s 稿") % {"number": plan.number}


CLOSURE = "rectification.closureapplication"


def _closures(round: InspectionRound) -> Iterable[Found]:
    """Applications whose turn it is at the leading group."""
    waiting = ClosureApplication.objects.filter(
        issue__round=round, outcome=Ending.OPEN, level=Level.GROUP
    )
    for application in waiting.select_related("issue").order_by("issue__position"):
        yield str(application.uuid), str(application.issue)


def _closure(round: InspectionRound, key: str) -> str | None:
    rows = ClosureApplication.objects.filter(issue__round=round, uuid=key).select_related("issue")
    found = rows.first()
    return str(found.issue) if found else None


EXTENSION = "rectification.extension"


def _extensions(round: InspectionRound) -> Iterable[Found]:
    waiting = Extension.objects.filter(issue__round=round, state=ExtensionState.ASKED)
    for extension in waiting.select_related("issue").order_by("issue__position"):
        yield str(extension.uuid), _later(extension)


def _extension(round: InspectionRound, key: str) -> str | None:
    rows = Extension.objects.filter(issue__round=round, uuid=key).select_related("issue")
    found = rows.first()
    return _later(found) if found else None


def _later(extension: Extension) -> str:
    return f"{extension.issue} → {extension.new_deadline:%Y-%m-%d}"


STAGE = "rectification.stage"


def _stages(round: InspectionRound) -> Iterable[Found]:
    """Issues that are worked on by stages, each under its own name: the stage that it has reached."""
    by_stages = Issue.objects.filter(
        round=round, rect_type__in=BY_STAGES, state=IssueState.IN_PROGRESS
    )
    for issue in by_stages.order_by("position"):
        yield str(issue.uuid), str(issue)


def _stage(round: InspectionRound, key: str) -> str | None:
    found = Issue.objects.filter(round=round, uuid=key, rect_type__in=BY_STAGES).first()
    return str(found) if found else None


register_subject(Subject(PLAN, _("整改方案"), _plans, _plan))
register_subject(Subject(CLOSURE, _("销号"), _closures, _closure))
register_subject(Subject(EXTENSION, _("延期"), _extensions, _extension))
register_subject(Subject(STAGE, _("阶段性完成"), _stages, _stage))
