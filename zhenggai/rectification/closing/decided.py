"""The recorded meeting behind a decision: whoever points at one writes nothing a second time (process.md §4, §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import Refused
from zhenggai.rectification.closing.forms import MeetingForm
from zhenggai.rectification.models import (
    ClosureApplication,
    Decision,
    Extension,
    Issue,
    Meeting,
    MeetingKind,
    MeetingState,
    Outcome,
    StageMark,
)
from zhenggai.rectification.process.subjects import CLOSURE, EXTENSION, STAGE

Decided = ClosureApplication | Extension | Issue
"""What the leading group decides on, besides the plan; an issue for the stage that it has reached."""


@dataclass(frozen=True, slots=True)
class MeetingChoice:
    """A meeting to point at."""

    uuid: UUID
    title: str
    held_on: date


def choices(meetings: Iterable[Meeting]) -> tuple[MeetingChoice, ...]:
    return tuple(MeetingChoice(row.uuid, row.title, row.held_on) for row in meetings)


def meetings_that_agreed(*subjects: Decided) -> list[Meeting]:
    """Meetings of the leading group with signed minutes that agreed to any of these, newest first; in one query."""
    rows = _agreed(*subjects).order_by("-meeting__held_on", "-meeting__pk")
    return list({row.meeting_id: row.meeting for row in rows}.values())


def form_of(form: MeetingForm, subject: Decided) -> MeetingForm:
    """The form with what the minutes say, where it points at a meeting; as it was typed, where it does not."""
    if form.record is None:
        return form
    decision = _agreed(subject).filter(meeting=form.record).first()
    if decision is None:
        raise Refused(
            "meeting.not_decided",
            gettext(
                "“%(meeting)s”没有同意 %(what)s 的决定，或记录尚未签字——审定须有会议记录为据；请在会议中登记决定并签字"
            )
            % {"meeting": form.record.title, "what": _issue(subject).code},
        )
    meeting = decision.meeting
    came = list(meeting.attendance.filter(is_due=True).values_list("present", flat=True))
    return replace(
        form,
        title=meeting.title,
        held_on=meeting.held_on,
        due=len(came),
        present=sum(present is True for present in came),
        unanimous=True,
        votes=decision.votes or "",
    )


def _agreed(*subjects: Decided) -> QuerySet[Decision]:
    agreed = Decision.objects.filter(
        subject_type__in={_noun(item) for item in subjects},
        subject_id__in=[str(item.uuid) for item in subjects],
        outcome=Outcome.AGREED,
        meeting__state=MeetingState.SIGNED,
        meeting__kind=MeetingKind.LEADING_GROUP,
    )
    # A meeting takes one stage of an issue as reached, not the next as well.
    issues = [item.pk for item in subjects if isinstance(item, Issue)]
    if issues:
        spent = StageMark.objects.filter(issue__in=issues, meeting=OuterRef("meeting"))
        agreed = agreed.exclude(Exists(spent))
    return agreed.select_related("meeting")


def _noun(subject: Decided) -> str:
    if isinstance(subject, Issue):
        return STAGE
    return EXTENSION if isinstance(subject, Extension) else CLOSURE


def _issue(subject: Decided) -> Issue:
    return subject if isinstance(subject, Issue) else subject.issue
