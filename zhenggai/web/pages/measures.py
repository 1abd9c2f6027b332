"""One measure: who, until when, by what one will know that it is done; its milestones, the event it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenggai.lib.errors import Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import actions, queries
from zhenggai.web import fields
from zhenggai.web.page import page
from zhenggai.web.request import Request


@page("measure.edit", "GET", "POST")
def measure(request: Request, uuid: UUID) -> HttpResponse:
    """Everything that may be said of a measure. After a conflict the form keeps what was typed."""
    found = queries.find_measure(request.viewer, uuid)
    if request.method == "GET":
        return _page(request, found)

    def act() -> object:
        changes: Any = _changes(request.viewer, request.POST)
        version = fields.version(fields.flat(request.POST))
        return actions.edit_measure(request.viewer, found, version=version, **changes)

    return _done(request, found, "measure", act)


@page("measure.add", "GET", "POST")
def add_measure(request: Request, uuid: UUID) -> HttpResponse:
    """A measure of the office's own for an issue."""
    issue = queries.find_issue(request.viewer, uuid)
    if request.method == "GET":
        return render(request, "measure.html", _context(issue, None))
    try:
        changes: Any = _changes(request.viewer, request.POST)
        content = request.POST.get("content", "")
        made = actions.add_measure(request.viewer, issue, content=content, **changes)
    except Refused as refused:
        context = _context(issue, None, request.POST, refused)
        return render(request, "measure.html", context, status=refused.status)
    return redirect(f"{reverse('issue', args=[uuid])}#m{made.code}")


@page("measure.record_trigger", "POST")
def record_trigger(request: Request, uuid: UUID) -> HttpResponse:
    """The event has happened."""
    found, posted = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.record_trigger(
            request.viewer,
            found,
            version=fields.version(posted),
            happened_on=fields.needed_day(posted, "happened_on"),
            deadline=fields.day(posted, "deadline"),
            today=today(),
        )

    return _done(request, found, "trigger", act)


@page("measure.add_milestone", "POST")
def add_milestone(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.add_milestone(
            request.viewer,
            found,
            title=posted.get("title", ""),
            deadline=fields.needed_day(posted, "milestone_on"),
        )

    return _done(request, found, "milestone", act)


@page("measure.reach_milestone", "POST")
def reach_milestone(request: Request, uuid: UUID) -> HttpResponse:
    milestone, posted = queries.find_milestone(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.reach_milestone(
            request.viewer,
            milestone,
            version=fields.version(posted),
            done_on=fields.needed_day(posted, "done_on"),
            today=today(),
        )

    return _done(request, milestone.measure, f"s{uuid}", act)


def _done(request: Request, found: Any, form: str, act: Callable[[], object]) -> HttpResponse:
    """Back to the measure on its issue's page, or this page with what could not be taken."""
    try:
        act()
    except Refused as refused:
        fresh = queries.find_measure(request.viewer, found.uuid)
        return _page(request, fresh, form, request.POST, refused)
    return redirect(f"{reverse('issue', args=[found.issue.uuid])}#m{found.code}")


def _page(
    request: Request,
    found: Any,
    form: str = "",
    posted: QueryDict | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    context = _context(found.issue, found, posted, refused) | {
        "form": form,
        "detail": queries.measure_row(request.viewer, found, today()),
        "may_trigger": can(request.viewer, "measure.record_trigger", found),
    }
    return render(request, "measure.html", context, status=refused.status if refused else 200)


def _context(
    issue: Any, found: Any, posted: QueryDict | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    return {
        "issue": issue,
        "measure": found,
        "kinds": queries.MeasureKind,
        "values": _typed(posted) if posted else _stored(found),
        "refused": refused,
        "today": today(),
    }


def _changes(viewer: Viewer, posted: QueryDict) -> dict[str, Any]:
    """Every field of the form; emptied ones as None."""
    one = fields.flat(posted)
    return {
        "owner": fields.person(viewer, one, "owner"),
        "department": fields.office(viewer, one, "department"),
        "kinds": posted.getlist("kinds"),
        "is_core": fields.yes(one, "is_core"),
        "started_on": fields.day(one, "started_on"),
        "deadline": fields.day(one, "deadline"),
        "trigger": fields.words(one, "trigger") or None,
        "review_on": fields.day(one, "review_on"),
        "deliverable": fields.words(one, "deliverable") or None,
        "done_criteria": fields.words(one, "done_criteria") or None,
    }


_DAYS = ("started_on", "deadline", "review_on")
_WORDS = ("trigger", "deliverable", "done_criteria")


def _stored(found: Any) -> Mapping[str, Any]:
    """The form's values as they stand."""
    if found is None:
        return {}
    core = {True: "yes", False: "no"}.get(found.is_core, "")
    days = {name: day.isoformat() if (day := getattr(found, name)) else "" for name in _DAYS}
    words = {name: getattr(found, name) or "" for name in _WORDS}
    people = {"owner": found.owner, "department": found.department}
    return {"kinds": found.kinds, "is_core": core, **days, **words, **people}


def _typed(posted: QueryDict) -> Mapping[str, Any]:
    """The form's values as they were sent."""
    one = fields.flat(posted)
    chosen = {
        name: {"uuid": one.get(name, ""), "name": one.get(f"{name}{fields.WORDS}", "")}
        for name in ("owner", "department")
    }
    return {**one, **chosen, "kinds": posted.getlist("kinds")}
