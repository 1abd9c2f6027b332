"""The draft page and its answers: the page as a whole, or only what differs from what the browser shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from zhenggai.intake import queries
from zhenggai.intake.queries import Place, Step, places
from zhenggai.people.queries import can
from zhenggai.web.draft_patch import patch
from zhenggai.web.draft_view import draft_view
from zhenggai.web.marking import paragraphs
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft

FILTERS = ("all", "noted", "open")


def desk_page(request: Request, reading: queries.Reading, draft: Draft) -> HttpResponse:
    """The whole page. A draft that was adopted is only to be read."""
    view = draft_view(draft, reading.name)
    show = request.GET.get("show", "all")
    context = _head(request, reading, view) | {
        "paragraphs": paragraphs(reading.text or "", view.spans),
        "show": show if show in FILTERS else "all",
        "earlier": queries.earlier_readings(request.viewer, reading),
    }
    return render(request, "draft.html", context)


def desk_answer(
    request: Request,
    reading: queries.Reading,
    shown: Draft,
    now: Draft,
    *,
    focus: str = "",
    others: Iterable[Step] = (),
) -> HttpResponse:
    """What brings the page from the draft that it shows to the one that stands, and says which row is the current
    one. `others` are steps of other people that come in with it."""
    before, after = draft_view(shown, reading.name), draft_view(now, reading.name)
    context = _head(request, reading, after) | {
        "patch": patch(before, after, reading.text or ""),
        "others": list(others),
        "may_edit": True,
    }
    answer = render(request, "draft_answer.html", context)
    if focus:
        trigger_client_event(answer, "draft:focus", {"part": focus}, after="settle")
    return answer


def focus_after(do: str, part: str, before: Draft, after: Draft) -> str:
    """The part to go on with: what came of the edit, else the part itself, else its neighbour."""
    keys, known = _keys(after), _keys(before)
    fresh = next((key for key in map(_key, places(after)) if key not in known), None)
    if fresh is not None and do != "take_out":
        return fresh
    if part in keys:
        return part
    place = next((one for one in places(before) if one.part.key == part), None)
    if place is None:
        return ""
    beside = [*reversed(place.row[: place.index]), *place.row[place.index + 1 :]]
    wanted = [*(str(one.key) for one in beside), place.parent]
    return next((key for key in wanted if key in keys), "")


def focus_turned(before: Draft, after: Draft) -> str:
    """After a step back or forward: the part that came in, else the neighbour of the one that went; nothing where the
    page can stay at its row."""
    kept = _keys(after)
    gone = next((key for key in map(_key, places(before)) if key not in kept), "")
    return focus_after("", gone, before, after)


def _key(place: Place) -> str:
    return str(place.part.key)


def _keys(draft: Draft) -> set[str]:
    return {_key(place) for place in places(draft)}


def _head(request: Request, reading: queries.Reading, view: Any) -> dict[str, Any]:
    viewer = request.viewer
    waiting = reading.state == queries.ReadingState.READ
    steps = queries.steps(viewer, reading)
    return {
        "reading": reading,
        "view": view,
        "may_edit": waiting and can(viewer, "draft.edit"),
        "may_adopt": waiting and can(viewer, "issue.adopt"),
        "may_undo": queries.next_undo(steps, viewer.person_id) is not None,
        "may_redo": queries.next_redo(steps, viewer.person_id) is not None,
        "step_count": len(steps),
        "edit_word": _("修改"),
        "last_step": steps[-1] if steps else None,
    }
