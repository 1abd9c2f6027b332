"""One record: entered, filled in, proved, moved, corrected, revealed. A form that cannot be taken comes back with all
that was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive import queries as archive
from zhenggai.archive.actions import put
from zhenggai.intake.actions import screen
from zhenggai.lib.errors import BadInput, Conflict, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import require
from zhenggai.registers import actions, queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed
from zhenggai.web.page import page
from zhenggai.web.record_view import record_context
from zhenggai.web.register_form import (
    Around,
    Raw,
    Sent,
    is_same,
    posted_raws,
    raws_of,
    sections,
    sent,
    value_of,
)
from zhenggai.web.request import Request

_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'"


# -- entering and filling in ---------------------------------------------------------------------------------------------------


@page("record.create", "GET", "POST")
def create(request: Request, code: str) -> HttpResponse:
    """An empty form, or one with the values of another record in it."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    if request.method == "GET":
        copy = request.GET.get("copy", "")
        filled = _copied(request, code, copy) if copy else queries.defaults(viewer, code)
        return _form(request, found, raws_of(found, filled), Around())
    came = sent(viewer, found, request.POST, whole=True)
    if "more" in request.POST:
        return _form(request, found, came.raws, Around(more=request.POST["more"]))
    try:
        _refuse_faults(came)
        record = actions.create_record(viewer, code, came.values, today=today())
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, found, came, refused)
    messages.success(request, _("已登记 %(number)s") % {"number": record.number})
    return redirect(
        f"{reverse('record-new', args=[code])}?copy=last"
        if "again" in request.POST
        else reverse("record", args=[record.uuid])
    )


