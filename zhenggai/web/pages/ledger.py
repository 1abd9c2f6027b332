"""Home: the ledger of one round, with filters, sorting, folding and paging in its address; its sheet; its source."""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound
from zhenggai.people.actions import remove_view, save_view
from zhenggai.people.clock import today
from zhenggai.people.queries import can, saved_views
from zhenggai.publication.actions import export_ledger, export_seen
from zhenggai.rectification import queries
from zhenggai.web.assigning import BULK, FIELDS
from zhenggai.web.guide import guide
from zhenggai.web.ledger_menus import LedgerAddress, choices_of
from zhenggai.web.ledger_rows import LedgerRows
from zhenggai.web.ledger_view import LedgerView
from zhenggai.web.marking import paragraphs
from zhenggai.web.page import SIGNED_IN, page
from zhenggai.web.request import Request, is_part
from zhenggai.web.rounds import chosen_round, round_query

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(SIGNED_IN)
def ledger(request: Request) -> HttpResponse:
    """Home. Whoever sees no ledger is led to the page of their duty."""
    if not can(request.viewer, "issue.list"):
        return redirect("duty")
    context = ledger_context(request, request.GET.dict())
    if not context:
        may_receive = can(request.viewer, "draft.receive")
        empty = {"may_receive": may_receive, "steps": guide(request.viewer)}
        return render(request, "ledger_empty.html", empty)
    return render(request, "ledger.html#ledger" if is_part(request) else "ledger.html", context)


def ledger_context(request: Request, query: Mapping[str, str]) -> dict[str, Any]:
    """A page of the ledger in the state that the parameters name; empty where there is no ledger yet."""
    rounds = queries.rounds(request.viewer)
    if not rounds:
        return {}
    chosen = chosen_round(rounds, query.get("round"))
    where = LedgerAddress.from_query(query, round_query(chosen, rounds))
    helpers = "helpers" in where.columns.keys
    found = queries.ledger(
        request.viewer,
        chosen,
        where.filters,
        today(),
        helpers=helpers,
        unfolded=where.unfolding.shows_measures,
    )
    meaning, legend = queries.warning_legend(request.viewer)
    views = [
        (str(view.uuid), view.name, view.query) for view in saved_views(request.viewer, "ledger")
    ]
    view = LedgerView(found, where, chosen, rounds, views)
    may_assign = can(request.viewer, "issue.assign")
    return {
        "view": view,
        "rows": LedgerRows(where.columns, found.as_of, meaning, picks=may_assign),
        "ledger": found,
        "today": found.as_of,
        "legend": legend,
        "may_assign": may_assign,
        "may_import": can(request.viewer, "ledger.import"),
        "beside": _uuid(query.get("beside", "")),
        "bulk": [field for field in FIELDS if field.name in BULK],
        "types": queries.RectType,
    }


@page("issue.list")
def menu(request: Request, name: str) -> HttpResponse:
    """The departments or people that the ledger can be narrowed to, for the menu that asks when it is opened."""
    rounds = queries.rounds(request.viewer)
    chosen = chosen_round(rounds, request.GET.get("round"))
    where = LedgerAddress.from_query(request.GET.dict(), round_query(chosen, rounds))
    offered = queries.departments if name == "department" else queries.handlers
    choices = choices_of(where, name, offered(request.viewer, chosen))
    template = "ledger_menu.html#choices" if is_part(request) else "ledger_menu.html"
    return render(request, template, {"choices": choices})


@page("issue.list", proved=True)
def ledger_xlsx(request: Request, uuid: UUID) -> FileResponse:
    """What the filters leave of a round as the master ledger's sheet, or as the list that is seen. It is written to
    disk first: a large one never stands in memory."""
    chosen = chosen_round(queries.rounds(request.viewer), str(uuid))
    where = LedgerAddress.from_query(request.GET.dict(), {})
    sheet = TemporaryFile()  # noqa: SIM115  # the response closes it
    if request.GET.get("as") == "seen":
        columns = [column.key for column in where.columns.all]
        export_seen(
            request.viewer,
            chosen,
            sheet,
            today(),
            where.filters,
            columns,
            with_measures=where.unfolding.opens_all,
        )
        name = _("%(round)s台账（所见）") % {"round": chosen.name}
    else:
        export_ledger(request.viewer, chosen, sheet, today(), where.filters)
        name = _("%(round)s台账") % {"round": chosen.name}
    sheet.seek(0)
    return FileResponse(sheet, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@page("view.save", "POST")
def view_save(request: Request) -> HttpResponse:
    """Keep the ledger's present state under a name."""
    query = LedgerAddress.from_query(dict(parse_qsl(request.POST.get("query", ""))), {}).kept()
    save_view(request.viewer, page="ledger", name=request.POST.get("name", ""), query=query)
    return redirect(f"{reverse('ledger')}?{query}")


@page("view.remove", "POST")
def view_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Forget a view of one's own."""
    view = saved_views(request.viewer, "ledger").filter(uuid=uuid).first()
    if view is None:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    remove_view(request.viewer, view)
    return redirect("ledger")


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
