"""A draft beside another one of the same document: as it was read, or as an earlier file had it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhenggai.intake import queries
from zhenggai.lib.errors import NotFound, Refused
from zhenggai.web.compare_view import compare_view
from zhenggai.web.page import page
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft

AS_READ = "read"


@page("draft.list")
def compare(request: Request, uuid: UUID) -> HttpResponse:
    """What differs; with `?all=1` what is the same as well. Without a choice the last earlier file, else the draft as
    it was read."""
    found = queries.reading(request.viewer, uuid)
    if found.draft is None:
        raise Refused("draft.none", _("这份文件还没有读完，没有草稿——请稍后再来"))
    earlier = queries.earlier_readings(request.viewer, found)
    wanted = request.GET.get("with") or (str(earlier[0].uuid) if earlier else AS_READ)
    before, name = _other(request, found, earlier, wanted)
    made = queries.compared(before, queries.working_draft(found), related=wanted == AS_READ)
    context = {
        "reading": found,
        "view": compare_view(made, everything=bool(request.GET.get("all"))),
        "earlier": earlier,
        "wanted": wanted,
        "name": name,
        "everything": bool(request.GET.get("all")),
    }
    return render(request, "compare.html", context)


def _other(
    request: Request, found: queries.Reading, earlier: list[queries.Reading], wanted: str
) -> tuple[Draft, str]:
    if wanted == AS_READ:
        return queries.original_draft(found), _("刚读入时")
    chosen = next((one for one in earlier if str(one.uuid) == wanted), None)
    if chosen is None:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    other = queries.reading(request.viewer, chosen.uuid)
    return queries.working_draft(other), other.name
