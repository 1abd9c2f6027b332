"""The overview: five figures with their formulas, what falls due, what is late and weak, the line of time, and issues
counted by aspect, department and type."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import queries
from zhenggai.web.overview_view import OverviewView
from zhenggai.web.page import page
from zhenggai.web.request import Request
from zhenggai.web.rounds import choices_here, chosen_round, round_query
from zhenggai.web.timeline import Timeline


@page("issue.list")
def overview(request: Request) -> HttpResponse:
    rounds = queries.rounds(request.viewer)
    if not rounds:
        may_receive = can(request.viewer, "draft.receive")
        return render(request, "ledger_empty.html", {"may_receive": may_receive})
    chosen = chosen_round(rounds, request.GET.get("round"))
    figures = queries.figures(request.viewer, chosen, today())
    breakdown = queries.breakdown(request.viewer, chosen, today())
    outlook = queries.outlook(request.viewer, chosen, today())
    view = OverviewView(figures, breakdown, outlook, round_query(chosen, rounds))
    meaning, legend = queries.warning_legend(request.viewer)
    context = {
        "view": view,
        "figures": figures,
        "outlook": outlook,
        "timeline": Timeline(outlook.bars, today()) if outlook.bars else None,
        "round": chosen,
        "round_choices": choices_here(chosen, rounds),
        "meaning": meaning,
        "legend": legend,
    }
    return render(request, "overview.html", context)
