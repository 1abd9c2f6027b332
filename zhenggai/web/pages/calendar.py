"""The office calendar: a year on one page, a day changed, a year taken in from the yearly notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.intake.sheets import rows_of
from zhenggai.lib.errors import BadInput
from zhenggai.lib.holiday_notice import year_of
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.people.queries import CalendarDay, can
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request

_FIRST, _LAST = 2000, 2100


@page("calendar.list")
def calendar(request: Request) -> HttpResponse:
    return _year(request, Typed())


@page("calendar.edit", "POST")
def day(request: Request) -> HttpResponse:
    """One day made off or worked, or left to the week again."""
    posted = request.POST.dict()
    chosen = fields.day(posted, "day")

    def act() -> None:
        if chosen is None:
            raise BadInput("calendar.no_day", _("没有选是哪一天——请在月历上点一天"))
        actions.set_day(
            request.viewer,
            day=chosen,
            kind=posted.get("kind", ""),
            text=posted.get("note", ""),
        )

    year = chosen.year if chosen else today().year
    return taken(
        request,
        "day",
        act,
        lambda typed: _year(request, typed, year, chosen),
        to=f"{reverse('calendar')}?year={year}",
    )


@page("calendar.announce", "POST")
def take_in(request: Request) -> HttpResponse:
    """A year from the notice that was pasted, or from a sheet of days."""
    upload, text = request.FILES.get("file"), request.POST.get("text", "")
    years: list[int] = []

    def act() -> None:
        words = text
        if upload is not None:
            rows = rows_of(upload.read(), upload.name or "")
            words = "\n".join("\t".join(row) for row in rows)
        year = _number(request.POST.get("year", "")) or year_of(words) or 0
        years.append(year)
        actions.announce_year(request.viewer, year=year, text=words)

    return taken(
        request,
        "import",
        act,
        lambda typed: _year(request, typed, next(iter(years), None)),
        to=f"{reverse('calendar')}?year={request.POST.get('year') or year_of(text) or ''}",
        done=_("已导入"),
    )


def _year(
    request: Request, typed: Typed, year: int | None = None, chosen: date | None = None
) -> HttpResponse:
    viewer, asked = request.viewer, request.GET
    chosen = chosen or _asked_day(asked.get("day", ""))
    number = year or (chosen.year if chosen else _number(asked.get("year", ""))) or today().year
    number = min(max(number, _FIRST), _LAST)
    found = queries.calendar_year(viewer, number)
    context = {
        "year": found,
        "months": list(enumerate(found.months, 1)),
        "rests": _rests(found),
        "announced": queries.announced_years(),
        "chosen": _day_of(found, chosen) if chosen else None,
        "kinds": [(kind.value, kind.label) for kind in queries.EXCEPTED_DAYS],
        "typed": typed,
        "today": today(),
        "may_edit": can(viewer, "calendar.edit"),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "calendar.html", context, status=status)


def _rests(year: queries.CalendarYear) -> list[dict[str, Any]]:
    """The days that do not follow the week, runs of one kind and note together."""
    runs: list[dict[str, Any]] = []
    for item in _days(year):
        if item.kind is None:
            continue
        last = runs[-1] if runs else None
        follows = last is not None and (item.day - last["last"]).days == 1
        if (
            last is not None
            and follows
            and (last["worked"], last["note"]) == (item.worked, item.note)
        ):
            last["last"] = item.day
            last["count"] += 1
        else:
            runs.append(
                {
                    "first": item.day,
                    "last": item.day,
                    "count": 1,
                    "worked": item.worked,
                    "note": item.note,
                }
            )
    return runs


def _days(year: queries.CalendarYear) -> list[CalendarDay]:
    return [day for month in year.months for week in month for day in week if day is not None]


def _day_of(year: queries.CalendarYear, chosen: date) -> CalendarDay | None:
    return next((item for item in _days(year) if item.day == chosen), None)


def _asked_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