@page("record.save", "GET", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """The record's form; a conflict shows what somebody else wrote beside what was typed."""
    viewer = request.viewer
    record = queries.find_record(viewer, uuid)
    require(viewer, "record.save", record)
    found = queries.declaration(viewer, record.register)
    filled = queries.filled(viewer, record)
    raws = raws_of(found, filled)
    if request.method == "GET":
        return _form(request, found, raws, Around(masked=filled.masked), record=record)
    came = sent(viewer, found, request.POST, whole=False)
    if "more" in request.POST:
        around = Around(more=request.POST["more"], masked=filled.masked)
        return _form(request, found, {**raws, **came.raws}, around, record=record, was=came.was)
    try:
        _refuse_faults(came)
        version = fields.version(request.POST.dict())
        actions.save_record(viewer, record, came.values, version=version)
    except NotFound:
        raise
    except Conflict as conflict:
        return _conflict(request, record, found, came, conflict)
    except Refused as refused:
        record = queries.find_record(viewer, uuid)
        return _refused(request, found, came, refused, record=record, masked=filled.masked)
    messages.success(request, _("已保存"))
    return redirect("record", uuid)


@page("record.list", "POST")
def look(request: Request, code: str) -> HttpResponse:
    """What the typed values would make: computed fields, faults, what checks say. Writes nothing."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    record = _of_form(request)
    came = sent(viewer, found, request.POST, whole=record is None)
    seen = queries.look(viewer, code, came.values, today=today(), record=record)
    return JsonResponse(
        {
            "computed": seen.computed,
            "faults": {**seen.faults, **came.faults},
            "verdicts": [
                {
                    "level": item.level,
                    "say": item.say,
                    "observed": item.observed,
                    "basis": item.basis,
                    "fix": item.fix,
                    "check": item.check,
                    "field": item.field,
                }
                for item in seen.verdicts
                if not item.waived
            ],
        }
    )


def _of_form(request: Request) -> Any:
    """The record that the form is of; None for a new one."""
    text = request.POST.get("record", "")
    try:
        return queries.find_record(request.viewer, UUID(text)) if text else None
    except ValueError:
        return None


def _copied(request: Request, code: str, copy: str) -> queries.Filled:
    try:
        return queries.copied(request.viewer, code, None if copy == "last" else UUID(copy))
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def _refuse_faults(came: Sent) -> None:
    if came.faults:
        raise BadInput(
            "record.field", _("有几处填的不能用——请逐项改正"), list(came.faults.values())
        )


def _refused(
    request: Request,
    found: queries.Declaration,
    came: Sent,
    refused: Refused,
    *,
    record: Any = None,
    masked: frozenset[str] = frozenset(),
) -> HttpResponse:
    """The form as it was sent, with each fault at its field."""
    seen = queries.look(request.viewer, found.code, came.values, today=today(), record=record)
    around = Around(faults={**seen.faults, **came.faults}, masked=masked)
    raws = came.raws
    return _form(request, found, raws, around, record=record, refused=refused, was=came.was)


def _conflict(
    request: Request,
    record: Any,
    found: queries.Declaration,
    came: Sent,
    conflict: Conflict,
) -> HttpResponse:
    """Somebody else saved first: fields that were not touched take the new value, those that both changed show both."""
    record = queries.find_record(request.viewer, record.uuid)
    filled = queries.filled(request.viewer, record)
    now = raws_of(found, filled)
    raws, theirs = dict(now), {}
    for name in came.changed:
        item = found.fields[name]
        raws[name] = came.raws.get(name, {})
        was, is_now = came.was.get(name, {}), now.get(name, {})
        if not is_same(item, was, is_now) and not is_same(item, raws[name], is_now):
            theirs[name] = _told(is_now)
    around = Around(theirs=theirs, masked=filled.masked)
    return _form(request, found, raws, around, record=record, refused=conflict, was=now)


def _told(raw: Raw) -> str:
    return "、".join(words for rest, words in raw.items() if rest or "_words" not in raw) or "——"


def _form(
    request: Request,
    found: queries.Declaration,
    raws: Mapping[str, Raw],
    around: Around,
    *,
    record: Any = None,
    refused: Refused | None = None,
    was: Mapping[str, Raw] | None = None,
) -> HttpResponse:
    viewer = request.viewer
    values = {}
    for name, raw in raws.items():
        item = found.fields[name]
        if raw and item.formula is None and name not in around.masked:
            try:
                values[name] = value_of(viewer, item, raw)
            except BadInput:
                continue
    seen = queries.look(viewer, found.code, values, today=today(), record=_apart(viewer, record))
    around = Around(
        choices=queries.choices_of(viewer, found.code),
        faults=around.faults,
        theirs=around.theirs,
        computed=seen.computed,
        masked=around.masked,
        more=around.more,
    )
    context = {
        "register": found,
        "record": record,
        "sections": sections(found, raws, around),
        "was": json.dumps(
            was if was is not None else raws if record is not None else {}, ensure_ascii=False
        ),
        "held": [name for name, item in found.fields.items() if item.formula is None],
        "masked": sorted(around.masked),
        "verdicts": [item for item in seen.verdicts if not item.waived]
        if record is not None
        else (),
        "refused": refused,
        "conflicts": len(around.theirs),
    }
    return render(request, "record_form.html", context, status=refused.status if refused else 200)


def _apart(viewer: Any, record: Any) -> Any:
    """The record read once more: looking ahead puts the typed values into it."""
    return queries.find_record(viewer, record.uuid) if record is not None else None


# -- the record's page ---------------------------------------------------------------------------------------------------------


@page("record.list")
def record(request: Request, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, Typed(values=request.GET.dict()))


@page("record.move", "POST")
def move(request: Request, uuid: UUID) -> HttpResponse:
    """Make a move with the fields that it asks for; everything in its way is told at once."""
    viewer = request.viewer
    found_record = queries.find_record(viewer, uuid)
    found = queries.declaration(viewer, found_record.register)
    name = request.POST.get("move", "")

    def act() -> None:
        known = found.workflow.moves.get(name)
        raws = posted_raws(found, request.POST)
        values = {
            item: value_of(viewer, found.fields[item], raws.get(item, {}))
            for item in (known.fill if known else ())
            if raws.get(item)
        }
        actions.move_record(
            viewer,
            found_record,
            name,
            version=fields.version(request.POST.dict()),
            today=today(),
            values=values,
            reason=request.POST.get("reason", ""),
        )

    return _done(request, uuid, f"move-{name}", act, _("已办理"))


@page("record.confirm", "POST")
def confirm(request: Request, uuid: UUID) -> HttpResponse:
    viewer = request.viewer
    found = queries.find_record(viewer, uuid)

    def act() -> None:
        actions.confirm_move(
            viewer,
            found,
            version=fields.version(request.POST.dict()),
            today=today(),
            agree=request.POST.get("agree") == "yes",
            reason=request.POST.get("reason", ""),
        )

    return _done(request, uuid, "confirm", act, _("已办理"))


@page("record.attach", "POST")
def attach(request: Request, uuid: UUID) -> HttpResponse:
    """Files for one of the papers that the register names."""
    viewer = request.viewer
    found, files = queries.find_record(viewer, uuid), request.FILES.getlist("files")
    require(viewer, "record.attach", found)

    def act() -> None:
        if not files:
            raise BadInput("evidence.none", _("还没有选文件——请选一个或几个"))
        several = [(cast(BinaryIO, file), file.name or "") for file in files]
        for data, name in several:
            screen(data, name)
        kept = [put(data, name) for data, name in several]
        actions.attach_files(viewer, found, name=request.POST.get("paper", ""), files=kept)

    return _done(request, uuid, "papers", act, _("已上传"))


@page("record.withdraw", "POST")
def withdraw(request: Request, uuid: UUID, key: int) -> HttpResponse:
    viewer = request.viewer
    found, item = queries.find_record(viewer, uuid), queries.find_paper(viewer, uuid, key)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        uuid,
        "papers",
        lambda: actions.withdraw_evidence(viewer, found, item, reason=reason),
        _("已撤回"),
    )


@page("record.list")
def paper(request: Request, uuid: UUID, key: int) -> HttpResponse | FileResponse:
    """The file itself, to be saved; or a picture of it, written anew (security.md F09)."""
    viewer = request.viewer
    item = queries.find_paper(viewer, uuid, key)
    attachment = item.attachment
    response: HttpResponse | FileResponse
    if request.GET.get("size") and archive.is_picture(attachment.detected_type):
        picture = archive.picture(attachment, archive.SMALL)
        response = FileResponse(picture.path.open("rb"), content_type="image/jpeg")
    else:
        data = archive.open_attachment(viewer, attachment)
        queries.note_paper(viewer, item.record, item)
        response = FileResponse(data, as_attachment=True, filename=attachment.original_name)
        response.headers["Content-Type"] = attachment.detected_type
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


@page("record.reveal", "POST", proved=True)
def reveal(request: Request, uuid: UUID) -> HttpResponse:
    """The values asked for, in this one answer; who looked and why is written down."""
    viewer = request.viewer
    found = queries.find_record(viewer, uuid)
    try:
        shown = actions.reveal(
            viewer, found, request.POST.getlist("field"), reason=request.POST.get("reason", "")
        )
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, uuid, Typed("reveal", request.POST.dict(), refused))
    response = _page(request, uuid, Typed(), revealed=shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@page("record.void", "POST", proved=True)
def void(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_record(request.viewer, uuid)
    require(request.viewer, "record.void", found)

    def act() -> None:
        version = fields.version(request.POST.dict())
        reason = request.POST.get("reason", "")
        actions.void_record(request.viewer, found, reason=reason, version=version)

    return _done(request, uuid, "void", act, _("已作废"))


@page("record.link", "POST")
def link(request: Request, uuid: UUID) -> HttpResponse:
    """The issues that the record helps to mend, by their codes."""
    viewer = request.viewer
    found = queries.find_record(viewer, uuid)

    def act() -> None:
        actions.link_issues(
            viewer, found, queries.issues_named(viewer, request.POST.get("issues", ""))
        )

    return _done(request, uuid, "issues", act, _("已关联"))


# -- correction slips ----------------------------------------------------------------------------------------------------------


@page("record.ask_correction", "GET", "POST")
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """A slip for a reviewed record: the same form, and why."""
    viewer = request.viewer
    found_record = queries.find_record(viewer, uuid)
    require(viewer, "record.ask_correction", found_record)
    found = queries.declaration(viewer, found_record.register)
    filled = queries.filled(viewer, found_record)
    raws = raws_of(found, filled)
    came = sent(viewer, found, request.POST, whole=False)
    refused: Refused | None = None
    if request.method == "POST" and "more" not in request.POST:
        try:
            _refuse_faults(came)
            actions.ask_correction(
                viewer,
                found_record,
                came.values,
                reason=request.POST.get("reason", ""),
                today=today(),
            )
        except NotFound:
            raise
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, _("已提出更正，待批准"))
            return redirect(f"{reverse('record', args=[uuid])}#slips")
    around = Around(
        choices=queries.choices_of(viewer, found.code),
        faults=came.faults,
        masked=filled.masked,
        more=request.POST.get("more", ""),
    )
    context = {
        "register": found,
        "record": found_record,
        "correcting": True,
        "sections": sections(found, {**raws, **came.raws}, around),
        "was": json.dumps(raws, ensure_ascii=False),
        "held": [
            name for name, item in found.fields.items() if item.formula is None and not item.sealed
        ],
        "masked": sorted(filled.masked),
        "reason": request.POST.get("reason", ""),
        "refused": refused,
    }
    return render(request, "record_form.html", context, status=refused.status if refused else 200)


@page("record.settle_correction", "POST")
def settle(request: Request, uuid: UUID) -> HttpResponse:
    slip = queries.correction(request.viewer, uuid)
    agree = request.POST.get("agree") == "yes"
    return _done(
        request,
        slip.record.uuid,
        "slips",
        lambda: actions.settle_correction(request.viewer, slip, agree=agree, today=today()),
        _("已批准更正") if agree else _("已退回更正单"),
    )


# -- shared --------------------------------------------------------------------------------------------------------------------


def _done(request: Request, uuid: UUID, form: str, act: Any, said: str) -> HttpResponse:
    """Back to where the form stood; where it could not be taken, the page with the form as it was sent."""
    try:
        act()
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, uuid, Typed(form, request.POST.dict(), refused))
    messages.success(request, said)
    return redirect(f"{reverse('record', args=[uuid])}#{form}")


def _page(
    request: Request, uuid: UUID, typed: Typed, revealed: Mapping[str, Any] | None = None
) -> HttpResponse:
    status = typed.refused.status if typed.refused else 200
    context = record_context(request, uuid, typed, revealed or {})
    return render(request, "record.html", context, status=status)
