"""A record's page made ready for its template: the way through its states, its fields by section, its moves with what
stands in their way, its papers, slips and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive.queries import ACCEPTED, is_picture
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.registers import queries
from zhenggai.web.forms import Typed
from zhenggai.web.history import told
from zhenggai.web.register_form import Around, Box, boxes_of, later_fields
from zhenggai.web.request import Request


@dataclass(frozen=True, slots=True)
class Stop:
    """A state on the way; `mark` is done, now or empty."""

    label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in a move's way, with the address where it can be mended."""

    obstacle: queries.Obstacle
    address: str
    mend: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move that the viewer may make: what it asks for, and what stands in its way before it is pressed."""

    row: queries.MoveRow
    boxes: tuple[Box, ...]
    hindrances: tuple[Hindrance, ...]
    is_main: bool
    is_open: bool
    reason: str

    @property
    def is_ready(self) -> bool:
        return not self.hindrances


@dataclass(frozen=True, slots=True)
class Line:
    """One field as the record shows it; a sub-table has rows."""

    name: str
    label: str
    shown: str
    masked: bool
    is_computed: bool
    is_number: bool
    verdicts: tuple[queries.Verdict, ...]
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    lines: tuple[Line, ...]
    tables: tuple[Line, ...]


def record_context(
    request: Request, uuid: UUID, typed: Typed, revealed: Mapping[str, Any]
) -> dict[str, Any]:
    viewer, day = request.viewer, today()
    found_record = queries.find_record(viewer, uuid)
    detail = queries.record(viewer, found_record)
    found = queries.declaration(viewer, found_record.register)
    standing = queries.standing(viewer, found_record, day)
    rights = _rights(request, found_record, detail)
    moves = _moves(request, found, detail, found_record, typed)
    return {
        "register": found,
        "record": detail.row,
        "detail": detail,
        "stops": _stops(found, detail),
        "parts": _parts(found, detail, standing, revealed),
        "masked": [(name, cell.label) for name, cell in detail.row.cells.items() if cell.masked],
        "revealed": bool(revealed),
        "moves": moves,
        "main": next((move for move in moves if move.is_main), None),
        "standing": standing,
        "papers": [(paper, [_picture(item) for item in paper.files]) for paper in standing.papers],
        "verdicts": [item for item in standing.verdicts if not item.waived],
        "waived": [item for item in standing.verdicts if item.waived],
        "issues": queries.issues_of(viewer, found_record),
        "history": told(queries.history(viewer, found_record)),
        "may": rights,
        "typed": typed,
        "sign_in": queries.sign_in_token(viewer, found_record),
        "accepted": ACCEPTED,
        "today": day,
    }


def _rights(request: Request, record: Any, detail: queries.RecordDetail) -> dict[str, bool]:
    acts = {
        "edit": "record.save",
        "attach": "record.attach",
        "withdraw": "record.withdraw",
        "void": "record.void",
        "link": "record.link",
        "correct": "record.ask_correction",
        "reveal": "record.reveal",
    }
    live = not detail.row.voided
    found = {name: live and can(request.viewer, action, record) for name, action in acts.items()}
    waits = detail.pending is not None
    return found | {
        "edit": found["edit"] and not waits,
        "correct": found["correct"] and detail.locked,
        "withdraw": found["withdraw"] and not detail.locked,
        "copy": queries.may(request.viewer, record.register)["enter"],
    }


def _stops(found: queries.Declaration, detail: queries.RecordDetail) -> list[Stop]:
    """The states that the record has been in, the one it is in, and those that lie ahead on the shortest way."""
    workflow, now = found.workflow, detail.row.state
    been = [workflow.start]
    for step in detail.steps:
        if step.target in been:
            been = been[: been.index(step.target) + 1]
        else:
            been.append(step.target)
    if been[-1] != now:
        been.append(now)
    stops = [Stop(workflow.states.get(state, state), "done") for state in been[:-1]]
    stops.append(Stop(workflow.states.get(now, now), "now"))
    return stops + [Stop(workflow.states[state], "") for state in _ahead(found, been)]


def _ahead(found: queries.Declaration, been: list[str]) -> list[str]:
    """The first move out of each state, in the order of the file, as far as it leads to new states."""
    ahead: list[str] = []
    state = been[-1]
    while True:
        following = next(
            (
                move.target
                for move in found.workflow.moves.values()
                if state in move.sources and move.target not in (*been, *ahead)
            ),
            None,
        )
        if following is None:
            return ahead
        ahead.append(following)
        state = following


def _parts(
    found: queries.Declaration,
    detail: queries.RecordDetail,
    standing: queries.Standing,
    revealed: Mapping[str, Any],
) -> list[Part]:
    later = later_fields(found)
    by_field: dict[str, list[queries.Verdict]] = {}
    for verdict in standing.verdicts:
        if verdict.field and not verdict.waived:
            by_field.setdefault(verdict.field, []).append(verdict)
    lines: dict[str, list[Line]] = {"main": [], "secret": [], "later": []}
    for name, cell in detail.row.cells.items():
        item = found.fields.get(name)
        if item is None:
            continue
        key = "later" if name in later else "secret" if item.is_secret else "main"
        lines[key].append(_line(name, item, cell, by_field.get(name, []), revealed))
    labels = {"main": found.label, "secret": _("敏感内容"), "later": _("办理")}
    return [
        Part(
            labels[key],
            tuple(line for line in several if not line.heads),
            tuple(line for line in several if line.heads),
        )
        for key, several in lines.items()
        if several
    ]


def _line(
    name: str,
    item: queries.Field,
    cell: queries.Cell,
    verdicts: list[queries.Verdict],
    revealed: Mapping[str, Any],
) -> Line:
    shown = cell.shown
    if name in revealed:
        shown = _revealed(revealed[name])
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    if item.kind == "rows" and not cell.masked:
        heads, rows = queries.told_rows(item, cell.value or [])
    return Line(
        name=name,
        label=item.label,
        shown="" if shown == "——" else shown,
        masked=cell.masked and name not in revealed,
        is_computed=item.formula is not None,
        is_number=item.kind in ("number", "money", "integer"),
        verdicts=tuple(verdicts),
        heads=heads,
        rows=rows,
    )


def _revealed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return "；".join(_revealed(one) for one in value)
    if isinstance(value, dict):
        return "　".join(_revealed(one) for one in value.values())
    return str(value)


def _moves(
    request: Request,
    found: queries.Declaration,
    detail: queries.RecordDetail,
    record: Any,
    typed: Typed,
) -> list[MoveView]:
    if detail.row.voided or detail.pending is not None:
        return []
    choices = queries.choices_of(request.viewer, found.code)
    uuid, rows = record.uuid, queries.moves(request.viewer, record, today())
    forward = [row for row in rows if row.ask is None]
    main = next((row for row in forward if not _hindrances(row, uuid)), None) or next(
        iter(forward), None
    )
    views = []
    for row in rows:
        was_sent = typed.form == f"move-{row.name}"
        views.append(
            MoveView(
                row=row,
                boxes=tuple(_typed_boxes(found, row, choices, typed if was_sent else None, detail)),
                hindrances=tuple(_hindrances(row, uuid)),
                is_main=row is main,
                is_open=was_sent,
                reason=typed.values.get("reason", "") if was_sent else "",
            )
        )
    return views


def _typed_boxes(
    found: queries.Declaration,
    row: queries.MoveRow,
    choices: Mapping[str, tuple[str, ...]],
    typed: Typed | None,
    detail: queries.RecordDetail,
) -> list[Box]:
    """The fields that the move asks for and that are still empty, with what was typed into them."""
    empty = tuple(
        name
        for name in row.fill
        if (cell := detail.row.cells.get(name)) is None or (cell.value is None and not cell.masked)
    )
    boxes = boxes_of(found, empty, Around(choices=choices), row.name)
    if typed is None:
        return boxes
    return [
        Box(
            box.item,
            box.name,
            {
                key.removeprefix(box.name): words
                for key, words in typed.values.items()
                if key == box.name or key.startswith((f"{box.name}.", f"{box.name}_words"))
            },
            box.choices,
            rows=box.rows,
            blank=box.blank,
            boxes=box.boxes,
            within=box.within,
        )
        for box in boxes
    ]


def _hindrances(row: queries.MoveRow, uuid: UUID) -> list[Hindrance]:
    """Everything in the way that the move's own form does not ask for."""
    return [
        Hindrance(item, *_mend(item, uuid))
        for item in row.obstacles
        if not item.asks and not (item.code == "move.field" and item.field in row.fill)
    ]


def _mend(item: queries.Obstacle, uuid: UUID) -> tuple[str, str]:
    if item.code == "move.evidence":
        return f"#paper-{item.field}", _("去上传")
    if item.field:
        return f"{reverse('record-edit', args=[uuid])}#f-{item.field}", _("去补填")
    return "", ""


def _picture(item: queries.PaperFile) -> tuple[queries.PaperFile, bool]:
    return item, item.may_open and is_picture(item.detected_type)
