"""What forms of the administration share: a part of the list's address, a choice of departments, and the way back after
something was done or could not be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import queries
from zhenggai.people.viewer import Viewer
from zhenggai.web import fields
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.people.models import Office


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that could not be taken, and why; `form` says which form it was."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None


Shown = Callable[[Typed], HttpResponse]
"""The page around a form, with what was typed into it."""


def taken(
    request: Request, form: str, act: Callable[[], object], shown: Shown, *, to: str, done: str = ""
) -> HttpResponse:
    """On to `to` with a word of what was done; where it could not be taken, the page with the form as it was sent."""
    try:
        act()
    except NotFound:
        raise
    except Refused as refused:
        return shown(Typed(form, request.POST.dict(), refused))
    messages.success(request, done or _("已保存"))
    return redirect(to)


def page_number(request: Request) -> int:
    """The page that the address names; the first where it names none."""
    text = str(request.GET.get("page", "1"))[:6]
    return int(text) if text.isascii() and text.isdecimal() else 1


def organ_of(viewer: Viewer, named: str = "") -> Office | None:
    """The organ that a page is about: the named one, else the viewer's own, else the first."""
    return organs_of(viewer, named)[0]


def organs_of(viewer: Viewer, named: str = "") -> tuple[Office | None, bool]:
    """That organ, and whether there are others beside it."""
    rows = queries.organ_rows(viewer)
    found = fields.known(named, rows) if named else None
    first = list(rows[:2])
    own = next((organ for organ in first if organ.pk == viewer.office_id), None)
    return found or own or (first[0] if first else None), len(first) > 1


def chosen_office(viewer: Viewer, posted: Mapping[str, str], name: str = "office") -> Office:
    """The department that a form names; it must name one."""
    found = fields.office(viewer, posted, name)
    if found is None:
        raise BadInput(f"field.{name}", _("没有选部门——请选一个"))
    return found


def departments(viewer: Viewer, organ: Office | None) -> list[queries.OfficeRow]:
    """The nodes of an organ that may be chosen, in the order of the tree."""
    if organ is None:
        return []
    return [row for row in queries.tree(viewer, organ, counted=False) if row.active]


def picked(request: Request, name: str = "pick") -> list[UUID]:
    """The rows ticked."""
    try:
        return [UUID(text) for text in request.POST.getlist(name)]
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def addresses(request: Request, page: queries.Page[Any]) -> dict[str, str]:
    """Where the pages before and after this one are, under the filters of the address."""
    kept = {name: value for name, value in request.GET.dict().items() if name != "page"}
    around = {}
    if page.page > 1:
        around["before"] = _query(kept, page.page - 1)
    if page.page < page.page_count:
        around["after"] = _query(kept, page.page + 1)
    return around


def _query(kept: Mapping[str, str], number: int) -> str:
    return "?" + urlencode({**kept, "page": str(number)} if number > 1 else kept)
