"""Who leads the round, and what superiors have written on it (领导小组、批示)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
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
    GroupMember,
    GroupRole,
    InspectionRound,
    Instruction,
    InstructionStep,
    LeadingGroup,
    StageKey,
)

if TYPE_CHECKING:
    from zhenggai.people.models import Person

LONGEST_NAME = 100
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place in a group that is being founded or changed."""

    person: Person
    role: str
    is_principal: bool = False
    title: str = ""


@action("group.found", on="round")
def found_group(
    viewer: Viewer,
    round: InspectionRound,
    *,
    name: str,
    founded_on: date,
    doc_no: str,
    seats: Sequence[Seat],
    today: date,
    duties: str = "",
    paper: PaperOffer | None = None,
) -> LeadingGroup:
    """Found the leading group by a document: one or several heads, among them the principal (process.md §3)."""
    refuse_future(founded_on, today)
    if LeadingGroup.objects.filter(round=round).exists():
        raise Refused("group.exists", gettext("领导小组已经成立——人员有变请在领导小组页调整"))
    _check_seats(viewer, seats)
    number = plain_text(doc_no, longest=60)
    if not number:
        raise BadInput("group.no_document", gettext("成立文件的文号没有填——请填写文号"))
    group = LeadingGroup.objects.create(
        office_id=round.office_id,
        round=round,
        name=plain_line(name, longest=LONGEST_NAME),
        founded_on=founded_on,
        doc_no=number,
        duties=plain_text(duties, longest=LONGEST_TEXT) or None,
    )
    for seat in seats:
        _seat(group, seat, founded_on)
    offer = paper or PaperOffer(
        gettext("成立文件：%(name)s") % {"name": group.name}, founded_on, number
    )
    keep_paper(viewer, round, offer, today, stage=StageKey.GROUP, product="founding")
    note(
        obj=round,
        summary=gettext("成立%(name)s（%(number)s）：组长 %(heads)s")
        % {
            "name": group.name,
            "number": number,
            "heads": "、".join(s.person.name for s in seats if s.role == GroupRole.HEAD),
        },
        members=[f"{seat.person.name} {seat.role}" for seat in seats],
    )
    return group


@action("group.add_member", on="group")
def add_member(
    viewer: Viewer, group: LeadingGroup, *, seat: Seat, since: date, today: date
) -> GroupMember:
    """Somebody joins, or changes place: the earlier place ends on the day before."""
    refuse_future(since, today)
    _check_seat(viewer, seat)
    before = GroupMember.objects.filter(group=group, person=seat.person, until=None).first()
    if before is not None:
        GroupMember.objects.filter(pk=before.pk).update(until=max(before.since, since))
    try:
        with transaction.atomic():
            member = _seat(group, seat, since)
    except IntegrityError:
        raise Refused("group.twice", gettext("这位同志已在小组中——请刷新后查看")) from None
    _refuse_headless(group)
    note(
        obj=group.round,
        summary=gettext("领导小组：%(who)s任%(role)s")
        % {"who": seat.person.name, "role": GroupRole(seat.role).label},
    )
    return member


@action("group.end_member", on="member")
def end_member(viewer: Viewer, member: GroupMember, *, until: date, today: date) -> GroupMember:
    """Somebody leaves the group; that they were in it stays. It is never left without a head who is the principal."""
    refuse_future(until, today)
    if until < member.since:
        raise BadInput(
            "group.until",
            gettext("离开日期早于加入日期 %(day)s——请改正日期") % {"day": member.since.isoformat()},
        )
    if not GroupMember.objects.filter(pk=member.pk, until=None).update(until=until):
        raise Refused("group.gone", gettext("这位同志已不在小组中——请刷新后查看"))
    member.until = until
    _refuse_headless(member.group)
    note(
        obj=member.group.round,
        summary=gettext("领导小组：%(who)s离开") % {"who": member.person.name},
    )
    return member


@action("group.edit", on="group")
def edit_group(
    viewer: Viewer, group: LeadingGroup, *, version: int, name: str, doc_no: str, duties: str
) -> LeadingGroup:
    """Set right what the group is called, its document's number, its duties."""
    columns = {
        "name": plain_line(name, longest=LONGEST_NAME),
        "doc_no": plain_line(doc_no, longest=60),
        "duties": plain_text(duties, longest=LONGEST_TEXT) or None,
    }
    before = {key: getattr(group, key) for key in columns}
    save_version(group, version, **columns)
    note(obj=group.round, summary=gettext("修改领导小组信息"), before=before, after=columns)
    return group


