"""The ledger brought back from a workbook: upload, comparison, what has to be decided, confirmation, account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh, replace_url

from zhenggai.intake.actions import receive_sheet
from zhenggai.jobs.queries import status
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import actions
from zhenggai.rectification.exchange import queries as brought
from zhenggai.web import fields
from zhenggai.web.import_view import ImportView, state_word
from zhenggai.web.page import page
from zhenggai.web.request import Request, is_part

LEAVE, OTHER = "leave", "other"


@page("ledger.import", "GET", "POST")
def imports(request: Request, uuid: UUID) -> HttpResponse:
    """How a ledger comes back, and those of the round that have; POST takes a workbook in."""
    found = brought.find_round(request.viewer, uuid)
    if request.method == "GET":
        return _list(request, found, None)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise BadInput("file.none", _("还没有选择文件——请选改好的台账再比对"))
        data, name = cast(BinaryIO, upload), upload.name or ""
        file = receive_sheet(request.viewer, data, name, then=actions.COMPARE_JOB)
        batch = actions.begin_import(request.viewer, found, file)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _list(request, found, refused)
    return redirect("import", batch.uuid)


@page("ledger.import")
def preview(request: Request, uuid: UUID) -> HttpResponse:
    """However far the import has got: being compared, to be decided, done, or over."""
    return _shown(request, uuid)


@page("ledger.import")
def progress(request: Request, uuid: UUID) -> HttpResponse:
    """The bar, asked for again and again until the page has something else to show."""
    head = brought.import_row(request.viewer, uuid)
    if head.state is not brought.ImportState.WAITING:
        return HttpResponseClientRefresh()
    return render(request, "import_wait.html#progress", _progress(head))


@page("ledger.import", "POST")
def decide(request: Request, uuid: UUID) -> HttpResponse:
    """Everything that the form says: answers first, then the side that its button stands for."""
    posted = fields.flat(request.POST)

    def act(batch: Any) -> None:
        version = fields.version(posted)
        answers = _answers(request.viewer, _questions(request.viewer, uuid), posted)
        if answers:
            batch = actions.answer_import(request.viewer, batch, answers, version=version)
            version = batch.version
        _press(request.viewer, batch, posted, version)

    return _after(request, uuid, act)


@page("ledger.import", "POST")
def confirm(request: Request, uuid: UUID) -> HttpResponse:
    """Write what the preview says, all of it or nothing."""
    posted = fields.flat(request.POST)

    def act(batch: Any) -> None:
        version, strict = fields.version(posted), "strict" in posted
        if strict != batch.strict:
            batch = actions.be_strict(request.viewer, batch, version=version, strict=strict)
            version = batch.version
        actions.confirm_import(request.viewer, batch, version=version, today=today())

    return _after(request, uuid, act)


@page("ledger.import", "POST")
def again(request: Request, uuid: UUID) -> HttpResponse:
    """Compare with the ledger as it stands now."""
    return _after(
        request, uuid, lambda batch: actions.compare_again(request.viewer, batch), shown=False
    )


@page("ledger.import", "POST")
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Leave everything as it is."""
    return _after(
        request, uuid, lambda batch: actions.drop_import(request.viewer, batch), shown=False
    )


def _after(
    request: Request, uuid: UUID, act: Callable[[Any], object], *, shown: bool = True
) -> HttpResponse:
    """Act, then show the page as it is now; a refusal stands above it."""
    batch = brought.find_import(request.viewer, uuid)
    try:
        act(batch)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        if is_part(request):
            raise
        return _shown(request, uuid, refused)
    address = reverse("import", args=[uuid]) + (_where(request) if shown else "")
    if is_part(request):
        return replace_url(_shown(request, uuid), address)
    return redirect(address)


