"""One issue, to read: original text, measures, who answers for it, what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from zhenggai.people.clock import today
from zhenggai.rectification import queries
from zhenggai.web.history import told
from zhenggai.web.page import page
from zhenggai.web.request import Request, is_part


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure with the words for its kinds and the address of its sentence."""

    detail: queries.MeasureDetail
    kinds: tuple[str, ...]
    source_address: str


@page("issue.list")
def issue(request: Request, uuid: UUID) -> HttpResponse:
    detail = queries.issue(request.viewer, uuid, today())
    source = reverse("source", args=[detail.round_uuid])
    found = queries.find_issue(request.viewer, uuid)
    context = {
        "detail": detail,
        "issue": detail.row,
        "measures": [_card(item, source) for item in detail.measures],
        "history": told(queries.history(request.viewer, found)),
        "ledger_address": f"{reverse('ledger')}?round={detail.round_uuid}",
        "source_address": _sentence(source, detail.row),
    }
    return render(request, "issue.html#beside" if is_part(request) else "issue.html", context)


def _card(item: queries.MeasureDetail, source: str) -> MeasureCard:
    kinds = tuple(str(queries.MeasureKind(kind).label) for kind in item.row.kinds)
    return MeasureCard(item, kinds, _sentence(source, item.row))


def _sentence(source: str, row: queries.IssueRow | queries.MeasureRow) -> str:
    """The address of the row's sentence in the whole text, empty where the text does not show it."""
    if row.source is None:
        return ""
    return f"{source}?{urlencode({'at': row.code or ''})}#t{row.source.start}"
