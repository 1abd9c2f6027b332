"""Supervision letters: drafted, signed, delivered, received, replied to, settled (process.md §6)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from zhenggai.archive.actions import next_number
from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import broadcasts
from zhenggai.rectification.actions.refusals import reason_of, refuse_future, refuse_settled
from zhenggai.rectification.facts import holds_fact
from zhenggai.rectification.models import (
    Issue,
    LetterKind,
    LetterRecipient,
    LetterReply,
    LetterState,
    SupervisionLetter,
)
from zhenggai.rectification.supervision.ladder import basis_of, obstacle
from zhenggai.rectification.supervision.parties import recipients_for
from zhenggai.rectification.supervision.standing import matter_of, steps_of
from zhenggai.rectification.supervision.wording import number_words, title_of

LONGEST = 2_000
SERIES = "supervision"


@action("letter.draft", on="issue")
def draft_letter(
    viewer: Viewer,
    issue: Issue,
    *,
    kind: str,
    findings: str,
    demand: str,
    reply_by: date,
    today: date,
    last_deadline: date | None = None,
) -> SupervisionLetter:
    """Write one of the five papers on an issue; which of them may be written, says the ladder."""
    refuse_settled(issue)
    wanted = _kind(kind)
    matter, steps = matter_of(issue, today), steps_of(issue.office_id)
    if words := obstacle(wanted, matter, steps):
        raise Refused("letter.not_yet", words)
    values = _values(wanted, findings, demand, reply_by, last_deadline, today)
    try:
        with transaction.atomic():
            letter = SupervisionLetter.objects.create(
                office_id=issue.office_id,
                round_id=issue.round_id,
                issue=issue,
                kind=wanted,
                basis=basis_of(wanted, matter, steps),
                deadline=issue.deadline,
                drafted_on=today,
                drafted_by_id=viewer.person_id,
                drafted_by_name=viewer.name,
                **values,
            )
    except IntegrityError:
        raise Refused(
            "letter.open",
            gettext("这个问题已有一份未办结的%(letter)s——请办结后再发，或改用下一级文书")
            % {"letter": wanted.label},
        ) from None
    note(
        obj=issue,
        summary=gettext("拟%(letter)s：问题 %(code)s")
        % {"letter": wanted.label, "code": issue.code},
        kind=wanted,
        demand=letter.demand,
    )
    return letter


@action("letter.edit", on="letter")
def edit_letter(
    viewer: Viewer,
    letter: SupervisionLetter,
    *,
    version: int,
    findings: str,
    demand: str,
    reply_by: date,
    today: date,
    last_deadline: date | None = None,
) -> SupervisionLetter:
    """Change a letter that has not been signed."""
    values = _values(LetterKind(letter.kind), findings, demand, reply_by, last_deadline, today)
    before = {name: getattr(letter, name) for name in values}
    _step(letter, version, LetterState.DRAFT, LetterState.DRAFT, **values)
    note(
        obj=letter.issue,
        summary=gettext("修改%(letter)s") % {"letter": title_of(letter)},
        before=before,
        after=values,
    )
    return letter


@action("letter.issue", on="letter")
def issue_letter(
    viewer: Viewer, letter: SupervisionLetter, *, version: int, today: date
) -> SupervisionLetter:
    """Sign a letter: it gets its number and goes to everybody whom it is for."""
    refuse_settled(letter.issue)
    if viewer.person_id is None or viewer.person_id == letter.drafted_by_id:
        raise NotAllowed("letter.own", gettext("拟稿人不能签发自己拟的文书——请由领导小组组长签发"))
    if letter.reply_by < today:
        raise Refused("letter.reply_by", gettext("回复期限已过——请先退给拟稿人改期"))
    number = next_number(SERIES, letter.office_id, today.year)
    _step(
        letter,
        version,
        LetterState.DRAFT,
        LetterState.ISSUED,
        number=number,
        year=today.year,
        issued_on=today,
        issued_by_name=viewer.name,
    )
    rows = list(recipients_for(letter, today))
    for row in rows:
        if row.person_id is not None:
            row.delivered_on, row.delivered_how = today, gettext("系统内送达")
    LetterRecipient.objects.bulk_create(rows)
    _tell(viewer, letter, [row.person_id for row in rows])
    broadcasts.tell_letter(letter)
    note(
        obj=letter.issue,
        summary=gettext("签发%(letter)s，发给%(names)s")
        % {"letter": number_words(letter), "names": "、".join(row.name for row in rows)},
    )
    return letter


@action("letter.drop", on="letter")
def drop_letter(
    viewer: Viewer, letter: SupervisionLetter, *, version: int, reason: str, today: date
) -> SupervisionLetter:
    """Give up a letter that has not been signed."""
    words = reason_of(reason)
    _step(
        letter, version, LetterState.DRAFT, LetterState.DROPPED, ended_on=today, ended_words=words
    )
    note(
        obj=letter.issue,
        summary=gettext("作废%(letter)s：%(reason)s")
        % {"letter": title_of(letter), "reason": words},
    )
    return letter


@action("letter.deliver", on="recipient")
def deliver_letter(
    viewer: Viewer, recipient: LetterRecipient, *, delivered_on: date, how: str, today: date
) -> LetterRecipient:
    """Register how a letter reached somebody on paper."""
    refuse_future(delivered_on, today)
    _refuse_before_issue(recipient.letter, delivered_on)
    if recipient.delivered_on is not None:
        raise Refused("letter.delivered", gettext("已登记送达——登记后不能改动；请刷新后查看"))
    words = plain_line(how, longest=40)
    _write_once(recipient, "delivered_on", delivered_on=delivered_on, delivered_how=words)
    note(
        obj=recipient.letter.issue,
        summary=gettext("%(letter)s送达%(name)s：%(how)s")
        % {"letter": number_words(recipient.letter), "name": recipient.name, "how": words},
    )
    return recipient


@action("letter.receive", on="recipient")
def receive_letter(
    viewer: Viewer, recipient: LetterRecipient, *, received_on: date, today: date
) -> LetterRecipient:
    """Sign for a letter (签收), or register that it was signed for on paper."""
    refuse_future(received_on, today)
    if recipient.delivered_on is None:
        raise Refused("letter.undelivered", gettext("还没有登记送达——请先登记送达日期和方式"))
    if recipient.received_on is not None:
        raise Refused("letter.received", gettext("已经签收——请刷新后查看"))
    if received_on < recipient.delivered_on:
        raise BadInput("letter.received_on", gettext("签收日期早于送达日期——请核对日期"))
    by = recipient.name if viewer.person_id == recipient.person_id else viewer.name
    _write_once(recipient, "received_on", received_on=received_on, received_by_name=by)
    note(
        obj=recipient.letter.issue,
        summary=gettext("%(name)s签收%(letter)s")
        % {"letter": number_words(recipient.letter), "name": recipient.name},
    )
    return recipient


@action("letter.reply", on="letter")
def reply_letter(
    viewer: Viewer,
    letter: SupervisionLetter,
    *,
    version: int,
    text: str,
    replied_on: date,
    today: date,
) -> LetterReply:
    """Answer a letter with what was done; a reply without a fact is none."""
    refuse_future(replied_on, today)
    _refuse_before_issue(letter, replied_on)
    if not letter.recipients.filter(received_on__isnull=False, is_copy=False).exists():
        raise Refused("letter.unreceived", gettext("还没有签收——请先签收再回复"))
    words = plain_text(text, longest=LONGEST)
    if not holds_fact(words):
        raise Refused(
            "letter.no_fact",
            gettext("回复里没有事实——须写明日期、数量或文号之一；请补充何时做了什么"),
        )
    _step(letter, version, LetterState.ISSUED, LetterState.REPLIED)
    reply = LetterReply.objects.create(
        office_id=letter.office_id,
        letter=letter,
        text=words,
        replied_on=replied_on,
        author_id=viewer.person_id,
        author_name=viewer.name,
    )
    tell(
        viewer,
        [letter.drafted_by_id],
        "letter.replied",
        obj=letter,
        text=gettext("%(letter)s已回复：%(text)s")
        % {"letter": number_words(letter), "text": words[:60]},
        reason=gettext("您是拟稿人——请核对后办结，或退回重报"),
    )
    note(
        obj=letter.issue,
        summary=gettext("回复%(letter)s：%(text)s")
        % {"letter": number_words(letter), "text": words[:80]},
    )
    return reply


@action("letter.return", on="letter")
def return_reply(
    viewer: Viewer,
    letter: SupervisionLetter,
    *,
    version: int,
    reason: str,
    reply_by: date,
    today: date,
) -> SupervisionLetter:
    """Send a reply back: it does not answer what was asked. A new day is set for it."""
    words = reason_of(reason)
    _refuse_past(reply_by, today)
    _step(letter, version, LetterState.REPLIED, LetterState.ISSUED, reply_by=reply_by)
    people = list(letter.recipients.filter(is_copy=False).values_list("person_id", flat=True))
    tell(
        viewer,
        people,
        "letter.returned",
        obj=letter,
        text=gettext("%(letter)s的回复被退回：%(reason)s")
        % {"letter": number_words(letter), "reason": words},
        reason=gettext("请在 %(day)s 前重新回复") % {"day": reply_by},
    )
    note(
        obj=letter.issue,
        summary=gettext("退回%(letter)s的回复：%(reason)s")
        % {"letter": number_words(letter), "reason": words},
    )
    return letter


@action("letter.settle", on="letter")
def settle_letter(
    viewer: Viewer, letter: SupervisionLetter, *, version: int, words: str, today: date
) -> SupervisionLetter:
    """Close a letter that was answered, in words that say how."""
    said = reason_of(words)
    _step(
        letter,
        version,
        LetterState.REPLIED,
        LetterState.SETTLED,
        ended_on=today,
        ended_words=said,
    )
    note(
        obj=letter.issue,
        summary=gettext("办结%(letter)s：%(words)s")
        % {"letter": number_words(letter), "words": said},
    )
    return letter


def _kind(text: str) -> LetterKind:
    if text not in LetterKind.values:
        raise BadInput("letter.kind", gettext("没有这种文书——请从五种文书中选一种"))
    return LetterKind(text)


def _values(
    kind: LetterKind,
    findings: str,
    demand: str,
    reply_by: date,
    last_deadline: date | None,
    today: date,
) -> dict[str, object]:
    asked = plain_text(demand, longest=LONGEST)
    if not asked:
        raise BadInput("letter.no_demand", gettext("没有写要求——请写明要做什么、做到什么程度"))
    _refuse_past(reply_by, today)
    if kind is LetterKind.ADMONITION and last_deadline is None:
        raise BadInput("letter.last_deadline", gettext("告诫书须再定最后期限——请填写日期"))
    if last_deadline is not None and last_deadline < today:
        raise BadInput("letter.last_deadline", gettext("最后期限早于今天——请改正日期"))
    return {
        "findings": plain_text(findings, longest=LONGEST),
        "demand": asked,
        "reply_by": reply_by,
        "last_deadline": last_deadline if kind is LetterKind.ADMONITION else None,
    }


def _refuse_past(reply_by: date, today: date) -> None:
    if reply_by < today:
        raise BadInput("letter.reply_by", gettext("回复期限早于今天——请改正日期"))


def _refuse_before_issue(letter: SupervisionLetter, day: date) -> None:
    if letter.issued_on is None:
        raise Refused("letter.draft", gettext("文书还没有签发——签发后才能送达和回复"))
    if day < letter.issued_on:
        raise BadInput("letter.day", gettext("日期早于签发日期——请核对日期"))


def _step(
    letter: SupervisionLetter,
    version: int,
    source: LetterState,
    target: LetterState,
    **columns: object,
) -> None:
    """From one state to the next, only from what the viewer saw."""
    if letter.state != source:
        raise Refused(
            "letter.state",
            gettext("文书现为“%(state)s”，不能办理这一步——请刷新后查看")
            % {"state": LetterState(letter.state).label},
        )
    rows = SupervisionLetter.objects.filter(pk=letter.pk, state=source, version=version)
    if not rows.update(state=target, version=F("version") + 1, **columns):
        raise Conflict(
            "version.changed", gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办")
        )
    letter.refresh_from_db()


def _write_once(recipient: LetterRecipient, column: str, **columns: object) -> None:
    rows = LetterRecipient.objects.filter(pk=recipient.pk, **{column: None})
    if not rows.update(**columns):
        raise Conflict(
            "version.changed", gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办")
        )
    recipient.refresh_from_db()


def _tell(viewer: Viewer, letter: SupervisionLetter, people: list[int | None]) -> None:
    tell(
        viewer,
        people,
        "letter.issued",
        obj=letter,
        text=gettext("%(letter)s：%(code)s %(title)s")
        % {
            "letter": number_words(letter),
            "code": letter.issue.code,
            "title": letter.issue.title[:60],
        },
        reason=gettext("请签收，并在 %(day)s 前回复") % {"day": letter.reply_by},
    )
