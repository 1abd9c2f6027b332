"""Reading what is urged: warnings in force with the paper that is due, letters, one letter with all that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import can, require, setting_values, visible
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.deadlines import Colour, days_left
from zhenggai.rectification.lifecycle import SETTLED
from zhenggai.rectification.models import (
    Issue,
    LetterKind,
    LetterRecipient,
    LetterState,
    SupervisionLetter,
    Warning,
)
from zhenggai.rectification.supervision.ladder import Step, basis_of, next_step, obstacle
from zhenggai.rectification.supervision.standing import matter_of, matters_of, steps_of
from zhenggai.rectification.supervision.wording import document_number, title_of
from zhenggai.rectification.warnings.queries import (
    WarningLine,
    counts_in_force,
    line_of,
    warnings_in_force,
)

M = TypeVar("M", bound=Model)
PAGE = 50
OPEN = (LetterState.DRAFT, LetterState.ISSUED, LetterState.REPLIED)


@dataclass(frozen=True, slots=True)
class Urged:
    """A warning in force, how the deadline stands today, and the paper that is due on its issue."""

    line: WarningLine
    uuid: UUID
    issue: Issue | None
    days_left: int | None
    step: Step | None
    letters: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list. `late` where its reply is overdue."""

    uuid: UUID
    kind: LetterKind
    state: LetterState
    doc_no: str
    issue: Issue
    reply_by: date
    late: bool
    issued_on: date | None
    drafted_on: date


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the escalation desk."""

    rows: tuple[Urged, ...]
    counts: dict[Colour, int]
    count: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True, slots=True)
class RecipientRow:
    uuid: UUID
    role: str
    name: str
    is_copy: bool
    delivered_on: date | None
    delivered_how: str
    received_on: date | None
    received_by: str
    may_receive: bool
    may_deliver: bool


@dataclass(frozen=True, slots=True)
class ReplyRow:
    text: str
    replied_on: date
    author: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter with its recipients and replies, and what the viewer may do with it now."""

    letter: SupervisionLetter
    title: str
    doc_no: str
    kind: LetterKind
    state: LetterState
    days_left: int | None
    recipients: tuple[RecipientRow, ...]
    replies: tuple[ReplyRow, ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the five papers as the drafting form offers it: on which ground, or why not."""

    kind: LetterKind
    basis: str
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """The drafting form's values for an issue: which papers, what has been done so far, until when to reply."""

    choices: tuple[Choice, ...]
    due: LetterKind | None
    findings: str
    demand: str
    reply_by: date


def desk(viewer: Viewer, today: date, level: Colour | None = None, page: int = 1) -> Desk:
    """Warnings in force, the worst and the longest overdue first, in a fixed number of queries."""
    require(viewer, "warning.list")
    counts = counts_in_force(viewer)
    chosen = level or next((one for one in counts if counts[one]), Colour.RED)
    count = counts[chosen]
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    rows = list(
        warnings_in_force(viewer)
        .filter(level=chosen)
        .select_related("issue__lead_dept", "issue__owner")
        .order_by("deadline", "pk")[(page - 1) * PAGE : page * PAGE]
    )
    issues = {row.issue.pk: row.issue for row in rows if row.issue is not None}
    matters, steps = matters_of(list(issues.values()), today), steps_of(viewer.office_id)
    letters = _open_letters(viewer, issues, today)
    due = {key: next_step(matter, steps) for key, matter in matters.items()}
    found = tuple(
        Urged(
            line_of(row),
            row.uuid,
            row.issue,
            None if row.deadline is None else days_left(row.deadline, today),
            due.get(row.issue_id or 0),
            tuple(letters.get(row.issue_id or 0, ())),
        )
        for row in rows
    )
    return Desk(found, counts, count, page)


def letters(
    viewer: Viewer, today: date, *, ended: bool = False, page: int = 1
) -> tuple[list[LetterLine], int]:
    """Letters that are on their way, the most pressing reply first; or those that ended, newest first. With their number."""
    require(viewer, "letter.list")
    rows = visible(viewer, SupervisionLetter).select_related("issue")
    if ended:
        rows = rows.exclude(state__in=OPEN).order_by("-pk")
    else:
        rows = rows.filter(state__in=OPEN).order_by("reply_by", "pk")
    count = rows.count()
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    return [_line(row, today) for row in rows[(page - 1) * PAGE : page * PAGE]], count


def letters_of(viewer: Viewer, issue: Issue, today: date) -> list[LetterLine]:
    rows = visible(viewer, SupervisionLetter).filter(issue=issue).select_related("issue")
    return [_line(row, today) for row in rows.order_by("-pk")]


def find_letter(viewer: Viewer, uuid: UUID) -> SupervisionLetter:
    rows = visible(viewer, SupervisionLetter).select_related(
        "issue__lead_dept", "issue__round", "office"
    )
    return _only(rows.filter(uuid=uuid))


def find_recipient(viewer: Viewer, uuid: UUID) -> LetterRecipient:
    rows = visible(viewer, LetterRecipient).select_related("letter__issue")
    return _only(rows.filter(uuid=uuid))


def find_warning(viewer: Viewer, uuid: UUID) -> Warning:
    return _only(visible(viewer, Warning).filter(uuid=uuid).select_related("issue", "office"))


def letter(viewer: Viewer, found: SupervisionLetter, today: date) -> LetterView:
    """Everything that the letter's page and its paper show."""
    rows = list(found.recipients.select_related("department").order_by("is_copy", "pk"))
    state = LetterState(found.state)
    return LetterView(
        letter=found,
        title=title_of(found),
        doc_no=document_number(found),
        kind=LetterKind(found.kind),
        state=state,
        days_left=days_left(found.reply_by, today) if state in OPEN else None,
        recipients=tuple(_recipient(viewer, row) for row in rows),
        replies=tuple(
            ReplyRow(reply.text, reply.replied_on, reply.author_name)
            for reply in found.replies.order_by("pk")
        ),
        may=_acts(viewer, found, state, rows),
    )


def offer(viewer: Viewer, issue: Issue, today: date) -> Offer:
    """What the drafting form starts from."""
    require(viewer, "letter.draft", issue)
    matter, steps = matter_of(issue, today), steps_of(issue.office_id)
    step = next_step(matter, steps)
    days = setting_values(issue.office_id)["supervision.reply_days"]
    return Offer(
        choices=tuple(
            Choice(kind, basis_of(kind, matter, steps), obstacle(kind, matter, steps))
            for kind in LetterKind
        ),
        due=step.kind if step else None,
        findings=_findings(issue),
        demand=gettext("请对照整改措施逐项推进，写明完成日期，按期报送佐证材料，并书面回复。"),
        reply_by=today + timedelta(days=days),
    )


def _findings(issue: Issue) -> str:
    last = issue.progress.filter(from_document=False).order_by("-last_on", "-pk").first()
    done = gettext("措施 %(count)s 条，已完成 %(done)s 条。") % {
        "count": issue.measure_count,
        "done": issue.complete_count,
    }
    if last is None:
        return done + gettext("没有填报过进展。")
    return done + gettext("最近进展（%(day)s）：%(text)s") % {
        "day": last.last_on,
        "text": last.text[:200],
    }


def _acts(
    viewer: Viewer, found: SupervisionLetter, state: LetterState, rows: Sequence[LetterRecipient]
) -> frozenset[str]:
    """The acts that the state allows and the viewer's roles as well."""
    by_state = {
        LetterState.DRAFT: ("edit", "issue", "drop"),
        LetterState.ISSUED: ("reply",),
        LetterState.REPLIED: ("return", "settle"),
    }.get(state, ())
    may = {name for name in by_state if can(viewer, f"letter.{name}", found)}
    if viewer.person_id is None or viewer.person_id == found.drafted_by_id:
        may.discard("issue")
    if not any(row.received_on for row in rows if not row.is_copy):
        may.discard("reply")
    return frozenset(may)


def _recipient(viewer: Viewer, row: LetterRecipient) -> RecipientRow:
    delivered = row.delivered_on is not None
    return RecipientRow(
        row.uuid,
        role_label(row.role),
        row.name,
        row.is_copy,
        row.delivered_on,
        row.delivered_how or "",
        row.received_on,
        row.received_by_name or "",
        delivered and row.received_on is None and can(viewer, "letter.receive", row),
        not delivered and can(viewer, "letter.deliver", row),
    )


def _open_letters(
    viewer: Viewer, issues: dict[int, Issue], today: date
) -> dict[int, list[LetterLine]]:
    found: dict[int, list[LetterLine]] = {}
    rows = visible(viewer, SupervisionLetter).filter(issue__in=issues, state__in=OPEN)
    for row in rows.select_related("issue").order_by("pk"):
        found.setdefault(row.issue_id, []).append(_line(row, today))
    return found


def _line(row: SupervisionLetter, today: date) -> LetterLine:
    state = LetterState(row.state)
    return LetterLine(
        row.uuid,
        LetterKind(row.kind),
        state,
        document_number(row),
        row.issue,
        row.reply_by,
        state is LetterState.ISSUED and row.reply_by < today,
        row.issued_on,
        row.drafted_on,
    )


def waiting_letters(viewer: Viewer) -> QuerySet[SupervisionLetter]:
    """Letters in which the viewer has something to do: sign, receive, reply, settle."""
    todo = Q()
    if can(viewer, "letter.issue"):
        todo |= Q(state=LetterState.DRAFT)
    if can(viewer, "letter.settle"):
        todo |= Q(state=LetterState.REPLIED)
    mine = LetterRecipient.objects.filter(person=viewer.person_id or 0)
    to_receive = mine.filter(received_on=None).values("letter")
    to_reply = mine.filter(is_copy=False, received_on__isnull=False).values("letter")
    todo |= Q(pk__in=to_receive, state__in=(LetterState.ISSUED, LetterState.REPLIED))
    todo |= Q(pk__in=to_reply, state=LetterState.ISSUED)
    open_ones = visible(viewer, SupervisionLetter).exclude(issue__state__in=SETTLED)
    return open_ones.filter(todo).select_related("issue").order_by("reply_by", "pk")


def _only(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found
