"""Who answers for issues and until when, set where it is read: a cell of the ledger, a form, many rows at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, Conflict, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.rectification import actions, queries
from zhenggai.rectification.actions import Changed
from zhenggai.web import fields
from zhenggai.web.assigning import FIELDS, Field, changes_in, field_named, filled_in
from zhenggai.web.page import page
from zhenggai.web.pages.ledger import ledger_context
from zhenggai.web.request import Request, current_query, is_part
from zhenggai.web.row_view import row_context

MOST_AT_ONCE = 1_000


@page("issue.assign", "GET", "POST")
def cell(request: Request, uuid: UUID, name: str) -> HttpResponse:
    """One field of one issue, edited in its cell. What cannot be saved stays in the cell with the reason; where
    somebody else was faster, both values stand there."""
    field = field_named(name)
    row = queries.issue_row(request.viewer, uuid, today())
    if request.method == "GET":
        return render(request, "cell.html", _cell(row, field))
    posted = request.POST.dict()
    try:
        value = field.parsed(request.viewer, posted)
        issue = queries.find_issue(request.viewer, uuid)
        changes: Any = {name: value}
        actions.assign(request.viewer, issue, version=fields.version(posted), **changes)
    except (BadInput, Conflict) as refused:
        return _kept(request, _cell(row, field, posted, refused), refused)
    return render(request, "ledger.html#row", row_context(request, uuid) | {"saved": True})


@page("issue.list")
def row(request: Request, uuid: UUID) -> HttpResponse:
    """The row as it stands, for a cell that is left without a change."""
    return render(request, "ledger.html#row", row_context(request, uuid))


@page("issue.assign", "GET", "POST")
def assign(request: Request, uuid: UUID) -> HttpResponse:
    """All of it in one form. After a conflict the form keeps what was typed and shows what stands there now."""
    row = queries.issue_row(request.viewer, uuid, today())
    if request.method == "GET":
        return render(request, "assign.html", _form(row, {}))
    posted = request.POST.dict()
    try:
        issue = queries.find_issue(request.viewer, uuid)
        changes: Any = changes_in(request.viewer, posted)
        actions.assign(request.viewer, issue, version=fields.version(posted), **changes)
    except (BadInput, Conflict) as refused:
        return render(request, "assign.html", _form(row, posted, refused), status=refused.status)
    return redirect("issue", uuid)


@page("issue.assign_many", "POST")
def assign_many(request: Request) -> HttpResponse:
    """The fields filled in, for every issue ticked: all or none, with an account of each."""
    posted = request.POST.dict()
    changes: Any = filled_in(request.viewer, posted)
    if not changes:
        raise BadInput("bulk.nothing", _("没有填写要改的内容——请至少填一项"))
    account = actions.assign_many(request.viewer, _picked(request), **changes)
    context = ledger_context(request, current_query(request)) | {"account": _account(account)}
    return render(request, "ledger.html#ledger" if is_part(request) else "ledger.html", context)


def _picked(request: Request) -> list[tuple[Any, int]]:
    """The issues ticked with the versions that were seen; or all that the filters leave, as they stand now."""
    if request.POST.get("all"):
        context = ledger_context(request, current_query(request))
        found = queries.found_issues(
            request.viewer,
            context["view"].round,
            context["view"].filters,
            today(),
            most=MOST_AT_ONCE,
        )
        return [(issue, issue.version) for issue in found]
    seen = dict(_pick(text) for text in request.POST.getlist("pick"))
    issues = queries.find_issues(request.viewer, list(seen))
    return [(issue, seen[issue.uuid]) for issue in issues]


def _pick(text: str) -> tuple[UUID, int]:
    uuid, _colon, version = text.partition(":")
    try:
        return UUID(uuid), fields.version({"version": version})
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def _account(account: list[Changed]) -> list[dict[str, Any]]:
    """Each issue with what was changed in words."""
    labels = {field.name: field for field in FIELDS}
    return [
        {
            "issue": line.issue,
            "changes": [
                (labels[name].label, labels[name].shown(line.before[name]), labels[name].shown(now))
                for name, now in line.after.items()
            ],
        }
        for line in account
    ]


def _cell(
    row: queries.IssueRow,
    field: Field,
    posted: dict[str, str] | None = None,
    refused: Refused | None = None,
) -> dict[str, Any]:
    """The form in a cell. `typed` is what the person wants, `stored` what stands there."""
    stored = field.value(row)
    return {
        "issue": row,
        "field": field,
        "stored": field.shown(stored),
        "value": stored if posted is None else _typed(field, posted),
        "types": queries.RectType,
        "refused": refused,
        "conflict": isinstance(refused, Conflict),
    }


def _form(
    row: queries.IssueRow, posted: dict[str, str], refused: Refused | None = None
) -> dict[str, Any]:
    """The whole form: each field with what was typed, and beside it what stands there where that differs."""
    lines = []
    for field in FIELDS:
        stored = field.value(row)
        value = _typed(field, posted) if posted else stored
        typed = value["name"] if isinstance(value, dict) else field.shown(value)
        differs = isinstance(refused, Conflict) and typed != field.shown(stored)
        lines.append(
            {"field": field, "value": value, "now": field.shown(stored), "differs": differs}
        )
    return {"issue": row, "lines": lines, "types": queries.RectType, "refused": refused}


def _typed(field: Field, posted: dict[str, str]) -> Any:
    """What was typed into a field, as its input takes it back."""
    if field.kind in ("person", "office"):
        words = posted.get(f"{field.name}{fields.WORDS}", "")
        return {"uuid": posted.get(field.name, ""), "name": words}
    return posted.get(field.name, "")


def _kept(request: Request, context: dict[str, Any], refused: Refused) -> HttpResponse:
    """The cell again, in place of itself, whatever the status."""
    response = render(request, "cell.html", context, status=refused.status)
    response.headers["HX-Retarget"] = "closest td"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
