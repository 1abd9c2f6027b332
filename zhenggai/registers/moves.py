"""Moves: who may make one, and everything that stands in its way (registers.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import Refused
from zhenggai.people.roles import Role, role_label
from zhenggai.people.viewer import Viewer
from zhenggai.registers.checks.gate import Case, asks_of_record, violated
from zhenggai.registers.declaration import Declaration, Move, Mover
from zhenggai.registers.frames import evidence_names, frame_of
from zhenggai.registers.models import Record
from zhenggai.registers.shapes import Check
from zhenggai.registers.showing import labels_of
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.parser import parse
from zhenggai.rules.typed import refs
from zhenggai.rules.words import in_words

_OF_DEPARTMENT = frozenset({Role.LEAD_DEPT, Role.CO_DEPT})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way: what is missing, on which ground, how to mend it, at which field."""

    code: str
    sentence: str
    basis: str
    fix: str
    field: str | None = None
    check: str | None = None
    asks: tuple[str, ...] = ()
    """Of a check: fields that it reads and that the move itself asks to be filled, still empty."""

    def __str__(self) -> str:
        return "——".join(part for part in (self.sentence, self.basis, self.fix) if part)


class Blocked(Refused):
    """A move that cannot be made yet; `obstacles` are what a page lists."""

    def __init__(self, move: Move, obstacles: list[Obstacle]) -> None:
        super().__init__(
            "move.blocked",
            gettext("尚不能%(move)s——有 %(count)s 项未满足，请逐项办理后再试")
            % {"move": move.label, "count": len(obstacles)},
            [str(obstacle) for obstacle in obstacles],
        )
        self.obstacles = tuple(obstacles)


# -- who ----------------------------------------------------------------------------------------------------------------------


def may_move(viewer: Viewer, record: Record, declaration: Declaration, move: Move) -> bool:
    """Whether the viewer is one of those who may make the move, on this record."""
    return any(_is(viewer, record, declaration, mover) for mover in move.by)


def may_confirm(viewer: Viewer, record: Record, move: Move) -> bool:
    """The second pair of eyes: in the role that the move names, and not whoever made it."""
    if move.second is None or not _has_role(viewer, record, move.second):
        return False
    return not _same(viewer, record.pending_by_id, record.pending_by_account)


def judges_own(viewer: Viewer, record: Record, move: Move) -> bool:
    """Nobody reviews what they submitted."""
    if not move.is_review:
        return False
    return _same(viewer, record.submitted_by_id, record.submitted_by_account)


def _is(viewer: Viewer, record: Record, declaration: Declaration, mover: Mover) -> bool:
    if mover.role is not None:
        return _has_role(viewer, record, mover.role)
    if mover.field == "handler":
        return viewer.person_id is not None and record.handler_id == viewer.person_id
    field = declaration.fields[mover.field or ""]
    value = record.data.get(field.name)
    named = set(value) if isinstance(value, list) else {value}
    kind = field.of.kind if field.of is not None else field.kind
    own = {viewer.person_id} if kind == "person" else {viewer.office_id, *viewer.department_ids}
    return bool(named & (own - {None}))


def _has_role(viewer: Viewer, record: Record, role: str) -> bool:
    if role not in viewer.roles:
        return False
    return role not in _OF_DEPARTMENT or record.department_id in viewer.department_ids


def _same(viewer: Viewer, person: int | None, account: int | None) -> bool:
    return (person is not None and viewer.person_id == person) or (
        account is not None and viewer.account_id == account
    )


def movers_label(declaration: Declaration, move: Move) -> str:
    """Who may make the move, in words."""
    words = []
    for mover in move.by:
        if mover.role is not None:
            words.append(role_label(mover.role))
        elif mover.field == "handler":
            words.append(gettext("经办人"))
        else:
            words.append(declaration.fields[mover.field or ""].label)
    return "、".join(words)


# -- what stands in the way -----------------------------------------------------------------------------------------------------


def stamped(
    record: Record, declaration: Declaration, move: Move, viewer: Viewer, today: date
) -> dict[str, Any]:
    """The values that the move sets: the day or moment, and whoever makes it."""
    now = timezone.localtime().time().replace(second=0, microsecond=0)
    values: dict[str, Any] = {}
    for name in move.stamp:
        kind = declaration.fields[name].kind
        if kind == "person":
            values[name] = viewer.person_id
        elif kind == "date":
            values[name] = today
        else:
            values[name] = datetime.combine(today, now)
    return values


