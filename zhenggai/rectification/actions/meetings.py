"""Meetings: called, held, written down, signed; decisions that become tasks (会议)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.actions import tell
from zhenggai.people.queries import persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future
from zhenggai.rectification.actions.stages import PaperOffer, keep_paper
from zhenggai.rectification.facts import holds_fact
from zhenggai.rectification.models import (
    AgendaItem,
    Attendance,
    Decision,
    InspectionRound,
    Meeting,
    MeetingKind,
    MeetingState,
    Outcome,
    Paper,
)
from zhenggai.rectification.process.minutes import unsigned_because
from zhenggai.rectification.process.subjects import subject_of

if TYPE_CHECKING:
    from zhenggai.people.models import Person

LONGEST_TITLE = 100
LONGEST_TEXT = 2_000
LONGEST_MINUTES = 20_000
MOST_DUE = 300
_OPEN = (MeetingState.PLANNED, MeetingState.HELD)


class MeetingChange(TypedDict, total=False):
    """What may be said of a meeting; what is left out stays as it is."""

    title: str
    held_on: date
    place: str
    chair: Person | None
    recorder: Person | None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody due (or sitting in), and whether they came; None while that is not known."""

    person: Person
    is_due: bool = True
    present: bool | None = None
    reason: str = ""


@action("meeting.call", on="round")
def call_meeting(
    viewer: Viewer,
    round: InspectionRound,
    *,
    kind: str,
    due: Sequence[Person] = (),
    agenda: Sequence[str] = (),
    **changes: Unpack[MeetingChange],
) -> Meeting:
    """Call a meeting, or register one that was held: kind, day, chair, who is due, what is to be talked of."""
    if kind not in MeetingKind.values:
        raise BadInput("meeting.kind", gettext("没有这种会议——请从列出的几种中选"))
    if "held_on" not in changes:
        raise BadInput("meeting.no_day", gettext("会议日期没有填——请填写哪一天召开"))
    columns = _columns(viewer, changes)
    _check_known(viewer, due)
    meeting = Meeting.objects.create(office_id=round.office_id, round=round, kind=kind, **columns)
    _write_attendance(meeting, [Came(person) for person in due])
    for position, title in enumerate((text for text in agenda if text.strip()), 1):
        _write_item(meeting, position, title, "")
    note(
        obj=round,
        summary=gettext("登记会议：%(title)s（%(day)s）")
        % {"title": meeting.title, "day": meeting.held_on.isoformat()},
        meeting=str(meeting.uuid),
    )
    return meeting


@action("meeting.edit", on="meeting")
def edit_meeting(
    viewer: Viewer, meeting: Meeting, *, version: int, **changes: Unpack[MeetingChange]
) -> Meeting:
    """Change day, place, chair or recorder of a meeting whose minutes are not signed."""
    _refuse_closed(meeting)
    columns = _columns(viewer, changes)
    before = {name: str(getattr(meeting, name)) for name in columns}
    save_version(meeting, version, **columns)
    for name, value in columns.items():
        setattr(meeting, name, value)
    note(
        obj=meeting,
        summary=gettext("修改会议：%(title)s") % {"title": meeting.title},
        before=before,
        after={name: str(value) for name, value in columns.items()},
    )
    return meeting


@action("meeting.edit", on="meeting")
def write_attendance(viewer: Viewer, meeting: Meeting, *, rows: Sequence[Came]) -> int:
    """Who was due, who came, and why the others did not; the whole list at once."""
    _touch(meeting)
    if len(rows) > MOST_DUE:
        raise BadInput(
            "meeting.too_many",
            gettext("一次会议最多登记 %(most)s 人——请核对名单") % {"most": MOST_DUE},
        )
    if len({row.person.pk for row in rows}) != len(rows):
        raise BadInput("meeting.twice", gettext("名单里有人写了两次——请删去一处"))
    _check_known(viewer, [row.person for row in rows])
    Attendance.objects.filter(meeting=meeting).delete()
    _write_attendance(meeting, rows)
    due = [row for row in rows if row.is_due]
    note(
        obj=meeting,
        summary=gettext("%(title)s：应到 %(due)s 人，实到 %(came)s 人")
        % {
            "title": meeting.title,
            "due": len(due),
            "came": sum(row.present is True for row in due),
        },
        absent=[f"{row.person.name}：{row.reason}" for row in due if row.present is False],
    )
    return len(rows)


@action("meeting.edit", on="meeting")
def add_item(viewer: Viewer, meeting: Meeting, *, title: str, presenter: str = "") -> AgendaItem:
    """One more item of the agenda."""
    _touch(meeting)
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    item = _write_item(meeting, last + 1, title, presenter)
    note(obj=meeting, summary=gettext("增加议题：%(title)s") % {"title": item.title})
    return item


@action("meeting.edit", on="item")
def discuss(
    viewer: Viewer, item: AgendaItem, *, title: str, presenter: str, discussion: str
) -> AgendaItem:
    """What was said on an item."""
    _touch(item.meeting)
    AgendaItem.objects.filter(pk=item.pk).update(
        title=plain_line(title, longest=200),
        presenter=plain_text(presenter, longest=60) or None,
        discussion=plain_text(discussion, longest=LONGEST_TEXT) or None,
    )
    item.refresh_from_db()
    note(obj=item.meeting, summary=gettext("记录议题：%(title)s") % {"title": item.title})
    return item


