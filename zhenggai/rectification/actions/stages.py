"""The clock of a round and what its stages produce: limits with their basis, days that limits are counted from, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.archive.actions import Kept
from zhenggai.archive.actions import register as register_file
from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.queries import persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future
from zhenggai.rectification.models import (
    Anchor,
    Classification,
    EventKind,
    Feedback,
    InspectionRound,
    Instruction,
    Meeting,
    Paper,
    Profile,
    RoundEvent,
    StageKey,
    StageTerm,
    Timetable,
    Unit,
)
from zhenggai.rectification.process.profiles import PROFILES
from zhenggai.rectification.process.table import product_of

if TYPE_CHECKING:
    from zhenggai.people.models import Person

LONGEST_BASIS = 500
LONGEST_TITLE = 200
LONGEST_NUMBER = 60
MOST_UNITS = 1_000


@dataclass(frozen=True, slots=True)
class PaperOffer:
    """What is said of a document that is handed in; the file itself may lie elsewhere."""

    title: str
    made_on: date
    doc_no: str = ""
    signed_by: str = ""
    classification: str = Classification.INTERNAL
    file: Kept | None = None


@action("stage.choose_profile", on="round")
def choose_profile(
    viewer: Viewer, round: InspectionRound, *, profile: str, basis: str
) -> Timetable:
    """Take a set of limits into use for a round, and say on which document it rests. Limits that were changed by hand
    are replaced; the journal keeps them."""
    if profile not in PROFILES:
        raise BadInput("stage.profile", gettext("没有这个时限方案——请从列出的几个中选"))
    basis = plain_text(basis, longest=LONGEST_BASIS)
    if not basis:
        raise BadInput(
            "stage.no_basis",
            gettext("时限方案要写明依据——请写反馈文件的名称或文号，再保存"),
        )
    before = {
        term.stage: f"{term.anchor} {term.amount} {term.unit}"
        for term in StageTerm.objects.filter(round=round)
    }
    table, _ = Timetable.objects.update_or_create(
        round=round, office_id=round.office_id, defaults={"profile": profile, "basis": basis}
    )
    for stage, term in PROFILES[profile].items():
        StageTerm.objects.update_or_create(
            round=round,
            stage=stage,
            office_id=round.office_id,
            defaults={
                "anchor": term.anchor,
                "amount": term.amount,
                "unit": term.unit,
                "basis": str(term.basis),
            },
        )
    note(
        obj=round,
        summary=gettext("时限方案：%(profile)s（%(basis)s）")
        % {"profile": Profile(profile).label, "basis": basis},
        before=before,
    )
    return table


@action("stage.set_term", on="term")
def set_term(
    viewer: Viewer,
    term: StageTerm,
    *,
    version: int,
    amount: int | None,
    unit: str,
    anchor: str,
    basis: str,
    owner: Person | None = None,
) -> StageTerm:
    """Fill in one stage's limit from the office's own document, and who sees to it."""
    if unit not in Unit.values or anchor not in Anchor.values:
        raise BadInput("stage.term", gettext("没有这种时限——请从列出的单位和起算日中选"))
    if amount is not None and not 0 <= amount <= MOST_UNITS:
        raise BadInput(
            "stage.amount",
            gettext("时限应为 0 到 %(most)s 的整数——请改正后再保存") % {"most": MOST_UNITS},
        )
    if term.stage == StageKey.CONCENTRATED and anchor in (Anchor.END, Anchor.HALF):
        raise BadInput(
            "stage.circle", gettext("集中整改期不能从它自己的期中、期满起算——请改从反馈之日起算")
        )
    basis = plain_text(basis, longest=LONGEST_BASIS)
    if not basis:
        raise BadInput(
            "stage.no_basis", gettext("时限要写明依据——请写反馈文件的名称或文号，再保存")
        )
    if owner is not None and not persons(viewer).filter(pk=owner.pk).exists():
        raise not_found()
    before = {"anchor": term.anchor, "amount": term.amount, "unit": term.unit, "basis": term.basis}
    save_version(term, version, amount=amount, unit=unit, anchor=anchor, basis=basis, owner=owner)
    note(
        obj=term.round,
        summary=gettext("阶段“%(stage)s”的时限改为：%(anchor)s起 %(amount)s %(unit)s")
        % {
            "stage": StageKey(term.stage).label,
            "anchor": Anchor(anchor).label,
            "amount": "—" if amount is None else amount,
            "unit": Unit(unit).label,
        },
        before=before,
        basis=basis,
    )
    return term


@action("stage.record_event", on="round")
def record_event(
    viewer: Viewer,
    round: InspectionRound,
    *,
    kind: str,
    happened_on: date,
    basis: str,
    today: date,
) -> RoundEvent:
    """Write down a day that limits are counted from, with its ground. Said once; a mistake is set right by saying it
    again, and the journal keeps both."""
    if kind not in EventKind.values:
        raise BadInput("stage.event", gettext("没有这种事件——请从列出的几种中选"))
    refuse_future(happened_on, today)
    basis = plain_text(basis, longest=LONGEST_BASIS)
    if not basis:
        raise BadInput(
            "stage.no_basis", gettext("登记日期要写明依据——请写文件名称、文号或会议，再保存")
        )
    told = Feedback.objects.filter(round=round).values_list("feedback_on", flat=True).first()
    if kind == EventKind.FEEDBACK and told is not None:
        raise Refused(
            "stage.feedback_known",
            gettext("反馈文件已写明反馈日期 %(day)s——以原文为准，不能另行登记")
            % {"day": told.isoformat()},
        )
    event, _ = RoundEvent.objects.update_or_create(
        round=round,
        kind=kind,
        office_id=round.office_id,
        defaults={
            "happened_on": happened_on,
            "basis": basis,
            "recorded_by_name": viewer.name,
        },
    )
    note(
        obj=round,
        summary=gettext("%(event)s：%(day)s（%(basis)s）")
        % {"event": EventKind(kind).label, "day": happened_on.isoformat(), "basis": basis},
    )
    return event


@action("stage.register_paper", on="round")
def register_paper(
    viewer: Viewer,
    round: InspectionRound,
    *,
    stage: str,
    product: str,
    offer: PaperOffer,
    today: date,
) -> Paper:
    """Register a document that a stage must produce."""
    wanted = product_of(stage, product)
    if wanted is None or not wanted.is_paper:
        raise BadInput(
            "stage.product",
            gettext("这个阶段没有要登记的这一件——会议请在会议中登记，其余由台账自行得出"),
        )
    paper = keep_paper(viewer, round, offer, today, stage=stage, product=product)
    note(
        obj=round,
        summary=gettext("登记%(product)s：%(title)s")
        % {"product": wanted.label, "title": paper.title},
        paper=str(paper.uuid),
    )
    return paper


@action("stage.sign_receipt", on="round")
def sign_receipt(viewer: Viewer, round: InspectionRound, *, today: date) -> Paper:
    """The principal signs for the feedback, in person and here."""
    if Paper.objects.filter(
        round=round, stage=StageKey.RECEIPT, product="receipt_slip", withdrawn_reason=None
    ).exists():
        raise Refused("stage.signed", gettext("反馈意见已经签收——签收一次即可，记录见签收单"))
    offer = PaperOffer(gettext("反馈意见签收（系统内签收）"), today, signed_by=viewer.name)
    paper = keep_paper(viewer, round, offer, today, stage=StageKey.RECEIPT, product="receipt_slip")
    note(obj=round, summary=gettext("签收反馈意见：%(who)s") % {"who": viewer.name})
    return paper


@action("stage.withdraw_paper", on="paper")
def withdraw_paper(viewer: Viewer, paper: Paper, *, reason: str) -> Paper:
    """Take a registered document back, saying why; it stays to be looked at."""
    reason = plain_text(reason, longest=LONGEST_BASIS)
    if not reason:
        raise BadInput("paper.no_reason", gettext("作废要写明理由——作废后仍可查"))
    if paper.meeting is not None and paper.meeting.is_closed:
        raise Refused(
            "meeting.signed", gettext("会议记录已签字，不能再改——确有错误请在后一次会议上更正")
        )
    if not Paper.objects.filter(pk=paper.pk, withdrawn_reason=None).update(withdrawn_reason=reason):
        raise Refused("paper.withdrawn", gettext("这份材料已经作废——请刷新后查看"))
    paper.withdrawn_reason = reason
    note(
        obj=paper.round,
        summary=gettext("作废材料“%(title)s”：%(why)s") % {"title": paper.title, "why": reason},
    )
    return paper


def keep_paper(
    viewer: Viewer,
    round: InspectionRound,
    offer: PaperOffer,
    today: date,
    *,
    stage: str | None = None,
    product: str | None = None,
    meeting: Meeting | None = None,
    instruction: Instruction | None = None,
) -> Paper:
    """Part of an action: the row of a document, and its file where there is one."""
    refuse_future(offer.made_on, today)
    if offer.classification not in Classification.values:
        raise Refused(
            "paper.classified",
            gettext("密级只能是非密或内部——国家秘密不得进入本系统；请按保密规定另行处理"),
        )
    title = offer.title or (offer.file.name if offer.file else "")
    return Paper.objects.create(
        office_id=round.office_id,
        round=round,
        stage=stage,
        product=product,
        meeting=meeting,
        instruction=instruction,
        title=plain_line(title, longest=LONGEST_TITLE),
        doc_no=plain_text(offer.doc_no, longest=LONGEST_NUMBER) or None,
        made_on=offer.made_on,
        signed_by_name=plain_text(offer.signed_by, longest=LONGEST_NUMBER) or None,
        classification=offer.classification,
        attachment=register_file(viewer, offer.file, office_id=round.office_id)
        if offer.file
        else None,
        recorded_by_name=viewer.name,
    )
