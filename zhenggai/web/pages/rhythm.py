"""What comes round in a register: the month as a calendar, members by periods as matrices."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.people.clock import today
from zhenggai.registers import queries
from zhenggai.web.page import page
from zhenggai.web.request import Request


@page("record.list")
def rhythm(request: Request, code: str) -> HttpResponse:
    viewer, day = request.viewer, today()
    found = queries.declaration(viewer, code)
    first = queries.month_of(request.GET.get("month", ""), day)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    context = {
        "register": found,
        "may": queries.may(viewer, code),
        "rhythm": True,
        "first": first,
        "before": f"?month={before:%Y-%m}",
        "after": f"?month={after:%Y-%m}",
        "weeks": queries.month_view(viewer, code, first, day),
        "matrices": queries.matrices(viewer, code, day),
        "today": day,
    }
    return render(request, "rhythm.html", context)