def obstacles(
    record: Record,
    after: Record,
    declaration: Declaration,
    move: Move,
    settings: Mapping[str, Any],
    today: date,
    reason: str = "",
) -> list[Obstacle]:
    """Everything between the record and the move: its condition on the record as it is, and what must hold of it as it
    would be `after`: fields, evidence, checks."""
    found = _condition(after, record.state, declaration, move, settings, today)
    found += _fields(after, record, declaration, move)
    frame = frame_of(after, declaration, settings, today.isoformat())
    found += _evidence(after, declaration, move, frame)
    found += _checks(after, declaration, move, frame)
    if move.ask and not reason.strip():
        found.append(
            Obstacle(
                "move.reason",
                gettext("缺%(what)s") % {"what": move.ask},
                gettext("“%(move)s”须写明%(what)s") % {"move": move.label, "what": move.ask},
                gettext("请填写后再办"),
            )
        )
    return found


def as_after(record: Record, move: Move) -> Record:
    """A copy of the record in the state to which the move leads; its body may be filled without touching the record."""
    after = copy(record)
    after.data = dict(record.data)
    after.state = move.target
    return after


def _condition(
    after: Record,
    state: str,
    declaration: Declaration,
    move: Move,
    settings: Mapping[str, Any],
    today: date,
) -> list[Obstacle]:
    """`when` asks the state before the move and the values that it brings."""
    if move.when is None:
        return []
    before = copy(after)
    before.state = state
    frame = frame_of(before, declaration, settings, today.isoformat())
    if closure(move.when)(frame) is True:
        return []
    return [
        Obstacle(
            "move.when",
            gettext("不符合“%(move)s”的条件") % {"move": move.label},
            _in_words(move, declaration),
            gettext("请核对所填内容，或改走别的流转"),
        )
    ]


def _in_words(move: Move, declaration: Declaration) -> str:
    settings = {name: item.label for name, item in declaration.settings.items()}
    return in_words(parse(move.when_text), {**settings, **labels_of(declaration.fields)})


def _fields(after: Record, record: Record, declaration: Declaration, move: Move) -> list[Obstacle]:
    """Required fields before anything leaves the first state; what the move asks to be filled."""
    names = dict.fromkeys(move.fill)
    if record.state == declaration.workflow.start:
        names = dict.fromkeys(
            [name for name, field in declaration.fields.items() if field.required] + list(names)
        )
    return [
        Obstacle(
            "move.field",
            gettext("缺“%(label)s”") % {"label": declaration.fields[name].label},
            gettext("“%(move)s”前须填") % {"move": move.label},
            gettext("请补填"),
            field=name,
        )
        for name in names
        if after.data.get(name) is None
    ]


def _evidence(after: Record, declaration: Declaration, move: Move, frame: Frame) -> list[Obstacle]:
    demanded = [item for item in declaration.evidence.values() if move.name in item.before]
    there = evidence_names(after) if demanded else set()
    return [
        Obstacle(
            "move.evidence",
            gettext("缺材料：%(label)s") % {"label": item.label},
            gettext("“%(move)s”前须有") % {"move": move.label},
            gettext("请上传"),
            field=item.name,
        )
        for item in demanded
        if item.name not in there and (item.when is None or closure(item.when)(frame) is True)
    ]


def _checks(after: Record, declaration: Declaration, move: Move, frame: Frame) -> list[Obstacle]:
    case = Case(declaration, frame, after.pk, after.office_id)
    return [
        Obstacle(
            "move.check",
            f"{finding.say}（{finding.observed}）" if finding.observed else finding.say,
            check.basis or "",
            check.fix or finding.expected,
            field=first_field(check_id, declaration),
            check=check_id,
            asks=tuple(
                name for name in _read(check) if name in move.fill and not after.data.get(name)
            ),
        )
        for check_id in move.gate
        for check in declaration.checks_of(check_id)
        if asks_of_record(check)
        for finding in violated(check, case)
    ]


def first_field(check_id: str, declaration: Declaration) -> str | None:
    """The field to go to: the first that the check's sentence reads."""
    for check in declaration.checks_of(check_id):
        for name in _read(check):
            if name in declaration.fields:
                return name
    return None


def _read(check: Check) -> list[str]:
    """The names of the record that the check's sentence reads, in its order."""
    that = getattr(check.shape, "that", None)
    return [ref.name for ref in refs(that, "record")] if that is not None else []
