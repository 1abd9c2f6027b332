"""One issue, to work on: original text, causes, measures with what they still need, progress, evidence, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.archive.queries import ACCEPTED, is_picture, is_text
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import queries
from zhenggai.web.closing_view import closure_context
from zhenggai.web.forms import Typed as Typed
from zhenggai.web.history import told
from zhenggai.web.page import page
from zhenggai.web.request import Request, is_part


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a measure must show; `address` opens the form to hand it in, empty where it is there."""

    label: str
    met: bool
    address: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence with what the viewer may do about it."""

    row: queries.EvidenceRow
    may_judge: bool
    may_withdraw: bool

    @property
    def has_picture(self) -> bool:
        return is_picture(self.row.detected_type)

    @property
    def has_preview(self) -> bool:
        return self.has_picture or is_text(self.row.detected_type)

    @property
    def extension(self) -> str:
        return self.row.original_name.rpartition(".")[2].lower()[:5]


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure with the words for its kinds, the address of its sentence, and its evidence."""

    detail: queries.MeasureDetail
    kinds: tuple[str, ...]
    source_address: str
    needs: tuple[Need, ...]
    evidence: tuple[Proof, ...]
    may_finish: bool = False
    may_verify: bool = False


@page("issue.list")
def issue(request: Request, uuid: UUID) -> HttpResponse:
    if is_part(request):
        return render(request, "issue.html#beside", issue_context(request, uuid, Typed()))
    return issue_page(request, uuid, _asked(request))


def issue_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    """The whole page; after a refusal with the form as it was sent."""
    status = typed.refused.status if typed.refused else 200
    return render(request, "issue.html", issue_context(request, uuid, typed), status=status)


def issue_context(request: Request, uuid: UUID, typed: Typed) -> dict[str, Any]:
    viewer = request.viewer
    detail = queries.issue(viewer, uuid, today())
    found = queries.find_issue(viewer, uuid)
    source = reverse("source", args=[detail.round_uuid])
    rights = _rights(request, found)
    meaning, _legend = queries.warning_legend(viewer)
    return {
        "detail": detail,
        "issue": detail.row,
        "measures": [_card(request, item, source, rights) for item in detail.measures],
        "evidence": _proofs(request, detail.evidence, rights),
        "history": told(queries.history(viewer, found)),
        "ledger_address": f"{reverse('ledger')}?round={detail.round_uuid}",
        "source_address": _sentence(source, detail.row),
        "may": rights,
        "why_not": _why_not(detail.row, rights),
        "typed": typed,
        "kinds": queries.EvidenceKind,
        "accepted": ACCEPTED,
        "meaning": meaning,
        "today": today(),
        **closure_context(request, found),
    }


def _asked(request: Request) -> Typed:
    """A link may open a form with something chosen in it: what is missing leads to where it is handed in."""
    if "kind" in request.GET or "offer" in request.GET:
        return Typed("evidence", request.GET.dict())
    if "apply" in request.GET:
        return Typed("apply")
    return Typed("progress", request.GET.dict()) if "report" in request.GET else Typed()


def _rights(request: Request, found: Any) -> dict[str, bool]:
    """What the viewer may do here, for buttons to show or not."""
    acts = {
        "report": "issue.report_progress",
        "attach": "issue.attach_evidence",
        "assign": "issue.assign",
        "cause": "issue.add_cause",
        "add_measure": "measure.add",
        "judge": "evidence.judge",
        "withdraw": "evidence.withdraw",
        "trigger": "issue.report_progress",
        "finish": "measure.finish",
        "verify": "measure.verify",
    }
    open_still = not (found.is_settled or found.is_in_review)
    return {
        name: open_still and can(request.viewer, action, None if name in _BY_ROLE else found)
        for name, action in acts.items()
    }


_BY_ROLE = ("judge", "withdraw", "finish", "verify")
"""Rights that depend on the single measure or piece of evidence; here only whether the role has them at all."""


def _why_not(row: queries.IssueRow, rights: Mapping[str, bool]) -> str:
    """Why there is nothing for the viewer to report, where there is nothing."""
    if rights["report"]:
        return ""
    if row.state in (queries.IssueState.CLOSED, queries.IssueState.CONSOLIDATED):
        return _("问题已销号，内容已锁定")
    if row.state in (queries.IssueState.CLOSING, queries.IssueState.REVIEWING):
        return _("正在审核销号，已提交的内容不能再改")
    return _("进展由承办人、责任部门和整改办填报")


def _card(
    request: Request, item: queries.MeasureDetail, source: str, rights: Mapping[str, bool]
) -> MeasureCard:
    code = item.row.code or ""
    return MeasureCard(
        detail=item,
        kinds=tuple(str(queries.MeasureKind(kind).label) for kind in item.row.kinds),
        source_address=_sentence(source, item.row),
        needs=tuple(
            Need(
                need.label,
                need.met,
                ""
                if need.met or not rights["attach"]
                else "?" + urlencode({"measure": code, "kind": need.kind}) + "#offer",
            )
            for need in item.checklist
        ),
        evidence=_proofs(request, item.evidence, rights),
        may_finish=rights["finish"]
        and rights["report"]
        and item.row.state is queries.MeasureState.DOING,
        may_verify=rights["verify"] and item.row.state is queries.MeasureState.DONE,
    )


def _proofs(
    request: Request, evidence: tuple[queries.EvidenceRow, ...], rights: Mapping[str, bool]
) -> tuple[Proof, ...]:
    viewer = request.viewer
    return tuple(
        Proof(
            row,
            may_judge=rights["judge"]
            and row.withdrawn_reason is None
            and row.verdict is queries.Verdict.PENDING
            and (row.attached_by_id is None or row.attached_by_id != viewer.person_id),
            may_withdraw=rights["withdraw"]
            and row.withdrawn_reason is None
            and row.verdict is not queries.Verdict.ACCEPTED
            and ("rect_office" in viewer.roles or row.attached_by_id == viewer.person_id),
        )
        for row in evidence
    )


def _sentence(source: str, row: queries.IssueRow | queries.MeasureRow) -> str:
    """The address of the row's sentence in the whole text, empty where the text does not show it."""
    if row.source is None:
        return ""
    return f"{source}?{urlencode({'at': row.code or ''})}#t{row.source.start}"
