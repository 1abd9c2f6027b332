"""A measure carried out, verified, or sent back (报完成、核实、退回)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import NotAllowed, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import (
    reason_of,
    refuse_future,
    refuse_seen_otherwise,
    refuse_settled,
)
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.gates import unmet
from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import Evidence, Issue, Measure
from zhenggai.rectification.stepping import step_measure


@action("measure.finish", on="measure")
def finish_measure(
    viewer: Viewer, measure: Measure, *, version: int, done_on: date, today: date
) -> Measure:
    """Say that a measure is carried out: the least evidence of its kinds is there, its milestones are reached, and
    the event it waited for has happened."""
    _refuse_locked(measure)
    refuse_seen_otherwise(measure, version)
    refuse_future(done_on, today)
    if missing := [*_open_ends(measure), *_needs(measure, accepted=False)]:
        raise Refused(
            "measure.unfinished",
            gettext("措施 %(code)s 还差 %(count)s 项，不能报完成——最低佐证齐、节点达到方算完成")
            % {"code": measure.code or "", "count": len(missing)},
            missing,
        )
    step_measure(measure, "finish", done_on=done_on, finished_by_id=viewer.person_id)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("措施 %(code)s 报完成（%(day)s）")
        % {"code": measure.code or measure.marker or "", "day": done_on.isoformat()},
    )
    return measure


@action("measure.verify", on="measure")
def verify_measure(viewer: Viewer, measure: Measure, *, version: int) -> Measure:
    """Say for the rectification office that it really is: every need is met by accepted evidence, and the verifier
    had no hand in it."""
    _refuse_locked(measure)
    refuse_seen_otherwise(measure, version)
    _refuse_own(viewer, measure)
    if missing := _needs(measure, accepted=True):
        raise Refused(
            "measure.unproved",
            gettext("措施 %(code)s 的佐证未全部采信，不能核实——请先逐件核验佐证")
            % {"code": measure.code or ""},
            missing,
        )
    step_measure(measure, "verify", verified_by_id=viewer.person_id)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("核实措施 %(code)s") % {"code": measure.code or measure.marker or ""},
    )
    return measure


@action("measure.return", on="measure")
def return_measure(viewer: Viewer, measure: Measure, *, version: int, reason: str) -> Measure:
    """Send back a measure that was said to be carried out, with the reason."""
    _refuse_locked(measure)
    refuse_seen_otherwise(measure, version)
    reason = reason_of(reason)
    finisher = measure.finished_by_id
    step_measure(measure, "return_", done_on=None)
    summary = gettext("退回措施 %(code)s：%(reason)s") % {
        "code": measure.code or measure.marker or "",
        "reason": reason,
    }
    obj: Issue | Measure = measure.issue or measure
    told = [finisher, measure.owner_id, measure.issue.handler_id if measure.issue else None]
    tell(
        viewer,
        told,
        "measure.returned",
        obj=obj,
        text=summary,
        reason=gettext("措施被退回，请补正"),
    )
    note(obj=measure.issue or measure.round, summary=summary)
    return measure


def _refuse_locked(measure: Measure) -> None:
    if measure.issue is not None:
        refuse_settled(measure.issue, None if measure.is_core is not False else measure)


def _open_ends(measure: Measure) -> list[str]:
    """What is not done yet, besides evidence: an event that has not happened, milestones not reached. A measure of
    long standing is done for the time being with its first milestone (process.md §5)."""
    lacks = []
    if measure.trigger and measure.triggered_on is None:
        lacks.append(
            gettext("“%(event)s”还没有登记发生——条件触发的措施，事件发生后方可完成")
            % {"event": measure.trigger}
        )
    if not measure.kinds:
        lacks.append(gettext("措施类型未定——类型决定最低佐证；请先选定类型"))
    steps = list(measure.milestones.order_by("deadline", "pk"))
    standing = measure.issue is not None and measure.issue.rect_type in (
        RectType.LONG_TERM,
        RectType.STAGED,
    )
    wanted = steps[:1] if standing else steps
    return lacks + [
        gettext("节点“%(title)s”还没有达到") % {"title": step.title}
        for step in wanted
        if step.done_on is None
    ]


def _needs(measure: Measure, *, accepted: bool) -> list[str]:
    evidence = [item for item in Evidence.objects.filter(measure=measure) if _counts(item, measure)]
    if accepted:
        evidence = [item for item in evidence if item.verdict == Verdict.ACCEPTED]
    return [need.label for need in unmet(measure, evidence)]


def _counts(item: Evidence, measure: Measure) -> bool:
    item.measure = measure
    return item.counts


def _refuse_own(viewer: Viewer, measure: Measure) -> None:
    """Nobody verifies what they carried out, answer for, or proved (process.md §1)."""
    mine = {measure.owner_id, measure.finished_by_id}
    if measure.issue is not None:
        mine.add(measure.issue.handler_id)
    proved = Evidence.objects.filter(
        measure=measure, attached_by=viewer.person_id, withdrawn_reason=None
    )
    if viewer.person_id is None or viewer.person_id in mine or proved.exists():
        raise NotAllowed(
            "measure.own",
            gettext("不能核实自己承办、负责或提供佐证的措施——请由整改办另一人核实（职责分离）"),
        )
