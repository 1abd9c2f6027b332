"""What the rectification office says of evidence, and how evidence is taken back (核验、撤回)."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import refuse_settled
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.models import Evidence, Issue

SHORTEST_REASON = 10
LONGEST_REASON = 500


@action("evidence.judge", on="evidence")
def judge_evidence(
    viewer: Viewer, evidence: Evidence, *, verdict: str, today: date, reason: str = ""
) -> Evidence:
    """Accept a piece of evidence, or return it with the reason; nobody judges what they handed in (process.md §1)."""
    refuse_settled(evidence.issue, evidence.measure)
    reason = plain_text(reason, longest=LONGEST_REASON)
    _check(viewer, evidence, verdict, reason)
    changed = Evidence.objects.filter(
        pk=evidence.pk, verdict=evidence.verdict, withdrawn_reason=None
    ).update(
        verdict=verdict,
        verdict_reason=reason or None,
        verdict_by_name=viewer.name,
        verdict_by_id=viewer.person_id,
        verdict_on=today,
    )
    if not changed:
        raise Conflict("evidence.changed", gettext("这份佐证已由他人核验或撤回——请刷新后看清再办"))
    evidence.refresh_from_db()
    words = {"code": evidence.code, "name": evidence.name, "reason": reason}
    if verdict == Verdict.RETURNED:
        summary = gettext("退回佐证 %(code)s %(name)s：%(reason)s") % words
        tell(
            viewer,
            [evidence.attached_by_id],
            "evidence.returned",
            obj=evidence.issue,
            text=summary,
            reason=gettext("您上传的佐证被退回，请补正"),
        )
    else:
        summary = gettext("采信佐证 %(code)s %(name)s") % words
    note(obj=evidence.issue, summary=summary)
    return evidence


@action("evidence.withdraw", on="evidence")
def withdraw_evidence(viewer: Viewer, evidence: Evidence, *, reason: str) -> Evidence:
    """Take a piece of evidence back, saying why; the file stays for as long as records are kept (security.md E02)."""
    refuse_settled(evidence.issue, evidence.measure)
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason:
        raise BadInput("evidence.no_reason", gettext("撤回佐证要写明理由——原件按保管期限留存"))
    if evidence.verdict == Verdict.ACCEPTED:
        raise Refused(
            "evidence.accepted", gettext("已采信的佐证不能撤回——确有问题请由整改办退回后再撤回")
        )
    changed = Evidence.objects.filter(pk=evidence.pk, withdrawn_reason=None).update(
        withdrawn_reason=reason
    )
    if not changed:
        raise Conflict("evidence.changed", gettext("这份佐证已经撤回——请刷新后查看"))
    Issue.objects.filter(pk=evidence.issue_id).update(evidence_count=F("evidence_count") - 1)
    evidence.withdrawn_reason = reason
    note(
        obj=evidence.issue,
        summary=gettext("撤回佐证 %(code)s %(name)s：%(reason)s")
        % {"code": evidence.code, "name": evidence.name, "reason": reason},
    )
    return evidence


def _check(viewer: Viewer, evidence: Evidence, verdict: str, reason: str) -> None:
    if verdict not in (Verdict.ACCEPTED, Verdict.RETURNED):
        raise BadInput("evidence.verdict", gettext("核验结论只有采信和退回两种——请选一种"))
    if evidence.attached_by_id is not None and evidence.attached_by_id == viewer.person_id:
        raise Refused(
            "evidence.own", gettext("不能核验自己上传的佐证——请由整改办另一人核验（职责分离）")
        )
    if verdict == Verdict.RETURNED and len(reason) < SHORTEST_REASON:
        raise BadInput(
            "evidence.short_reason",
            gettext("退回理由不足 %(least)s 个字——请写明缺什么、怎样补正")
            % {"least": SHORTEST_REASON},
        )
