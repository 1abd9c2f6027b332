"""Home: the ledger of one round, with filters, sorting, folding and paging in its address; its sheet; its source."""

from __future__ import annotations

from tempfile import TemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.publication.actions import export_ledger
from zhenggai.rectification import queries
from zhenggai.web.ledger_menus import LedgerAddress, choices_of
from zhenggai.web.ledger_view import LedgerView
from zhenggai.web.marking import paragraphs
from zhenggai.web.page import SIGNED_IN, page
from zhenggai.web.request import Request, is_part
from zhenggai.web.rounds import chosen_round, round_query
from zhenggai.web.unfolding import Unfolding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(SIGNED_IN)
def ledger(request: Request) -> HttpResponse:
    """Home. Whoever sees no ledger is led to the page of their duty."""
    if not can(request.viewer, "issue.list"):
        return redirect("duty")
    rounds = queries.rounds(request.viewer)
    if not rounds:
        may_receive = can(request.viewer, "draft.receive")
        return render(request, "ledger_empty.html", {"may_receive": may_receive})
    chosen = chosen_round(rounds, request.GET.get("round"))
    filters = queries.LedgerFilters.from_query(request.GET.dict())
    found = queries.ledger(request.viewer, chosen, filters, today())
    view = LedgerView(found, Unfolding.from_query(request.GET.dict()), chosen, rounds)
    template = "ledger.html#ledger" if is_part(request) else "ledger.html"
    legend = queries.legend(queries.GreenMeaning.REMINDER)
    context = {"view": view, "ledger": found, "today": found.as_of, "legend": legend}
    return render(request, template, context | {"beside": _uuid(request.GET.get("beside", ""))})


@page("issue.list")
def menu(request: Request, name: str) -> HttpResponse:
    """The departments or people that the ledger can be narrowed to, for the menu that asks when it is opened."""
    rounds = queries.rounds(request.viewer)
    chosen = chosen_round(rounds, request.GET.get("round"))
    asked = request.GET.dict()
    where = LedgerAddress(
        queries.LedgerFilters.from_query(asked),
        Unfolding.from_query(asked),
        round_query(chosen, rounds),
    )
    offered = queries.departments if name == "department" else queries.handlers
    choices = choices_of(where, name, offered(request.viewer, chosen))
    template = "ledger_menu.html#choices" if is_part(request) else "ledger_menu.html"
    return render(request, template, {"choices": choices})


@page("issue.list")
def ledger_xlsx(request: Request, uuid: UUID) -> FileResponse:
    """What the filters leave of a round as the master ledger's sheet, written to disk first: a large one never
    stands in memory."""
    chosen = chosen_round(queries.rounds(request.viewer), str(uuid))
    filters = queries.LedgerFilters.from_query(request.GET.dict())
    sheet = TemporaryFile()  # noqa: SIM115  # the response closes it
    export_ledger(request.viewer, chosen, sheet, today(), filters)
    sheet.seek(0)
    name = f"{chosen.name}台账.xlsx"
    return FileResponse(sheet, as_attachment=True, filename=name, content_type=XLSX)


@page("issue.list")
def source(request: Request, uuid: UUID) -> HttpResponse:
    """The round's whole text; `at` names the issue or measure whose sentence is marked."""
    chosen = chosen_round(queries.rounds(request.viewer), str(uuid))
    text = queries.source_text(request.viewer, chosen)
    cited = _cited(text, str(request.GET.get("at", "")))
    here = (cited.place.start, cited.place.end) if cited else None
    context = {
        "source": text,
        "title": text.title or chosen.name,
        "cited": cited,
        "back_address": _issue_address(text, cited),
        "paragraphs": paragraphs(text.text, [_span(item) for item in text.citations], here),
        "ledger_address": f"{reverse('ledger')}?round={chosen.uuid}",
    }
    return render(request, "source.html", context)


def _uuid(text: str) -> UUID | None:
    """The issue that stands open beside the list; an address that names none has none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _cited(text: queries.SourceText, code: str) -> queries.Citation | None:
    return next((item for item in text.citations if code and item.code == code), None)


def _issue_address(text: queries.SourceText, cited: queries.Citation | None) -> str:
    """Where one came from: the issue that is cited, or that the cited measure belongs to."""
    if cited is None or cited.code is None:
        return ""
    issue = _cited(text, "-".join(cited.code.split("-")[:2]))
    return reverse("issue", args=[issue.uuid]) if issue else ""


def _span(citation: queries.Citation) -> tuple[int, int]:
    return citation.place.start, citation.place.end
