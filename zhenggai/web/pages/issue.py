"""One issue, to read: original text, measures, who answers for it, what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhenggai.people.clock import today
from zhenggai.rectification import queries
from zhenggai.web.answer import Request, answer
from zhenggai.web.history import told
from zhenggai.web.page import page


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure with the words for its kinds and the address of its sentence."""

    row: queries.MeasureRow
    kinds: tuple[str, ...]
    checklist: tuple[queries.Checked, ...]
    evidence: tuple[queries.EvidenceRow, ...]
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
        "source_address": _sentence(source, detail.row.code),
    }
    return answer(request, "issue.html", context)


def _card(item: queries.MeasureDetail, source: str) -> MeasureCard:
    kinds = tuple(str(queries.MeasureKind(kind).label) for kind in item.row.kinds)
    address = _sentence(source, item.row.code) if item.row.source else ""
    return MeasureCard(item.row, kinds, item.checklist, item.evidence, address)


def _sentence(source: str, code: str | None) -> str:
    return f"{source}?{urlencode({'at': code or ''})}#here"
