"""What came of a round: rules with their document numbers, money with its vouchers, how people were dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification.actions import outcomes as actions
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.statistics import queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

_RIGHTS = {
    "record": "outcome.record",
    "person": "outcome.record_person",
    "voucher": "outcome.add_voucher",
    "withdraw": "outcome.withdraw",
}
_SHOWN = (queries.Family.RULES, queries.Family.MONEY, queries.Family.PERSONS)


@page("figures.read")
def outcomes(request: Request, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, Typed())


@page("outcome.record", "POST")
def rule(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.record_rule(
            request.viewer,
            found,
            change=fields.words(posted, "change"),
            title=posted.get("title", ""),
            doc_no=posted.get("doc_no", ""),
            issued_on=fields.day(posted, "issued_on"),
            issue=_issue(request, found, posted),
            today=today(),
        )

    return _done(request, uuid, "rule", act)


@page("outcome.record", "POST")
def money(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.record_money(
            request.viewer,
            found,
            kind=fields.words(posted, "kind"),
            amount=posted.get("amount", ""),
            happened_on=fields.needed_day(posted, "happened_on"),
            words=posted.get("words", ""),
            voucher=posted.get("voucher", ""),
            issue=_issue(request, found, posted),
            today=today(),
        )

    return _done(request, uuid, "money", act)


@page("outcome.record_person", "POST")
def person(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.record_person(
            request.viewer,
            found,
            treatment=fields.words(posted, "treatment"),
            mark=posted.get("mark", ""),
            decided_on=fields.needed_day(posted, "decided_on"),
            issue=_issue(request, found, posted),
            today=today(),
        )

    return _done(request, uuid, "person", act)


@page("outcome.add_voucher", "POST")
def voucher(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_outcome(request.viewer, "money", uuid)
    posted = fields.flat(request.POST)

    def act() -> object:
        return actions.add_voucher(
            request.viewer,
            found,
            number=posted.get("number", ""),
            amount=posted.get("amount", ""),
            paid_on=fields.needed_day(posted, "paid_on"),
            today=today(),
        )

    return _done(request, found.round.uuid, f"voucher-{uuid}", act)


@page("outcome.withdraw", "POST")
def withdraw(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    found = queries.find_outcome(request.viewer, kind, uuid)
    reason = request.POST.get("reason", "")

    def act() -> object:
        return actions.withdraw(request.viewer, found, reason=reason, today=today())

    return _done(request, found.round.uuid, f"withdraw-{uuid}", act)


def _page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    shown = queries.statistics(viewer, found, today(), today())
    context = around(request, found, "outcomes") | {
        "rows": queries.outcomes(viewer, found),
        "families": [
            (label, rows) for label, rows in shown.families() if rows[0].formula.family in _SHOWN
        ],
        "findings": [item for item in shown.findings if item.code == "ST-4"],
        "changes": queries.RuleChange,
        "kinds": queries.MoneyKind,
        "treatments": queries.Treatment,
        "may_read_persons": can(viewer, "outcome.read_persons"),
        "may": rights(viewer, _RIGHTS),
        "typed": typed,
        "refused": typed.refused,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "outcomes.html", context, status=status)


def _issue(request: Request, round: Any, posted: Mapping[str, str]) -> Any:
    """The issue that the form names by its code; None where the field is empty."""
    code = fields.words(posted, "issue")
    if not code:
        return None
    found = queries.issue_by_code(request.viewer, round, code)
    if found is None:
        raise BadInput(
            "field.issue",
            _("这一轮没有编号“%(code)s”的问题——请照台账填写编号，或留空") % {"code": code[:20]},
        )
    return found


def _done(request: Request, uuid: UUID, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _page(request, uuid, typed),
        to=reverse("outcomes", args=[uuid]),
    )