@action("meeting.edit", on="meeting")
def write_minutes(
    viewer: Viewer, meeting: Meeting, *, version: int, minutes: str, today: date
) -> Meeting:
    """Write the minutes down: the meeting has been held."""
    _refuse_closed(meeting)
    refuse_future(meeting.held_on, today)
    words = plain_text(minutes, longest=LONGEST_MINUTES)
    if not words:
        raise BadInput("meeting.no_minutes", gettext("会议记录没有写——请写明会议情况"))
    save_version(meeting, version, minutes=words, state=MeetingState.HELD)
    meeting.minutes, meeting.state = words, MeetingState.HELD
    note(obj=meeting, summary=gettext("写会议记录：%(title)s") % {"title": meeting.title})
    return meeting


@action("meeting.edit", on="meeting")
def attach_paper(viewer: Viewer, meeting: Meeting, *, offer: PaperOffer, today: date) -> Paper:
    """A notice, a list of signatures, a scan of the signed minutes, a picture."""
    _touch(meeting)
    paper = keep_paper(viewer, meeting.round, offer, today, meeting=meeting)
    note(obj=meeting, summary=gettext("会议附件：%(title)s") % {"title": paper.title})
    return paper


@action("meeting.decide", on="meeting")
def decide(
    viewer: Viewer,
    meeting: Meeting,
    *,
    text: str,
    outcome: str = Outcome.NOTED,
    votes: str = "",
    subject: tuple[str, str] | None = None,
    owner: Person | None = None,
    deadline: date | None = None,
) -> Decision:
    """Write down what was decided; on what, and who carries it out until when."""
    _touch(meeting)
    words = plain_text(text, longest=LONGEST_TEXT)
    if not words:
        raise BadInput("decision.empty", gettext("议定事项没有写——请写明决定了什么"))
    if outcome not in Outcome.values:
        raise BadInput("decision.outcome", gettext("没有这种结论——请从列出的几种中选"))
    if (owner is None) != (deadline is None):
        raise BadInput(
            "decision.half_task",
            gettext("责任人和时限要一起填——议定事项到人到日才成任务；请补上另一项"),
        )
    if deadline is not None and deadline < meeting.held_on:
        raise BadInput("decision.deadline", gettext("时限早于会议日期——请改正日期"))
    _check_known(viewer, [owner] if owner else [])
    _check_subject(meeting, subject, outcome)
    last = meeting.decisions.aggregate(last=Max("position"))["last"] or 0
    decision = Decision.objects.create(
        office_id=meeting.office_id,
        meeting=meeting,
        position=last + 1,
        text=words,
        outcome=outcome,
        votes=plain_text(votes, longest=60) or None,
        subject_type=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
        owner=owner,
        deadline=deadline,
    )
    note(obj=meeting, summary=gettext("议定：%(text)s") % {"text": words[:60]}, subject=subject)
    return decision


@action("meeting.decide", on="decision")
def drop_decision(viewer: Viewer, decision: Decision) -> None:
    """Take a decision out of minutes that are not signed yet; the journal keeps its words."""
    _touch(decision.meeting)
    note(
        obj=decision.meeting,
        summary=gettext("删去议定事项：%(text)s") % {"text": decision.text[:60]},
        text=decision.text,
    )
    decision.delete()


@action("meeting.sign", on="meeting")
def sign_minutes(
    viewer: Viewer, meeting: Meeting, *, version: int, signed_on: date, today: date
) -> Meeting:
    """The chair signs the minutes; nothing in them changes any more, and their decisions become tasks. Where the chair does not
    sign here, a scan of the signed paper must hang on the meeting."""
    _refuse_closed(meeting)
    refuse_future(signed_on, today)
    if missing := unsigned_because(meeting, signs_here=_is_chair(viewer, meeting)):
        raise Refused(
            "meeting.incomplete",
            gettext("“%(title)s”的记录还不能签字——会议记录要素须齐全；请补上所列各项")
            % {"title": meeting.title},
            missing,
        )
    if signed_on < meeting.held_on:
        raise BadInput("meeting.signed_before", gettext("签字日期早于会议日期——请改正日期"))
    signer = meeting.chair.name if meeting.chair else viewer.name
    save_version(
        meeting, version, state=MeetingState.SIGNED, signed_by_name=signer, signed_on=signed_on
    )
    meeting.state, meeting.signed_by_name, meeting.signed_on = (
        MeetingState.SIGNED,
        signer,
        signed_on,
    )
    for decision in meeting.decisions.exclude(owner=None):
        tell(
            viewer,
            [decision.owner_id],
            "decision.assigned",
            obj=meeting,
            text=gettext("%(title)s议定：%(text)s")
            % {"title": meeting.title, "text": decision.text[:60]},
            reason=gettext("由您办理，请按时落实并登记"),
        )
    note(
        obj=meeting,
        summary=gettext("会议记录签字：%(title)s，%(who)s")
        % {"title": meeting.title, "who": signer},
    )
    return meeting


