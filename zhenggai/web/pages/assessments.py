"""Assessing a round: the template as a form with the system's own counts beside it, the sheets that were made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.clock import today
from zhenggai.rectification.actions import assessing as actions
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.statistics import queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request


@page("figures.read")
def assessments(request: Request, uuid: UUID) -> HttpResponse:
    return _list(request, uuid, Typed())


@page("assessment.record", "POST")
def record(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.assess(
            request.viewer,
            found,
            template=fields.words(posted, "template"),
            side=fields.words(posted, "side"),
            marks=_marks(request.POST),
            vetoes={code: posted.get(f"why-{code}", "") for code in request.POST.getlist("veto")},
            assessed_on=fields.needed_day(posted, "assessed_on"),
            today=today(),
        )

    return taken(
        request,
        "record",
        act,
        lambda typed: _list(request, uuid, typed),
        to=reverse("assessments", args=[uuid]),
    )


@page("figures.read")
def sheet(request: Request, uuid: UUID) -> HttpResponse:
    """One sheet, to be read and printed."""
    found = queries.find_assessment(request.viewer, uuid)
    context = around(request, found.round, "assessments") | {"row": found, "sheet": found.sheet}
    return render(request, "assessment.html", context)


def _list(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    chosen = _chosen(request)
    counts = queries.statistics(viewer, found, today(), today()).counts
    satisfied = queries.satisfied(viewer, found, today())
    rows = [(item, _lines(request, item, chosen, counts, satisfied)) for item in chosen.indicators]
    context = around(request, found, "assessments") | {
        "sheets": queries.assessments(viewer, found),
        "chosen": chosen,
        "templates": queries.templates().values(),
        "rows": rows,
        "vetoes": [
            (
                item,
                item.code in request.POST.getlist("veto"),
                request.POST.get(f"why-{item.code}", ""),
            )
            for item in chosen.vetoes
        ],
        "sides": queries.Assessor,
        "may": rights(viewer, {"record": "assessment.record"}),
        "typed": typed,
        "refused": typed.refused,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "assessments.html", context, status=status)


def _chosen(request: Request) -> queries.Template:
    """The template that the address or the form names; the first where it names none."""
    known = queries.templates()
    name = str(request.POST.get("template") or request.GET.get("template") or "")
    return known.get(name) or known["hundred"]


def _lines(
    request: Request,
    indicator: Any,
    chosen: queries.Template,
    counts: queries.Counts,
    satisfied: queries.Satisfied,
) -> list[tuple[Any, str, str, str]]:
    """The deductions of an indicator: each with what the system knows, and what was typed or what the surveys fill in."""
    posted, lines = request.POST, []
    for item in chosen.deductions:
        if item.indicator != indicator.code:
            continue
        shown, times, ground = _known(item, counts, satisfied)
        lines.append(
            (
                item,
                shown,
                posted.get(f"times-{item.code}", "" if posted else times),
                posted.get(f"ground-{item.code}", "" if posted else ground),
            )
        )
    return lines


def _known(
    item: queries.Deduction, counts: queries.Counts, satisfied: queries.Satisfied
) -> tuple[str, str, str]:
    """What stands beside a deduction, and how often and on what ground it is filled in."""
    if item.counts:
        count = counts.get(item.counts)
        return "" if count is None else str(count), "", ""
    holds = item.holds(satisfied)
    if item.unsurveyed:
        ground = _("没有结束并收到答卷的满意度测评") if holds else ""
        return "1" if holds else "0", "1" if holds else "", ground
    if holds is None:
        return "", "", ""
    rate = f"{satisfied.rate}%"
    if not holds:
        return rate, "", ""
    words = _("满意率 %(rate)s（有效票 %(valid)s，满意和基本满意 %(good)s）")
    given = {"rate": rate, "valid": satisfied.valid, "good": satisfied.good}
    return rate, "1", words % given


def _marks(posted: QueryDict) -> dict[str, actions.Mark]:
    """What was marked off, as typed; an empty field is not marked."""
    found = {}
    for name in posted:
        if not name.startswith("times-"):
            continue
        code, text = name.removeprefix("times-"), str(posted.get(name, "")).strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 4):
            raise BadInput("assessment.times", _("减分次数应为 0 至 999 的整数——请核对"))
        if text:
            found[code] = actions.Mark(int(text), str(posted.get(f"ground-{code}", "")))
    return found