@action("instruction.register", on="round")
def register_instruction(
    viewer: Viewer,
    round: InspectionRound,
    *,
    author: str,
    instructed_on: date,
    text: str,
    today: date,
    owner: Person | None = None,
    deadline: date | None = None,
    paper: PaperOffer | None = None,
) -> Instruction:
    """Write down what a superior has instructed, and who sees to it (批示)."""
    refuse_future(instructed_on, today)
    words = plain_text(text, longest=LONGEST_TEXT)
    if not words:
        raise BadInput("instruction.empty", gettext("批示内容没有写——请照原文填写"))
    if deadline is not None and deadline < instructed_on:
        raise BadInput("instruction.deadline", gettext("办理时限早于批示日期——请改正其中一个日期"))
    if owner is not None and not persons(viewer).filter(pk=owner.pk).exists():
        raise not_found()
    instruction = Instruction.objects.create(
        office_id=round.office_id,
        round=round,
        author=plain_line(author, longest=60),
        instructed_on=instructed_on,
        text=words,
        owner=owner,
        deadline=deadline,
        recorded_by_name=viewer.name,
    )
    if paper is not None:
        keep_paper(viewer, round, paper, today, instruction=instruction)
    if owner is not None:
        tell(
            viewer,
            [owner.pk],
            "instruction.assigned",
            obj=round,
            text=gettext("%(author)s批示：%(text)s")
            % {"author": instruction.author, "text": words[:60]},
            reason=gettext("请您落实并登记落实情况"),
        )
    note(
        obj=round,
        summary=gettext("登记%(author)s批示（%(day)s）")
        % {"author": instruction.author, "day": instructed_on.isoformat()},
        text=words,
    )
    return instruction


@action("instruction.follow", on="instruction")
def follow_instruction(
    viewer: Viewer,
    instruction: Instruction,
    *,
    text: str,
    done_on: date,
    today: date,
    settled: bool = False,
) -> InstructionStep:
    """Say what was done on it, with a fact; `settled` closes it."""
    if instruction.settled_on is not None:
        raise Refused("instruction.settled", gettext("这件批示已办结——确需补充请另行登记"))
    refuse_future(done_on, today)
    words = plain_text(text, longest=LONGEST_TEXT)
    if not holds_fact(words):
        raise Refused(
            "instruction.no_fact",
            gettext("落实情况里没有事实——须写明日期、数量或文号之一；请补充何时做了什么"),
        )
    if done_on < instruction.instructed_on:
        raise BadInput("instruction.day", gettext("落实日期早于批示日期——请核对日期"))
    step = InstructionStep.objects.create(
        office_id=instruction.office_id,
        instruction=instruction,
        text=words,
        done_on=done_on,
        author_name=viewer.name,
    )
    if settled:
        Instruction.objects.filter(pk=instruction.pk).update(settled_on=done_on)
        instruction.settled_on = done_on
    note(
        obj=instruction.round,
        summary=gettext("落实%(author)s批示：%(text)s")
        % {"author": instruction.author, "text": words[:60]},
        settled=settled,
    )
    return step


def _check_seats(viewer: Viewer, seats: Sequence[Seat]) -> None:
    if len({seat.person.pk for seat in seats}) != len(seats):
        raise BadInput(
            "group.twice", gettext("同一人写了两次——一人在小组中只有一个位置；请删去一处")
        )
    for seat in seats:
        _check_seat(viewer, seat)
    heads = [seat for seat in seats if seat.role == GroupRole.HEAD]
    if not heads:
        raise Refused("group.no_head", gettext("没有组长——领导小组须有组长，可以并列；请写上组长"))
    if not any(seat.is_principal for seat in heads):
        raise Refused("group.no_principal", _no_principal())


def _check_seat(viewer: Viewer, seat: Seat) -> None:
    if seat.role not in GroupRole.values:
        raise BadInput("group.role", gettext("没有这种角色——请从列出的几种中选"))
    if not persons(viewer).filter(pk=seat.person.pk).exists():
        raise not_found()


def _seat(group: LeadingGroup, seat: Seat, since: date) -> GroupMember:
    return GroupMember.objects.create(
        office_id=group.office_id,
        group=group,
        person=seat.person,
        role=seat.role,
        is_principal=seat.is_principal,
        title=plain_text(seat.title, longest=60) or None,
        since=since,
    )


def _refuse_headless(group: LeadingGroup) -> None:
    """After a change there is still a head, and one of the heads is the principal."""
    heads = GroupMember.objects.filter(group=group, role=GroupRole.HEAD, until=None)
    if not heads.filter(is_principal=True).exists():
        raise Refused("group.no_principal", _no_principal())


def _no_principal() -> str:
    return gettext(
        "组长中没有本级党组织主要负责人——主要负责人是整改第一责任人，须任组长（组长可以并列）；请补上或先换人再调整"
    )
