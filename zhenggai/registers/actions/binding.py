"""Hanging issues on checks, and settling what failing checks call for (挂钩、回头看提起)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note, one_by_one
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import actions as rectification
from zhenggai.registers.models import CallState, CheckBinding, LookbackCall
from zhenggai.registers.published import edition

if TYPE_CHECKING:
    from zhenggai.rectification.models import Issue, Measure

LONGEST_REASON = 500
LONGEST_FINDINGS = 1_000


@action("binding.bind", on="issue")
def bind_check(
    viewer: Viewer,
    issue: Issue,
    register: str,
    check: str,
    *,
    today: date,
    measure: Measure | None = None,
) -> CheckBinding:
    """Say that a check proves the issue, or one of its measures, mended."""
    declaration = edition(register).declaration
    if not declaration.checks_of(check):
        raise NotFound("check.none", gettext("这本簿子没有这项检查——可能已随新版撤下"))
    if measure is not None and measure.issue_id != issue.pk:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    if CheckBinding.objects.filter(
        issue=issue, register=register, check_id=check, ended_on=None
    ).exists():
        raise Refused("binding.there", gettext("这项检查已与问题挂钩——请刷新后查看"))
    binding = CheckBinding.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        register=register,
        check_id=check,
        bound_on=today,
        bound_by_name=viewer.name,
    )
    note(
        obj=issue,
        summary=gettext("问题 %(code)s 与%(register)s检查 %(check)s 挂钩")
        % {"code": issue.code, "register": declaration.label, "check": check},
    )
    return binding


@action("binding.end", on="binding")
def end_binding(viewer: Viewer, binding: CheckBinding, *, reason: str, today: date) -> CheckBinding:
    """Take a check off its issue, with the reason; what it was stays on record."""
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason:
        raise BadInput("binding.reason", gettext("解除挂钩须写明理由——请填写后再办"))
    if binding.ended_on is not None:
        raise Refused("binding.ended", gettext("已解除挂钩——请刷新后查看"))
    binding.ended_on, binding.ended_by_name, binding.end_reason = today, viewer.name, reason
    binding.save(update_fields=["ended_on", "ended_by_name", "end_reason"])
    note(
        obj=binding.issue,
        summary=gettext("问题 %(code)s 与检查 %(check)s 解除挂钩：%(reason)s")
        % {"code": binding.issue.code, "check": binding.check_id, "reason": reason},
    )
    return binding


@action("lookback_call.settle", on="call")
def settle_call(
    viewer: Viewer, call: LookbackCall, *, verdict: str, findings: str, today: date
) -> LookbackCall:
    """What was found when somebody looked. A relapse is put back on the list by the issue's own action."""
    if call.state != CallState.OPEN:
        raise Refused("lookback_call.settled", gettext("这次回头看已有结论——请刷新后查看"))
    if verdict not in (CallState.SOLID, CallState.PARTIAL, CallState.RELAPSED):
        raise BadInput("lookback_call.verdict", gettext("核实结论没有选——请选一种"))
    findings = plain_text(findings, longest=LONGEST_FINDINGS)
    if not findings:
        raise BadInput("lookback_call.findings", gettext("请写明核实了什么、看到什么"))
    call.state, call.findings = CallState(verdict), findings
    call.settled_on, call.settled_by_name = today, viewer.name
    call.save(update_fields=["state", "findings", "settled_on", "settled_by_name"])
    note(
        obj=call.issue,
        summary=gettext("问题 %(code)s 回头看核实：%(verdict)s")
        % {"code": call.issue.code, "verdict": CallState(verdict).label},
        findings=findings,
    )
    return call


@action("lookback_call.reopen", on="call")
def reopen_relapsed(
    viewer: Viewer, call: LookbackCall, *, version: int, reason: str, deadline: date, today: date
) -> Issue:
    """Put the issue of a confirmed relapse back on the list: the look-back is recorded with what was found, then the
    issue's own actions and their guard decide (process.md §10)."""
    if call.state != CallState.RELAPSED:
        raise Refused(
            "lookback_call.not_relapsed",
            gettext("这次回头看没有核实为回潮——核实为回潮的方可据以重新立账；请先记下核实结论"),
        )
    issue = call.issue
    with one_by_one():
        rectification.record_lookback(
            viewer,
            issue,
            held_on=call.settled_on or today,
            verdict=CallState.RELAPSED.value,
            findings=f"{call.said}；{call.findings}",
            today=today,
        )
        issue = rectification.reopen(
            viewer,
            issue,
            version=version,
            cause=CallState.RELAPSED.value,
            reason=reason,
            deadline=deadline,
            today=today,
        )
    note(
        obj=issue,
        summary=gettext("问题 %(code)s 因检查 %(check)s 回潮重新立账")
        % {"code": issue.code, "check": call.check_id},
    )
    return issue
