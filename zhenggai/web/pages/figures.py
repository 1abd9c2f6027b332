"""The figures of a round with their formulas, of any past day too; what was frozen at a cut-off and how it differs from now; the
dispatch tables."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.publication.dispatch import export_departments, export_dispatch
from zhenggai.rectification.actions import freezing
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.statistics import queries
from zhenggai.web import fields
from zhenggai.web.comparison_view import COMPARED, comparison_lines, sorts, units
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("figures.read")
def statistics(request: Request, uuid: UUID) -> HttpResponse:
    """Every figure as of a day."""
    return _statistics(request, uuid, Typed())


@page("cutoff.freeze", "POST")
def freeze(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return freezing.freeze(
            request.viewer,
            found,
            rhythm=fields.words(posted, "rhythm"),
            cut_on=fields.needed_day(posted, "cut_on"),
            words=posted.get("note", ""),
            today=today(),
        )

    return taken(
        request,
        "freeze",
        act,
        lambda typed: _statistics(request, uuid, typed),
        to=reverse("statistics", args=[uuid]),
        done=_("已截数，此后不再改变"),
    )


@page("figures.read")
def cutoff(request: Request, uuid: UUID) -> HttpResponse:
    """What was frozen, beside what is now; with the numbers of a public text to be held against it (ST-2)."""
    found = queries.find_cutoff(request.viewer, uuid)
    told, refused = _told(request)
    context = around(request, found.round, "statistics") | {
        "cutoff": found,
        "rhythm": queries.Rhythm(found.rhythm),
        "families": _families(found.body["figures"]),
        "lines": queries.department_lines(found),
        "changes": queries.changes(request.viewer, found, today()),
        "asked": [
            (name, label, request.GET.get(name, ""))
            for name, label in queries.told_labels().items()
        ],
        "compared": any(count is not None for count in told.values()),
        "otherwise": queries.told_otherwise(told, found.body["counts"]),
        "refused": refused,
    }
    return render(request, "cutoff.html", context, status=refused.status if refused else 200)


@page("figures.read", proved=True)
def cutoff_xlsx(request: Request, uuid: UUID) -> FileResponse:
    """The departments at a cut-off as a sheet."""
    found = queries.find_cutoff(request.viewer, uuid)
    name = f"{found.round.name}分部门调度表{found.cut_on:%Y%m%d}.xlsx"
    return _sheet(name, lambda target: export_departments(request.viewer, found, target))


@page("figures.read")
def dispatch(request: Request, uuid: UUID, name: str) -> HttpResponse:
    """The dispatch table of a rhythm, from its cut-offs."""
    found, rhythm = process.find_round(request.viewer, uuid), _rhythm(name)
    context = around(request, found, "statistics") | {
        "rhythm": rhythm,
        "rhythms": queries.Rhythm,
        "lines": queries.dispatch(request.viewer, found, rhythm),
        "notes": [
            queries.footnote(queries.BY_KEY[key])
            for key in ("issue_done_rate", "on_time_rate", "overdue")
        ],
    }
    return render(request, "dispatch.html", context)


@page("figures.read", proved=True)
def dispatch_xlsx(request: Request, uuid: UUID, name: str) -> FileResponse:
    found, rhythm = process.find_round(request.viewer, uuid), _rhythm(name)
    return _sheet(
        f"{found.name}{rhythm.label}表.xlsx",
        lambda target: export_dispatch(request.viewer, found, rhythm, target, today()),
    )


@page("figures.read")
def comparison(request: Request) -> HttpResponse:
    """Departments, rounds or offices side by side, each leading to its own list."""
    given = request.GET
    several = len(request.viewer.office_ids) > 1
    unit = _unit(given.get("by", ""), several)
    office, round = _named(given.get("office", "")), _named(given.get("round", ""))
    sort = given.get("sort", "done")
    sort = sort if sort in queries.SORTS else "done"
    rows = queries.comparison(request.viewer, unit, today(), office=office, round=round, sort=sort)
    kept = {"office": str(office) if office else "", "round": str(round) if round else ""}
    context = {
        "lines": comparison_lines(rows, unit, round),
        "unit": unit,
        "units": units(several, unit, sort, kept),
        "sorts": sorts(unit, sort, kept),
        "several": several,
        "as_of": today(),
        "heads": [queries.BY_KEY[key] for key in COMPARED],
        "notes": [queries.footnote(queries.BY_KEY[key]) for key in (*COMPARED, "overdue")],
    }
    return render(request, "comparison.html", context)


def _unit(name: str, several: bool) -> queries.Unit:
    """What was asked for; offices for a superior, departments for an office."""
    if name in {unit.value for unit in queries.Unit}:
        return queries.Unit(name)
    return queries.Unit.OFFICE if several else queries.Unit.DEPARTMENT


def _named(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def _statistics(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    refused = typed.refused
    try:
        as_of = fields.day(fields.flat(request.GET), "as_of") or today()
        shown = queries.statistics(viewer, found, as_of, today())
    except BadInput as bad:
        refused = bad
        shown = queries.statistics(viewer, found, today(), today())
    context = around(request, found, "statistics") | {
        "shown": shown,
        "cutoffs": queries.cutoffs(viewer, found),
        "rhythms": queries.Rhythm,
        "may": rights(viewer, {"freeze": "cutoff.freeze"}),
        "typed": typed,
        "refused": refused,
    }
    return render(request, "statistics.html", context, status=refused.status if refused else 200)


def _families(figures: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Frozen figures under the heads of the table."""
    return [
        (str(label), [row for row in figures if row["family"] == family])
        for family, label in queries.FAMILY_LABELS.items()
    ]


def _told(request: Request) -> tuple[dict[str, int | None], Refused | None]:
    """The numbers that a public text tells, as typed; empty fields are not told."""
    told: dict[str, int | None] = {}
    for name, label in queries.told_labels().items():
        text = request.GET.get(name, "").strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
            return {}, BadInput(
                "figures.number",
                _("“%(what)s”不是整数——请照公开稿填写数字，公开稿没有说的留空") % {"what": label},
            )
        told[name] = int(text) if text else None
    return told, None


def _rhythm(name: str) -> queries.Rhythm:
    if name not in queries.Rhythm.values:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    return queries.Rhythm(name)


def _sheet(name: str, write: Callable[[BytesIO], object]) -> FileResponse:
    target = BytesIO()
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
