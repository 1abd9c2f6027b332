"""What a meeting may decide on: a plan, and whatever else puts itself on the list at start (closure, extension). A decision names
its subject as the journal does, by noun and public name, so that no table of meetings needs to know the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.rectification.models import (
    Decision,
    InspectionRound,
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


register_subject(Subject(PLAN, _("整改方案"), _plans, _plan))
