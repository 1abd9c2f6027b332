"""The leader's page: one screen and one A4. Signing goes through the closing room's own actions and guards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import actions, queries
from zhenggai.rectification.closing import queries as closing
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.statistics import queries as statistics
from zhenggai.web import fields, leader_view
from zhenggai.web.closing_view import meeting_form, meeting_named
from zhenggai.web.forms import Typed, taken
from zhenggai.web.overview_view import OverviewView
from zhenggai.web.page import page
from zhenggai.web.request import Request
from zhenggai.web.rounds import choices_here, chosen_round, round_query


@page("leader.read")
def leader(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("closure.review", "POST", proved=True)
def sign(request: Request, uuid: UUID) -> HttpResponse:
    """Pass an application at a level that asks for an opinion or a meeting only."""
    found = closing.find_application(request.viewer, uuid)

    def act() -> object:
        version = fields.version(fields.flat(request.POST))
        form = meeting_form(request.viewer, request.POST)
        return actions.review(request.viewer, found, version=version, form=form, today=today())

    return _done(request, f"sign-{uuid}", act, _("已签批：%(code)s") % {"code": found.issue.code})


@page("closure.return", "POST", proved=True)
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Return an application with reason and day."""
    found, one = closing.find_application(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.return_application(
            request.viewer,
            found,
            version=fields.version(one),
            reason=fields.words(one, "reason"),
            mend_by=fields.needed_day(one, "mend_by"),
            today=today(),
        )

    return _done(request, f"back-{uuid}", act, _("已退回：%(code)s") % {"code": found.issue.code})


@page("extension.decide", "POST")
def extension(request: Request, uuid: UUID) -> HttpResponse:
    """Grant or refuse a later day."""
    found, one = closing.find_extension(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.decide_extension(
            request.viewer,
            found,
            version=fields.version(one),
            grant=one.get("grant", "") == "1",
            opinion=fields.words(one, "opinion"),
            meeting=meeting_named(request.viewer, one),
            today=today(),
        )

    return _done(request, f"extension-{uuid}", act, _("已批复"))


def _page(request: Request, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    rounds = queries.rounds(viewer)
    if not rounds:
        may_receive = can(viewer, "draft.receive")
        return render(request, "ledger_empty.html", {"may_receive": may_receive})
    chosen = chosen_round(rounds, request.GET.get("round"))
    kept = round_query(chosen, rounds)
    shown = statistics.statistics(viewer, chosen.uuid, today(), today())
    figures = queries.figures(viewer, chosen, today())
    outlook = queries.outlook(viewer, chosen, today())
    view = OverviewView(figures, queries.breakdown(viewer, chosen, today()), outlook, kept)
    table, bars = leader_view.bars(view)
    applications = closing.closures_waiting(viewer, today())
    meaning, legend = queries.warning_legend(viewer)
    context = {
        "view": view,
        "figures": figures,
        "numbers": leader_view.numbers(shown, kept),
        "findings": shown.findings,
        "outlook": outlook,
        "late": outlook.late[: leader_view.FEW_LATE],
        "chart": table,
        "bars": bars,
        "waiting": leader_view.waiting(applications),
        "meetings": closing.closure_meetings(viewer, applications),
        "extensions": closing.extensions_waiting(viewer),
        "plans": process.plans_waiting(viewer),
        "may_return": can(viewer, "closure.return"),
        "round": chosen,
        "round_choices": choices_here(chosen, rounds),
        "meaning": meaning,
        "legend": legend,
        "typed": typed,
        "refused": typed.refused,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "leader.html", context, status=status)


def _done(request: Request, form: str, act: Callable[[], object], done: str) -> HttpResponse:
    return taken(
        request, form, act, lambda typed: _page(request, typed), to=reverse("leader"), done=done
    )