@action("meeting.cancel", on="meeting")
def cancel_meeting(viewer: Viewer, meeting: Meeting, *, version: int, reason: str) -> Meeting:
    """Call a meeting off, or void a wrong entry; it stays to be looked at."""
    _refuse_closed(meeting)
    words = plain_text(reason, longest=500)
    if not words:
        raise BadInput("meeting.no_reason", gettext("取消要写明原因——取消后仍可查"))
    save_version(meeting, version, state=MeetingState.CANCELLED, cancelled_reason=words)
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, words
    note(
        obj=meeting,
        summary=gettext("取消会议：%(title)s（%(why)s）") % {"title": meeting.title, "why": words},
    )
    return meeting


@action("decision.settle", on="decision")
def settle_decision(
    viewer: Viewer, decision: Decision, *, version: int, text: str, done_on: date, today: date
) -> Decision:
    """Say how a decision was carried out, with a fact."""
    if decision.meeting.state != MeetingState.SIGNED:
        raise Refused(
            "decision.unsigned", gettext("会议记录还没有签字，议定事项尚未生效——请先请主持人签字")
        )
    if decision.done_on is not None:
        raise Refused("decision.done", gettext("这一项已登记落实——请刷新后查看"))
    refuse_future(done_on, today)
    if done_on < decision.meeting.held_on:
        raise BadInput("decision.day", gettext("落实日期早于会议日期——请核对日期"))
    words = plain_text(text, longest=LONGEST_TEXT)
    if not holds_fact(words):
        raise Refused(
            "decision.no_fact",
            gettext("落实情况里没有事实——须写明日期、数量或文号之一；请补充何时做了什么"),
        )
    save_version(decision, version, done_on=done_on, done_text=words)
    decision.done_on, decision.done_text = done_on, words
    note(
        obj=decision.meeting,
        summary=gettext("落实议定事项：%(text)s") % {"text": words[:60]},
        decision=str(decision.uuid),
    )
    return decision


def touch_meeting(meeting: Meeting) -> None:
    """For other actions on parts of a meeting: refused once it is signed or cancelled; its row is held until the commit."""
    _touch(meeting)


def _columns(viewer: Viewer, changes: MeetingChange) -> dict[str, object]:
    columns: dict[str, object] = dict(changes)
    if "title" in changes:
        columns["title"] = plain_line(changes["title"], longest=LONGEST_TITLE)
    if "place" in changes:
        columns["place"] = plain_text(changes["place"], longest=60) or None
    _check_known(
        viewer,
        [row for name in ("chair", "recorder") if (row := changes.get(name)) is not None],  # type: ignore[misc]  # both are people
    )
    return columns


def _check_known(viewer: Viewer, people: Sequence[Person]) -> None:
    keys = {person.pk for person in people}
    if keys and persons(viewer).filter(pk__in=keys).count() != len(keys):
        raise not_found()


def _check_subject(meeting: Meeting, subject: tuple[str, str] | None, outcome: str) -> None:
    if subject is None:
        if outcome != Outcome.NOTED:
            raise BadInput(
                "decision.no_subject", gettext("同意或不同意要写明对象——请选审议的是哪一件")
            )
        return
    known = subject_of(subject[0])
    if known is None or not _is_uuid(subject[1]) or known.called(meeting.round, subject[1]) is None:
        raise not_found()
    if outcome == Outcome.NOTED:
        raise BadInput("decision.no_outcome", gettext("审议事项要写明同意还是不同意——请选一种结论"))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _is_chair(viewer: Viewer, meeting: Meeting) -> bool:
    return viewer.person_id is not None and viewer.person_id == meeting.chair_id


def _write_attendance(meeting: Meeting, rows: Sequence[Came]) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            office_id=meeting.office_id,
            meeting=meeting,
            person=row.person,
            is_due=row.is_due,
            present=row.present,
            reason=plain_text(row.reason, longest=100) or None,
        )
        for row in rows
    )


def _write_item(meeting: Meeting, position: int, title: str, presenter: str) -> AgendaItem:
    return AgendaItem.objects.create(
        office_id=meeting.office_id,
        meeting=meeting,
        position=position,
        title=plain_line(title, longest=200),
        presenter=plain_text(presenter, longest=60) or None,
    )


def _touch(meeting: Meeting) -> None:
    """Hold the row and go on only where the minutes are still open."""
    changed = Meeting.objects.filter(pk=meeting.pk, state__in=_OPEN).update(
        version=F("version") + 1
    )
    if not changed:
        meeting.refresh_from_db()
        _refuse_closed(meeting)
    meeting.version += 1


def _refuse_closed(meeting: Meeting) -> None:
    if meeting.is_closed:
        raise Refused(
            "meeting.signed",
            gettext("会议记录已签字，不能再改——确有错误请在后一次会议上更正")
            if meeting.state == MeetingState.SIGNED
            else gettext("会议已取消，不能再改——请另行登记"),
        )
