"""Recording what came of a round, so that it can be counted; nothing recorded is deleted."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.lib.money import fen_of, yuan_words
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future
from zhenggai.rectification.models import (
    InspectionRound,
    Issue,
    MoneyKind,
    MoneyOutcome,
    MoneyVoucher,
    PersonOutcome,
    RuleChange,
    RuleOutcome,
    Treatment,
)

LONGEST_TITLE = 200
LONGEST_NUMBER = 60
SHORTEST_REASON = 5
LARGEST_FEN = 10**15
"""Ten trillion yuan: more is a slip of the hand."""


@action("outcome.record", on="round")
def record_rule(
    viewer: Viewer,
    round: InspectionRound,
    *,
    change: str,
    title: str,
    today: date,
    doc_no: str = "",
    issued_on: date | None = None,
    issue: Issue | None = None,
) -> RuleOutcome:
    """A rule. A number and a day come together; without them it is a draft, kept but not counted."""
    if change not in RuleChange.values:
        raise BadInput("outcome.kind", gettext("没有选动作——请选新建、修订、废止或重申印发"))
    number = plain_text(doc_no, longest=LONGEST_NUMBER) or None
    if (number is None) != (issued_on is None):
        raise BadInput(
            "outcome.number",
            gettext("文号和印发日期须同时填——制度成果以已印发文号计；还是草案的两项都留空"),
        )
    if issued_on is not None:
        refuse_future(issued_on, today)
    known = RuleOutcome.objects.filter(
        office=round.office_id, doc_no=number, change=change, withdrawn_on=None
    )
    if number is not None and known.exists():
        raise Refused(
            "outcome.twice",
            gettext("文号“%(number)s”已登记过——同一文号只计一次；请核对文号，或撤销原来的登记")
            % {"number": number},
        )
    outcome = RuleOutcome.objects.create(
        office_id=round.office_id,
        round=round,
        issue=_of(round, issue),
        recorded_by_name=viewer.name,
        change=change,
        title=plain_line(title, longest=LONGEST_TITLE),
        doc_no=number,
        issued_on=issued_on,
    )
    note(
        obj=round,
        summary=gettext("登记制度成果：%(change)s《%(title)s》%(number)s")
        % {
            "change": RuleChange(change).label,
            "title": outcome.title,
            "number": number or gettext("（草案）"),
        },
    )
    return outcome


@action("outcome.record", on="round")
def record_money(
    viewer: Viewer,
    round: InspectionRound,
    *,
    kind: str,
    amount: str,
    happened_on: date,
    words: str,
    today: date,
    voucher: str = "",
    issue: Issue | None = None,
) -> MoneyOutcome:
    """Money of one kind; `amount` as people write it, in 元. With a voucher's number the voucher is for the whole sum."""
    if kind not in MoneyKind.values:
        raise BadInput("outcome.kind", gettext("没有选资金类别——四类分列，不能合并；请选一类"))
    refuse_future(happened_on, today)
    fen = _sum(amount)
    outcome = MoneyOutcome.objects.create(
        office_id=round.office_id,
        round=round,
        issue=_of(round, issue),
        recorded_by_name=viewer.name,
        kind=kind,
        fen=fen,
        happened_on=happened_on,
        words=plain_line(words, longest=LONGEST_TITLE),
    )
    if voucher.strip():
        _add_voucher(viewer, outcome, voucher, fen, happened_on)
    note(
        obj=round,
        summary=gettext("登记资金：%(kind)s %(sum)s（%(words)s）")
        % {"kind": MoneyKind(kind).label, "sum": yuan_words(fen), "words": outcome.words},
        fen=fen,
    )
    return outcome


@action("outcome.add_voucher", on="outcome")
def add_voucher(
    viewer: Viewer,
    outcome: MoneyOutcome,
    *,
    number: str,
    amount: str,
    paid_on: date,
    today: date,
) -> MoneyVoucher:
    """A voucher of money that was recorded."""
    _refuse_withdrawn(outcome)
    refuse_future(paid_on, today)
    voucher = _add_voucher(viewer, outcome, number, _sum(amount), paid_on)
    note(
        obj=outcome.round,
        summary=gettext("登记凭证 %(number)s：%(sum)s")
        % {"number": voucher.number, "sum": yuan_words(voucher.fen)},
        fen=voucher.fen,
    )
    return voucher


@action("outcome.record_person", on="round")
def record_person(
    viewer: Viewer,
    round: InspectionRound,
    *,
    treatment: str,
    mark: str,
    decided_on: date,
    today: date,
    issue: Issue | None = None,
) -> PersonOutcome:
    """Somebody was dealt with: kind, day and the office's own sign for the person; papers and names stay outside."""
    if treatment not in Treatment.values:
        raise BadInput("outcome.kind", gettext("没有选处理种类——请选一种"))
    refuse_future(decided_on, today)
    outcome = PersonOutcome.objects.create(
        office_id=round.office_id,
        round=round,
        issue=_of(round, issue),
        recorded_by_name=viewer.name,
        treatment=treatment,
        mark=plain_line(mark, longest=20),
        decided_on=decided_on,
    )
    note(
        obj=round,
        summary=gettext("登记处理：%(kind)s 1 人次") % {"kind": Treatment(treatment).label},
    )
    return outcome


@action("outcome.withdraw", on="outcome")
def withdraw(
    viewer: Viewer,
    outcome: RuleOutcome | MoneyOutcome | PersonOutcome,
    *,
    reason: str,
    today: date,
) -> None:
    """What was recorded in error counts no more; it stays with the reason."""
    _refuse_withdrawn(outcome)
    words = plain_text(reason, longest=500)
    if len(words) < SHORTEST_REASON:
        raise BadInput(
            "outcome.short_reason",
            gettext("撤销原因不足 %(least)s 个字——请写明哪里登记错了") % {"least": SHORTEST_REASON},
        )
    outcome.withdrawn_on, outcome.withdrawn_reason = today, words
    outcome.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    note(obj=outcome.round, summary=gettext("撤销成果登记：%(why)s") % {"why": words})


def _add_voucher(
    viewer: Viewer, outcome: MoneyOutcome, number: str, fen: int, paid_on: date
) -> MoneyVoucher:
    line = plain_line(number, longest=LONGEST_NUMBER)
    if MoneyVoucher.objects.filter(outcome=outcome, number=line).exists():
        raise Refused(
            "voucher.twice", gettext("凭证 %(number)s 已登记过——请核对凭证号") % {"number": line}
        )
    return MoneyVoucher.objects.create(
        office_id=outcome.office_id,
        outcome=outcome,
        number=line,
        fen=fen,
        paid_on=paid_on,
        recorded_by_name=viewer.name,
    )


def _sum(text: str) -> int:
    fen = fen_of(text)
    if fen is None or not 0 < fen < LARGEST_FEN:
        raise BadInput(
            "outcome.sum",
            gettext("“%(text)s”不是金额——请写成 12000、12,000.50 或 1.2万元，不能为零或负数")
            % {"text": text[:20]},
        )
    return fen


def _of(round: InspectionRound, issue: Issue | None) -> Issue | None:
    if issue is not None and issue.round_id != round.pk:
        raise not_found()
    return issue


def _refuse_withdrawn(outcome: RuleOutcome | MoneyOutcome | PersonOutcome) -> None:
    if outcome.withdrawn_on is not None:
        raise Refused("outcome.withdrawn", gettext("这条登记已撤销——请另行登记"))
