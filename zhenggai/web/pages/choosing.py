"""What a combobox offers: people and offices of one's own, by name, pinyin or initials."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.people import queries
from zhenggai.web.page import page
from zhenggai.web.request import Request


@page("people.choose")
def choose(request: Request, what: str) -> HttpResponse:
    """The first few that fit the words typed so far, as options of a list box."""
    find = queries.find_persons if what == "person" else queries.find_offices
    words = str(request.GET.get("q", ""))[:40]
    found = find(request.viewer, words)
    return render(request, "combobox.html#options", {"found": found, "words": words})
