"""Satisfaction surveys: made and printed as slips with a code by those who ask; answered on a phone without an account; told when
they have ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.rectification.actions import surveying as actions
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.statistics import queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.markup import drawn_code
from zhenggai.web.pacing import Pace
from zhenggai.web.page import open_page, page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

_RIGHTS = {"make": "survey.make", "print": "survey.print", "close": "survey.close"}
_GONE, _TOO_MANY = 410, 429
_PACE = Pace(60, 600)
"""Slips opened or sent from one address in ten minutes: a hall of people shares one."""

USUAL = (
    gettext_lazy("对这次整改的总体情况"),
    gettext_lazy("对反馈问题的整改效果"),
    gettext_lazy("对整改公开、听取意见的情况"),
    gettext_lazy("对作风转变、办事效率的情况"),
)


@page("figures.read")
def surveys(request: Request, uuid: UUID) -> HttpResponse:
    return _list(request, uuid, Typed())


@page("survey.make", "POST")
def make(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.make_survey(
            request.viewer,
            found,
            title=posted.get("title", ""),
            audience=fields.words(posted, "audience"),
            questions=posted.get("questions", "").splitlines(),
            opens_on=fields.needed_day(posted, "opens_on"),
            closes_on=fields.needed_day(posted, "closes_on"),
            today=today(),
        )

    return taken(
        request,
        "make",
        act,
        lambda typed: _list(request, uuid, typed),
        to=reverse("surveys", args=[uuid]),
    )


@page("figures.read")
def survey(request: Request, uuid: UUID) -> HttpResponse:
    return _survey(request, uuid, Typed())


@page("survey.print", "POST")
def slips(request: Request, uuid: UUID) -> HttpResponse:
    """New slips, shown this once to be printed."""
    found, text = queries.find_survey(request.viewer, uuid), request.POST.get("count", "")
    try:
        if not (text.isascii() and text.isdecimal() and len(text) < 5):
            raise BadInput("survey.count", _("张数应为整数——请填 1 至 300"))
        tokens = actions.print_slips(request.viewer, found, count=int(text), today=today())
    except NotFound:
        raise
    except Refused as refused:
        return _survey(request, uuid, Typed("slips", request.POST.dict(), refused))
    drawn = [_drawn(request, token) for token in tokens]
    return render(request, "survey_slips.html", {"survey": found, "slips": drawn})


@page("survey.close", "POST")
def close(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_survey(request.viewer, uuid)

    def act() -> object:
        return actions.close_survey(request.viewer, found, today=today())

    return taken(
        request,
        "close",
        act,
        lambda typed: _survey(request, uuid, typed),
        to=reverse("survey", args=[uuid]),
    )


@open_page("GET", "POST")
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The slip on a phone: every question, four answers, a few words. Nothing of whoever answers is kept."""
    context: dict[str, Any] = {"choices": queries.Satisfaction, "title": _("满意度测评")}
    if not _PACE.takes(str(request.META.get("REMOTE_ADDR", ""))):
        context["sentence"] = _("填写过于频繁——请十分钟后再试")
        return render(request, "survey_answer.html", context, status=_TOO_MANY)
    status = 200
    with scope_for(system_viewer()):
        try:
            found = actions.survey_of(token)
            context["survey"] = found
            context["asked"] = [
                (f"q{place}", question, request.POST.get(f"q{place}", ""))
                for place, question in enumerate(found.questions)
            ]
            if request.method == "POST":
                chosen = {
                    str(place): str(request.POST.get(f"q{place}", ""))
                    for place in range(len(found.questions))
                }
                words = str(request.POST.get("words", ""))
                actions.answer(token, chosen, words, today=today())
                context["thanks"] = True
            else:
                actions.refuse_closed(found, today())
        except NotFound as refused:
            context["sentence"], status = refused.sentence, _GONE
        except Refused as refused:
            context["sentence"], status = refused.sentence, refused.status
            context["again"] = isinstance(refused, BadInput)
    context["words"] = request.POST.get("words", "")
    return render(request, "survey_answer.html", context, status=status)


def _list(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    found = process.find_round(request.viewer, uuid)
    context = around(request, found, "surveys") | {
        "surveys": queries.surveys(request.viewer, found),
        "audiences": queries.Audience,
        "usual": "\n".join(str(question) for question in USUAL),
        "may": rights(request.viewer, _RIGHTS),
        "typed": typed,
        "refused": typed.refused,
    }
    return render(request, "surveys.html", context, status=_status(typed))


def _survey(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    found = queries.find_survey(request.viewer, uuid)
    context = around(request, found.round, "surveys") | {
        "survey": found,
        "result": queries.survey_result(request.viewer, found, today()),
        "choices": queries.Satisfaction,
        "may": rights(request.viewer, _RIGHTS),
        "typed": typed,
        "refused": typed.refused,
    }
    return render(request, "survey.html", context, status=_status(typed))


def _drawn(request: Request, token: str) -> tuple[str, str]:
    """A slip's address and its code as a drawing."""
    address = request.build_absolute_uri(reverse("survey-answer", args=[token]))
    return address, drawn_code(address)


def _status(typed: Typed) -> int:
    return typed.refused.status if typed.refused else 200
