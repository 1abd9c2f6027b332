"""Closure as pages show and take it: the panel on an issue's page, the review form as values, addresses of what is
missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.clock import today
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import queries
from zhenggai.rectification.actions import LetterForm, MeetingForm, ReviewForm
from zhenggai.rectification.closing import queries as closing
from zhenggai.rectification.process.queries import find_meeting
from zhenggai.web import fields
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.rectification.models import Meeting


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that stands in the way, and where it is mended; empty where that is not on this page."""

    row: queries.Obstacle
    address: str


def closure_context(request: Request, found: Any) -> dict[str, Any]:
    """The closure of an issue, for its page: what is missing, the way, what the viewer may do next."""
    panel = closing.closure_panel(request.viewer, found, today())
    return {
        "closing": panel,
        "missing": [Missing(row, _address(row)) for row in panel.missing],
        "next_step": _next_step(panel),
        "reopen_causes": closing.ReopenCause,
        "lookback_verdicts": closing.LookbackVerdict,
    }


def review_form(viewer: Viewer, posted: QueryDict) -> ReviewForm:
    """The review form as it was sent."""
    one = fields.flat(posted)
    return ReviewForm(
        opinion=fields.words(one, "opinion"),
        ticks=frozenset(posted.getlist("ticks")),
        on_site=frozenset(posted.getlist("on_site")),
        found=frozenset(posted.getlist("found")),
        answers={
            question.value: (
                one.get(f"answer-{question.value}", ""),
                fields.words(one, f"basis-{question.value}"),
            )
            for question in closing.Question
        },
        meeting=_meeting(viewer, one),
        letter=LetterForm(
            fields.words(one, "letter_issuer"),
            fields.words(one, "letter_number"),
            fields.day(one, "letter_on"),
        ),
    )


def meeting_form(viewer: Viewer, posted: QueryDict) -> ReviewForm:
    """A signature or a meeting for several applications at once: what it has in common for all of them."""
    one = fields.flat(posted)
    meeting = _meeting(viewer, one)
    return replace(ReviewForm(), opinion=fields.words(one, "opinion"), meeting=meeting)


def count(posted: Mapping[str, str], name: str) -> int | None:
    """A whole number that may be left out."""
    text = posted.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise BadInput(
            f"field.{name}", _("“%(text)s”不是整数——请填 0 或以上的整数") % {"text": text[:20]}
        )
    return int(text)


def meeting_named(viewer: Viewer, one: Mapping[str, str]) -> Meeting | None:
    """The recorded meeting that a form points at; None where it points at none."""
    text = one.get("meeting", "")
    if not text:
        return None
    try:
        return find_meeting(viewer, UUID(text))
    except ValueError:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围")) from None


def _meeting(viewer: Viewer, one: Mapping[str, str]) -> MeetingForm:
    return MeetingForm(
        title=fields.words(one, "meeting_title"),
        held_on=fields.day(one, "meeting_on"),
        due=count(one, "due"),
        present=count(one, "present"),
        votes_for=count(one, "votes_for"),
        votes_against=count(one, "votes_against"),
        abstained=count(one, "abstained"),
        unanimous=one.get("how", "") == "unanimous",
        record=meeting_named(viewer, one),
    )


def _next_step(panel: closing.ClosurePanel) -> tuple[str, str]:
    """The one thing the viewer could do next about the closure: its words and its address; empty where there is none."""
    if panel.current and (move := panel.moves.get("review")) and move.is_open:
        return _("审核销号"), _closure(panel.current.uuid)
    if (move := panel.moves.get("apply_closure")) and move.is_open:
        return _("申请销号"), "?apply=1#apply"
    return "", ""


def _closure(uuid: UUID) -> str:
    return reverse("closure", args=[uuid])


def _address(row: queries.Obstacle) -> str:
    """Evidence is handed in by the form, a measure is looked at where it stands; the rest by whoever may."""
    if row.code == "gate.evidence":
        return "?" + urlencode({"measure": row.subject, "kind": row.kind}) + "#offer"
    if row.code.startswith("gate.") and row.subject:
        return f"#m{row.subject}"
    return ""
