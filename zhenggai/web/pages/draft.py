"""Correcting a draft: edits and undo, the form of a part, what others have changed, the list of changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from zhenggai.intake import actions, queries
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.web import fields
from zhenggai.web.draft_desk import desk_answer, focus_after, focus_turned
from zhenggai.web.draft_form import part_form
from zhenggai.web.draft_posts import edit_from
from zhenggai.web.page import page
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft


@page("draft.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """One edit: the answer is what differs on the page, or the page again without scripts."""
    desk = _Desk(request, uuid)
    posted = request.POST
    seen = fields.version({"version": posted.get("seen") or posted.get("version", "")})
    part = posted.get("part", "")
    try:
        wanted = edit_from(request.viewer, posted, desk.now, lambda: desk.at(seen))
        made = actions.edit(request.viewer, desk.reading, wanted, seen=seen)
    except (BadInput, Conflict) as refused:
        return _refused_form(request, desk, part, refused)
    focus = focus_after(wanted.do, wanted.part, desk.now, made.draft)
    return desk.answer(made, focus)


@page("draft.undo", "POST")
def undo(request: Request, uuid: UUID) -> HttpResponse:
    return _turn(request, uuid, actions.undo)


@page("draft.redo", "POST")
def redo(request: Request, uuid: UUID) -> HttpResponse:
    return _turn(request, uuid, actions.redo)


@page("draft.edit")
def part(request: Request, uuid: UUID, key: str) -> HttpResponse:
    """The form of a part: beside its row, or on a page of its own."""
    desk = _Desk(request, uuid)
    context = desk.form(key)
    return render(request, "draft_form.html" if request.htmx else "draft_part.html", context)


@page("draft.list")
def since(request: Request, uuid: UUID) -> HttpResponse:
    """What others have changed since the version that the page shows; nothing where nobody has."""
    desk = _Desk(request, uuid)
    shown = fields.version({"version": request.GET.get("version", "")})
    if shown >= desk.reading.version and desk.waits:
        return HttpResponse(status=204)
    if not desk.waits:
        return HttpResponseClientRefresh()
    steps = queries.steps(request.viewer, desk.reading, after=shown)
    others = [step for step in steps if step.person_id != request.viewer.person_id]
    return desk_answer(request, desk.reading, desk.at(shown), desk.now, others=others)


@page("draft.list")
def history(request: Request, uuid: UUID) -> HttpResponse:
    """Every change that was made, newest first, each with its undo."""
    desk = _Desk(request, uuid)
    steps = queries.steps(request.viewer, desk.reading)
    lines = [
        {"step": step, "live": queries.live(steps, step.version), "is_edit": step.turns is None}
        for step in reversed(steps)
    ]
    context = {"reading": desk.reading, "lines": lines, "may_edit": desk.waits}
    return render(request, "draft_history.html", context)


class _Desk:
    """A reading with its draft as it stands."""

    def __init__(self, request: Request, uuid: UUID) -> None:
        self.request = request
        self.reading = queries.reading(request.viewer, uuid)
        if self.reading.draft is None:
            raise Refused("draft.none", _("这份文件还没有读完，没有草稿——请稍后再来"))

    @cached_property
    def now(self) -> Draft:
        return queries.working_draft(self.reading)

    @property
    def waits(self) -> bool:
        return bool(self.reading.state == queries.ReadingState.READ)

    def at(self, version: int) -> Draft:
        """The draft that a page showed."""
        return (
            self.now if version >= self.reading.version else queries.draft_at(self.reading, version)
        )

    def answer(self, made: actions.Corrected, focus: str = "") -> HttpResponse:
        if not self.request.htmx:
            place = f"#{focus}" if focus else ""
            return redirect(reverse("reading", args=[self.reading.uuid]) + place)
        shown = fields.version(self.request.POST.dict())
        steps = queries.steps(self.request.viewer, made.reading, after=shown)
        others = [step for step in steps if step.person_id != self.request.viewer.person_id]
        return desk_answer(
            self.request, made.reading, self.at(shown), made.draft, focus=focus, others=others
        )

    def form(
        self, key: str, typed: dict[str, Any] | None = None, refused: Refused | None = None
    ) -> dict[str, Any]:
        return {
            "reading": self.reading,
            "form": part_form(self.now, key, typed),
            "refused": refused,
            "conflict": isinstance(refused, Conflict),
        }


def _turn(request: Request, uuid: UUID, turn: Callable[..., actions.Corrected]) -> HttpResponse:
    desk = _Desk(request, uuid)
    which = request.POST.get("which")
    number = fields.version({"version": which}) if which else None
    made = turn(request.viewer, desk.reading, number)
    return desk.answer(made, focus_turned(desk.now, made.draft))


def _refused_form(request: Request, desk: _Desk, key: str, refused: Refused) -> HttpResponse:
    """What was typed into a form stays in it, with the reason and what stands there now; any other edit is refused by
    the page's notice."""
    name = request.POST.get("field")
    typed_now = request.POST.get("do") == "set" and refused.code != "draft.gone"
    if not typed_now:
        raise refused
    names = [name] if name else [one for one in request.POST if one not in _NO_FIELDS]
    typed = {one: _typed(request, one) for one in names}
    context = desk.form(key, typed, refused)
    template = "draft_form.html" if request.htmx else "draft_part.html"
    answer = render(request, template, context, status=refused.status)
    return reswap(retarget(answer, f"#e-{key}"), "innerHTML")


_NO_FIELDS = ("do", "part", "version", "seen", "csrfmiddlewaretoken")


def _typed(request: Request, name: str) -> Any:
    if f"{name}{fields.WORDS}" in request.POST:
        words = request.POST[f"{name}{fields.WORDS}"]
        return {"uuid": request.POST.get(name, ""), "name": words}
    return request.POST.getlist(name) if name == "kinds" else request.POST.get(name, "")
