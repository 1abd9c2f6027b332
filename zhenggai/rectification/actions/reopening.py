"""What comes after a closure, and what stands beside it: stages, look-backs, consolidation, correction, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.proving import Offer, offer_all
from zhenggai.rectification.actions.refusals import (
    not_found,
    reason_of,
    refuse_future,
    refuse_seen_otherwise,
)
from zhenggai.rectification.closing.decided import form_of
from zhenggai.rectification.closing.forms import MeetingForm
from zhenggai.rectification.closing.guard import reached_milestones, refuse_hindered
from zhenggai.rectification.lifecycle import COMPLETE
from zhenggai.rectification.models import (
    Closure,
    CorrectionSlip,
    Issue,
    Lookback,
    LookbackVerdict,
    Measure,
    Meeting,
    ReopenCause,
    StageMark,
)
from zhenggai.rectification.stepping import step_issue, step_measure

LONGEST_WORDS = 1_000
LONGEST_TITLE = 100


@action("issue.mark_stage_done", on="issue")
def mark_stage_done(
    viewer: Viewer,
    issue: Issue,
    *,
    version: int,
    today: date,
    meeting_title: str = "",
    meeting_on: date | None = None,
    meeting: Meeting | None = None,
) -> StageMark:
    """The leading group takes a stage as reached: counted apart, never as done. A meeting that is named must have agreed, in
    signed minutes, and says the rest; one whose minutes are not kept here is given by title and day."""
    refuse_seen_otherwise(issue, version)
    form = form_of(MeetingForm(meeting_title, meeting_on, record=meeting), issue)
    if form.held_on is None:
        raise BadInput(
            "stage.no_meeting",
            gettext("没有写明哪次领导小组会议认定——请选已登记的会议，或填会议名称和日期"),
        )
    refuse_future(form.held_on, today)
    title = plain_line(form.title, longest=LONGEST_TITLE)
    refuse_hindered(viewer, issue, "mark_stage_done", today)
    mark = StageMark.objects.create(
        office_id=issue.office_id,
        issue=issue,
        marked_on=today,
        marked_by_name=viewer.name,
        meeting_title=title,
        meeting_on=form.held_on,
        meeting=meeting,
        milestones=reached_milestones(issue),
    )
    step_issue(issue, "mark_stage_done")
    note(
        obj=issue,
        summary=gettext("认定阶段性完成：问题 %(code)s，%(meeting)s（%(day)s）")
        % {"code": issue.code, "meeting": title, "day": form.held_on.isoformat()},
    )
    return mark


@action("issue.next_stage", on="issue")
def next_stage(viewer: Viewer, issue: Issue, *, version: int, today: date) -> Issue:
    """On to the next stage of an issue that is worked on by stages."""
    refuse_seen_otherwise(issue, version)
    refuse_hindered(viewer, issue, "next_stage", today)
    step_issue(issue, "next_stage")
    note(obj=issue, summary=gettext("转入下一阶段：问题 %(code)s") % {"code": issue.code})
    return issue


@action("issue.record_lookback", on="issue")
def record_lookback(
    viewer: Viewer, issue: Issue, *, held_on: date, verdict: str, findings: str, today: date
) -> Lookback:
    """Whether a closed issue has stayed closed, as it was found on a day."""
    refuse_future(held_on, today)
    _refuse_open(issue)
    if verdict not in LookbackVerdict.values:
        raise BadInput("lookback.verdict", gettext("回头看结论没有选——请从列表中选一种"))
    closure = _last_closure(issue)
    if held_on < closure.closed_on:
        raise BadInput(
            "lookback.early",
            gettext("回头看早于销号日 %(day)s——回头看看的是销号以后；请核对日期")
            % {"day": closure.closed_on.isoformat()},
        )
    found = Lookback.objects.create(
        office_id=issue.office_id,
        issue=issue,
        cycle=issue.cycle,
        held_on=held_on,
        verdict=verdict,
        findings=reason_of(findings, longest=LONGEST_WORDS),
        held_by_id=viewer.person_id,
        held_by_name=viewer.name,
    )
    note(
        obj=issue,
        summary=gettext("回头看：问题 %(code)s，%(verdict)s（%(day)s）")
        % {
            "code": issue.code,
            "verdict": LookbackVerdict(verdict).label,
            "day": held_on.isoformat(),
        },
    )
    return found


@action("issue.consolidate", on="issue")
def consolidate(viewer: Viewer, issue: Issue, *, version: int, today: date) -> Issue:
    """A closed issue counts as consolidated once the last look-back found it solid."""
    refuse_seen_otherwise(issue, version)
    refuse_hindered(viewer, issue, "consolidate", today)
    Closure.objects.filter(pk=_last_closure(issue).pk).update(
        consolidated_on=today, consolidated_by_name=viewer.name
    )
    step_issue(issue, "consolidate")
    note(obj=issue, summary=gettext("认定巩固：问题 %(code)s") % {"code": issue.code})
    return issue


@action("issue.correct", on="issue")
def correct(
    viewer: Viewer, issue: Issue, *, wrong: str, right: str, basis: str, today: date
) -> CorrectionSlip:
    """A slip beside what was closed: the closed words stay, the slip says what is right and on what ground."""
    _refuse_open(issue)
    words = [plain_text(text, longest=LONGEST_WORDS) for text in (wrong, right, basis)]
    if not all(words):
        raise BadInput(
            "correction.empty", gettext("更正单没有写全——请写明原记什么、更正为什么、依据什么")
        )
    slip = CorrectionSlip.objects.create(
        office_id=issue.office_id,
        issue=issue,
        wrong=words[0],
        right=words[1],
        basis=words[2],
        made_on=today,
        made_by_id=viewer.person_id,
        made_by_name=viewer.name,
    )
    note(
        obj=issue,
        summary=gettext("更正单：“%(wrong)s”更正为“%(right)s”")
        % {"wrong": words[0][:60], "right": words[1][:60]},
        basis=words[2],
    )
    return slip


@action("issue.reopen", on="issue")
def reopen(
    viewer: Viewer,
    issue: Issue,
    *,
    version: int,
    cause: str,
    reason: str,
    deadline: date,
    today: date,
    proof: Sequence[Offer] = (),
    measures: Sequence[Measure] = (),
) -> Issue:
    """Put a closed issue back on the list with proof and cause. The closed cycle keeps its dates; the measures named,
    every core one where none is, are to be carried out and proved anew."""
    refuse_seen_otherwise(issue, version)
    if cause not in ReopenCause.values:
        raise BadInput(
            "reopen.cause", gettext("重新立账的原因没有选——回潮、虚假整改、整改未到位选一种")
        )
    reason = reason_of(reason, longest=LONGEST_WORDS)
    if deadline <= today:
        raise BadInput("reopen.deadline", gettext("新的整改时限要在今天以后——请改正日期"))
    refuse_hindered(viewer, issue, "reopen", today)
    _refuse_unproved(viewer, issue, proof)
    closure = _last_closure(issue)
    step_issue(
        issue,
        "reopen",
        cycle=issue.cycle + 1,
        started_on=today,
        deadline=deadline,
        promised_on=None,
        return_count=0,
        returned_on=None,
        mend_by=None,
        supervised_on=None,
        last_progress_on=None,
    )
    _note_in_closure(viewer, closure, cause, reason, today)
    if proof:
        offer_all(viewer, issue, None, proof, today)
    again = _again(issue, measures, deadline, today)
    _tell_reopened(viewer, issue, reason)
    note(
        obj=issue,
        summary=gettext("重新立账：问题 %(code)s，%(cause)s：%(reason)s")
        % {"code": issue.code, "cause": ReopenCause(cause).label, "reason": reason},
        cycle=issue.cycle,
        measures=again,
        deadline=deadline.isoformat(),
    )
    return issue


def _note_in_closure(
    viewer: Viewer, closure: Closure, cause: str, reason: str, today: date
) -> None:
    changed = Closure.objects.filter(pk=closure.pk, reopened_on=None).update(
        reopened_on=today, reopened_by_name=viewer.name, reopen_cause=cause, reopen_reason=reason
    )
    if not changed:
        raise Conflict("issue.moved", gettext("问题刚由他人重新立账——请刷新后查看"))


def _again(issue: Issue, measures: Sequence[Measure], deadline: date, today: date) -> list[str]:
    """The measures go back to be done anew: only evidence of the new cycle proves them."""
    chosen = list(measures) or [
        measure for measure in issue.measures.order_by("position") if measure.is_core is not False
    ]
    codes = []
    for measure in chosen:
        if measure.issue_id != issue.pk:
            raise not_found()
        if measure.state not in COMPLETE:
            continue
        measure.issue = issue
        measure.started_on, measure.deadline = today, deadline
        step_measure(
            measure,
            "reject",
            cycle=issue.cycle,
            started_on=today,
            deadline=deadline,
            done_on=None,
            finished_by_id=None,
            verified_by_id=None,
        )
        codes.append(measure.code or "")
    return codes


def _refuse_unproved(viewer: Viewer, issue: Issue, proof: Sequence[Offer]) -> None:
    """A file that shows it, or a look-back of this cycle that found it; a room's own check is proof by itself."""
    found = Lookback.objects.filter(
        issue=issue,
        cycle=issue.cycle,
        verdict__in=(LookbackVerdict.RELAPSED, LookbackVerdict.FAKE, LookbackVerdict.PARTIAL),
    )
    if proof or viewer.source == "system" or found.exists():
        return
    raise Refused(
        "reopen.no_proof",
        gettext("没有证据，不能重新立账——请上传证据，或先登记回头看的结论"),
    )


def _refuse_open(issue: Issue) -> None:
    if not issue.is_settled:
        raise Refused(
            "issue.open",
            gettext("问题还没有销号——更正单和回头看针对已销号的问题；未销号的请直接修改"),
        )


def _last_closure(issue: Issue) -> Closure:
    return Closure.objects.get(issue=issue, cycle=issue.cycle)


def _tell_reopened(viewer: Viewer, issue: Issue, reason: str) -> None:
    people = [issue.handler_id, issue.owner_id, issue.charge_leader_id]
    text = gettext("问题 %(code)s 重新立账：%(reason)s") % {"code": issue.code, "reason": reason}
    tell(
        viewer,
        people,
        "issue.reopened",
        obj=issue,
        text=text,
        reason=gettext("您负责的问题重新立账"),
    )
