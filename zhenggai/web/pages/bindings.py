"""The hinge on an issue's page: checks bound to it, checks suggested, look-backs that failing ones call for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification.queries import find_issue
from zhenggai.registers import actions, queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed
from zhenggai.web.offers import measure_in
from zhenggai.web.page import page
from zhenggai.web.pages.issue import issue_page
from zhenggai.web.request import Request


@page("issue.list")
def bound(request: Request, uuid: UUID) -> HttpResponse:
    """The part of an issue's page that tells of its checks; asked for when the page has been read."""
    viewer = request.viewer
    issue = find_issue(viewer, uuid)
    may_bind = can(viewer, "binding.bind")
    context: dict[str, Any] = {
        "issue": issue,
        "bound": queries.bound_checks(viewer, issue),
        "suggestions": queries.suggestions(viewer, issue) if may_bind else [],
        "calls": queries.calls_of(viewer, issue),
        "may_bind": may_bind,
        "bindable": queries.bindable(viewer) if may_bind else [],
        "measures": queries.measures_of(viewer, issue) if may_bind else [],
        "verdicts": [state for state in queries.CallState if state != queries.CallState.OPEN],
        "today": today(),
    }
    template = "bound_checks.html#part" if request.htmx else "bound_checks.html"
    return render(request, template, context)


@page("binding.bind", "POST")
def bind(request: Request, uuid: UUID) -> HttpResponse:
    viewer = request.viewer
    issue, posted = find_issue(viewer, uuid), request.POST.dict()

    def act() -> None:
        if not posted.get("check"):
            raise BadInput("binding.check", _("没有选检查——请从建议中选一项"))
        register, _mark, check = posted.get("check", "").partition("/")
        actions.bind_check(
            viewer, issue, register, check, today=today(), measure=measure_in(issue, posted)
        )

    return _done(request, uuid, act)


@page("binding.end", "POST")
def end(request: Request, uuid: UUID) -> HttpResponse:
    binding = queries.find_binding(request.viewer, uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        binding.issue.uuid,
        lambda: actions.end_binding(request.viewer, binding, reason=reason, today=today()),
    )


@page("lookback_call.settle", "POST")
def settle(request: Request, uuid: UUID) -> HttpResponse:
    call = queries.find_call(request.viewer, uuid)

    def act() -> None:
        actions.settle_call(
            request.viewer,
            call,
            verdict=request.POST.get("verdict", ""),
            findings=request.POST.get("findings", ""),
            today=today(),
        )

    return _done(request, call.issue.uuid, act)


@page("lookback_call.reopen", "POST")
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    """Put the issue of a confirmed relapse back on the list."""
    call = queries.find_call(request.viewer, uuid)
    one = fields.flat(request.POST)

    def act() -> None:
        actions.reopen_relapsed(
            request.viewer,
            call,
            version=fields.version(one),
            reason=fields.words(one, "reason"),
            deadline=fields.needed_day(one, "deadline"),
            today=today(),
        )

    return _done(request, call.issue.uuid, act)


def _done(request: Request, issue: UUID, act: Any) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Refused as refused:
        return issue_page(request, issue, Typed("checks", request.POST.dict(), refused))
    return redirect(f"{reverse('issue', args=[issue])}#bound")