def _shown(request: Request, uuid: UUID, refused: Refused | None = None) -> HttpResponse:
    head = brought.import_row(request.viewer, uuid)
    status = refused.status if refused else 200
    if head.state is brought.ImportState.WAITING:
        return render(request, "import_wait.html", _progress(head), status=status)
    if not head.counts or head.has_expired or head.state is brought.ImportState.DROPPED:
        context = {"head": head, "state": state_word(head), "refused": refused}
        return render(request, "import_over.html", context, status=status)
    asked = request.POST if request.method == "POST" else request.GET
    shown, number = asked.get("show") or "told", asked.get("page", "")
    number = number if number.isascii() and number.isdecimal() and len(number) < 6 else "1"
    found = brought.import_page(request.viewer, uuid, shown, max(1, int(number)))
    template = "import.html#preview" if is_part(request) else "import.html"
    return render(request, template, {"view": ImportView(found, refused)}, status=status)


def _where(request: Request) -> str:
    """The filter and page that the form was on."""
    kept = {"show": request.POST.get("show", ""), "page": request.POST.get("page", "")}
    named = {name: value for name, value in kept.items() if value not in ("", "1", "told")}
    return f"?{urlencode(named)}" if named else ""


def _questions(viewer: Viewer, uuid: UUID) -> tuple[brought.QuestionRow, ...]:
    return brought.import_page(viewer, uuid, "told", 1).questions


def _answers(
    viewer: Viewer, questions: tuple[brought.QuestionRow, ...], posted: Mapping[str, str]
) -> dict[str, Any]:
    """The answers that the form changes; what it leaves open, or as it was, is none."""
    found = {item.key: _answer(viewer, item, posted) for item in questions}
    return {
        item.key: found[item.key]
        for item in questions
        if found[item.key] is not None and found[item.key] != _plain(item.answer)
    }


def _answer(viewer: Viewer, question: brought.QuestionRow, posted: Mapping[str, str]) -> Any:
    """What was chosen for one question: an option, somebody or a day besides those, or to leave the cell."""
    chosen, other = posted.get(f"q{question.number}", ""), f"o{question.number}"
    if chosen == LEAVE:
        return LEAVE
    if chosen and chosen != OTHER:
        return {"uuid": chosen} if question.kind in ("person", "office") else chosen
    if question.kind == "day":
        day = fields.day(posted, other)
        return day.isoformat() if day else None
    if question.kind in ("person", "office"):
        find = fields.person if question.kind == "person" else fields.office
        named = find(viewer, posted, other)
        return {"uuid": str(named.uuid)} if named else None
    return None


def _plain(answer: Any) -> Any:
    """An answer as a form posts it."""
    return {"uuid": answer["uuid"]} if isinstance(answer, dict) else answer


def _press(viewer: Viewer, batch: Any, posted: Mapping[str, str], version: int) -> None:
    """What the button that was pressed stands for besides the answers: a side for one line or for all, or to leave
    whatever is still open."""
    if "rest" in posted:
        actions.leave_the_rest(viewer, batch, version=version)
    elif "every" in posted:
        actions.choose_sides(viewer, batch, posted["every"], version=version)
    elif "side" in posted:
        position, _mark, side = posted["side"].partition(":")
        if not (position.isascii() and position.isdecimal() and len(position) < 10):
            raise BadInput("form.side", _("表单不完整——请刷新页面后重新填写"))
        actions.choose_sides(viewer, batch, side, version=version, positions=[int(position)])


def _list(request: Request, found: Any, refused: Refused | None) -> HttpResponse:
    rows = [(row, *state_word(row)) for row in brought.imports(request.viewer, found.uuid)]
    context = {"round": found, "imports": rows, "refused": refused}
    return render(request, "imports.html", context, status=refused.status if refused else 200)


def _progress(head: brought.ImportRow) -> dict[str, object]:
    running = [found for job in head.waits_for if (found := status(job)) is not None]
    at = next((found for found in running if found.total), None)
    return {
        "head": head,
        "waiting": True,
        "done": at.done if at else 0,
        "total": at.total if at else 0,
        "words": at.words if at else "",
    }
