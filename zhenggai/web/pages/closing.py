"""Leaving the open list: apply, withdraw, the review form of each level, return; what follows a closure; extensions; a
measure said to be done. A form that cannot be taken comes back with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive.queries import ACCEPTED
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import actions, queries
from zhenggai.rectification.closing import queries as closing
from zhenggai.web import fields
from zhenggai.web.closing_view import count, meeting_form, meeting_named, review_form
from zhenggai.web.forms import Typed, page_number, taken
from zhenggai.web.offers import offers_in
from zhenggai.web.page import page
from zhenggai.web.pages.issue import issue_page
from zhenggai.web.request import Request


@page("closure.list")
def closures(request: Request) -> HttpResponse:
    """The applications: those that wait for the viewer, those on their way, those that ended."""
    return _queue(request)


@page("closure.list")
def closure(request: Request, uuid: UUID) -> HttpResponse:
    """One application with everything that its reviewer needs."""
    return _sheet(request, uuid, Typed())


@page("closure.review", "POST", proved=True)
def review(request: Request, uuid: UUID) -> HttpResponse:
    """Pass it at the level whose turn it is."""
    application, posted = closing.find_application(request.viewer, uuid), request.POST

    def act() -> object:
        version = fields.version(fields.flat(posted))
        return actions.review(
            request.viewer,
            application,
            version=version,
            form=review_form(request.viewer, posted),
            photos=_photos(request),
            today=today(),
        )

    return _reviewed(request, uuid, "review", act, _("已通过"))


@page("closure.return", "POST", proved=True)
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Return it with reason and day."""
    application, posted = closing.find_application(request.viewer, uuid), request.POST
    one = fields.flat(posted)

    def act() -> object:
        version = fields.version(one)
        return actions.return_application(
            request.viewer,
            application,
            version=version,
            reason=fields.words(one, "reason"),
            mend_by=fields.needed_day(one, "mend_by"),
            measures=[
                queries.measure_of(application.issue, code) for code in posted.getlist("back")
            ],
            veto=one.get("veto", "") == "1",
            today=today(),
        )

    return _reviewed(request, uuid, "return", act, _("已退回"))


@page("closure.review_many", "POST", proved=True)
def review_many(request: Request) -> HttpResponse:
    """One signature or one meeting for every application ticked: all or none."""

    def act() -> object:
        seen = _picks(request)
        found = closing.open_closures(request.viewer, [uuid for uuid, _ in seen])
        picked = [(item.issue, version) for item, (_, version) in zip(found, seen, strict=True)]
        return actions.review_many(
            request.viewer, picked, form=meeting_form(request.viewer, request.POST), today=today()
        )

    return _many(request, act, "mine")


@page("issue.apply_closure_many", "POST")
def apply_many(request: Request) -> HttpResponse:
    """One statement for every issue ticked: all or none."""

    def act() -> object:
        seen = _picks(request)
        found = queries.find_issues(request.viewer, [uuid for uuid, _ in seen])
        picked = [(item, version) for item, (_, version) in zip(found, seen, strict=True)]
        statement = request.POST.get("statement", "")
        return actions.apply_closure_many(
            request.viewer, picked, statement=statement, today=today()
        )

    return _many(request, act, "ready")


@page("issue.apply_closure", "POST")
def apply(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version, statement = fields.version(one), fields.words(one, "statement")
        return actions.apply_closure(
            request.viewer, issue, version=version, statement=statement, today=today()
        )

    return _done(request, uuid, "apply", act, _("已申请销号"))


@page("issue.withdraw_closure", "POST")
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.withdraw_closure(request.viewer, issue, version=version, today=today())

    return _done(request, uuid, "closing", act, _("已撤回申请"))


@page("issue.mark_stage_done", "POST")
def stage_done(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.mark_stage_done(
            request.viewer,
            issue,
            version=version,
            meeting=meeting_named(request.viewer, one),
            meeting_title=fields.words(one, "meeting_title"),
            meeting_on=fields.day(one, "meeting_on"),
            today=today(),
        )

    return _done(request, uuid, "stage", act, _("已认定阶段性完成"))


@page("issue.next_stage", "POST")
def next_stage(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.next_stage(request.viewer, issue, version=version, today=today())

    return _done(request, uuid, "closing", act, _("已转入下一阶段"))


@page("issue.record_lookback", "POST")
def lookback(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.record_lookback(
            request.viewer,
            issue,
            held_on=fields.needed_day(one, "held_on"),
            verdict=one.get("verdict", ""),
            findings=fields.words(one, "findings"),
            today=today(),
        )

    return _done(request, uuid, "lookback", act, _("已登记回头看"))


@page("issue.consolidate", "POST")
def consolidate(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.consolidate(request.viewer, issue, version=version, today=today())

    return _done(request, uuid, "closing", act, _("已认定巩固"))


@page("issue.correct", "POST")
def correct(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)
    words = {name: fields.words(one, name) for name in ("wrong", "right", "basis")}
    return _done(
        request,
        uuid,
        "correct",
        lambda: actions.correct(request.viewer, issue, **words, today=today()),
        _("已出更正单"),
    )


@page("issue.reopen", "POST")
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    """Proof and cause; the measures ticked are to be done anew."""
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.reopen(
            request.viewer,
            issue,
            version=version,
            cause=one.get("cause", ""),
            reason=fields.words(one, "reason"),
            deadline=fields.needed_day(one, "deadline"),
            proof=offers_in({"kind": "other", **one}, request.FILES.getlist("files")),
            measures=[queries.measure_of(issue, code) for code in request.POST.getlist("back")],
            today=today(),
        )

    return _done(request, uuid, "reopen", act, _("已重新立账"))


@page("issue.request_extension", "POST")
def extend(request: Request, uuid: UUID) -> HttpResponse:
    issue, one = queries.find_issue(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        share = count(one, "done_share")
        if share is None:
            raise BadInput("extension.share", _("已完成比例没有填——请填百分之几"))
        return actions.request_extension(
            request.viewer,
            issue,
            reason=fields.words(one, "reason"),
            done_share=share,
            new_deadline=fields.needed_day(one, "new_deadline"),
            today=today(),
        )

    return _done(request, uuid, "extend", act, _("已申请延期"))


@page("extension.decide", "POST")
def decide_extension(request: Request, uuid: UUID) -> HttpResponse:
    found, one = closing.find_extension(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.decide_extension(
            request.viewer,
            found,
            version=version,
            grant=one.get("grant", "") == "1",
            meeting=meeting_named(request.viewer, one),
            opinion=fields.words(one, "opinion"),
            today=today(),
        )

    return _done(request, found.issue.uuid, f"x{uuid}", act, _("已批复"))


@page("extension.withdraw", "POST")
def withdraw_extension(request: Request, uuid: UUID) -> HttpResponse:
    found, one = closing.find_extension(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.withdraw_extension(request.viewer, found, version=version, today=today())

    return _done(request, found.issue.uuid, f"x{uuid}", act, _("已撤回"))


@page("measure.finish", "POST")
def finish(request: Request, uuid: UUID) -> HttpResponse:
    measure, one = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version = fields.version(one)
        return actions.finish_measure(
            request.viewer,
            measure,
            version=version,
            done_on=fields.needed_day(one, "done_on"),
            today=today(),
        )

    return _of_measure(request, measure, act, _("已报完成"))


@page("measure.verify", "POST")
def verify(request: Request, uuid: UUID) -> HttpResponse:
    measure, one = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.verify_measure(request.viewer, measure, version=fields.version(one))

    return _of_measure(request, measure, act, _("已核实"))


@page("measure.return", "POST")
def return_measure(request: Request, uuid: UUID) -> HttpResponse:
    measure, one = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        version, reason = fields.version(one), fields.words(one, "reason")
        return actions.return_measure(request.viewer, measure, version=version, reason=reason)

    return _of_measure(request, measure, act, _("已退回"))


def _queue(request: Request, typed: Typed | None = None) -> HttpResponse:
    asked = request.GET.get("tab", "") or request.POST.get("tab", "")
    viewer, tabs = request.viewer, _tabs(request)
    tab = asked if asked in tabs else next(iter(tabs))
    number = page_number(request)
    rows: list[closing.QueueRow] = []
    total = 0
    if tab != "ready":
        rows, total = closing.closure_queue(viewer, tab, today(), page=number)
    pages = max(1, -(-total // closing.QUEUE_SIZE))
    context = {
        "tab": tab,
        "tabs": tabs,
        "rows": rows,
        "ready": closing.ready_to_close(viewer) if tab == "ready" else [],
        "total": total,
        "number": number,
        "pages": pages,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < pages else None,
        "typed": typed or Typed(),
        "by_meeting": "group_leader" in viewer.roles,
        "meetings": closing.closure_meetings(viewer, rows) if tab == "mine" else (),
        "may_sign": bool({"lead_dept", "charge_leader", "group_leader"} & viewer.roles),
    }
    refused = typed.refused if typed else None
    return render(request, "closures.html", context, status=refused.status if refused else 200)


def _tabs(request: Request) -> dict[str, str]:
    """The lists, with the viewer's own first where they have any part in reviewing or applying."""
    tabs = {
        "mine": _("待我审核"),
        "ready": _("可申请"),
        "open": _("审核中"),
        "returned": _("已退回"),
        "closed": _("已销号"),
        "withdrawn": _("已撤回"),
    }
    if not can(request.viewer, "closure.review"):
        tabs.pop("mine")
    if not can(request.viewer, "issue.apply_closure"):
        tabs.pop("ready")
    return tabs


def _sheet(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    application = closing.find_application(request.viewer, uuid)
    sheet = closing.review_sheet(request.viewer, application, today())
    context = {
        "issue": application.issue,
        "sheet": sheet,
        "row": sheet.application,
        "meetings": sheet.meetings,
        "asks": {str(item) for item in sheet.asks},
        "questions": [
            (
                question,
                typed.values.get(f"answer-{question.value}", ""),
                typed.values.get(f"basis-{question.value}", ""),
            )
            for question in closing.Question
        ],
        "answers": closing.Answer,
        "typed": typed,
        "ticked": {name: set(request.POST.getlist(name)) for name in ("ticks", "on_site", "found")},
        "accepted": ACCEPTED,
        "may_return": not sheet.unfit and can(request.viewer, "closure.return"),
        "may_review": not sheet.unfit and can(request.viewer, "closure.review"),
        "is_committee": bool(sheet.rule and sheet.rule.level == closing.Level.DISCIPLINE),
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "closure.html", context, status=status)


def _photos(request: Request) -> dict[str, Any]:
    """Pictures from the site by the code of the measure that they show."""
    found = {}
    for name in request.FILES:
        if name.startswith("photo-"):
            files = request.FILES.getlist(name)
            found[name.removeprefix("photo-")] = offers_in({"kind": "photo"}, files)
    return found


def _picks(request: Request) -> list[tuple[UUID, int]]:
    """The rows ticked, each with the version that was seen."""
    return [_pick(text) for text in request.POST.getlist("pick")]


def _pick(text: str) -> tuple[UUID, int]:
    uuid, _colon, version = text.partition(":")
    try:
        return UUID(uuid), fields.version({"version": version})
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def _many(request: Request, act: Callable[[], object], tab: str) -> HttpResponse:
    try:
        account = act()
    except NotFound:
        raise
    except Refused as refused:
        return _queue(request, Typed("many", request.POST.dict(), refused))
    done = len(account) if isinstance(account, Sequence) else 0
    messages.success(request, _("已办 %(count)s 个问题") % {"count": done})
    return redirect(f"{reverse('closures')}?tab={tab}")


def _reviewed(
    request: Request, uuid: UUID, form: str, act: Callable[[], object], done: str
) -> HttpResponse:
    """Back to the application as it stands now."""
    again = partial(_sheet, request, uuid)
    return taken(request, form, act, again, to=reverse("closure", args=[uuid]), done=done)


def _done(
    request: Request,
    uuid: UUID,
    form: str,
    act: Callable[[], object],
    done: str,
    *,
    at: str = "closing",
) -> HttpResponse:
    """Back to the issue's page, at the part that was worked on."""
    again, to = partial(issue_page, request, uuid), f"{reverse('issue', args=[uuid])}#{at}"
    return taken(request, form, act, again, to=to, done=done)


def _of_measure(
    request: Request, measure: Any, act: Callable[[], object], done: str
) -> HttpResponse:
    at = f"m{measure.code}"
    return _done(request, measure.issue.uuid, at, act, done, at=at)
