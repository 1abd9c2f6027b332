"""Events that measures wait for: recorded once for all that wait for the same, or asked about again later (process.md §0)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.planning import record_trigger
from zhenggai.rectification.lifecycle import MeasureState
from zhenggai.rectification.models import InspectionRound, Measure
from zhenggai.rectification.process.facts import waiting_measures


@action("stage.record_trigger", on="round")
def record_shared_event(
    viewer: Viewer, round: InspectionRound, *, trigger: str, happened_on: date, today: date
) -> list[Measure]:
    """An event that several measures wait for has happened: the deadline of each becomes a day, all at once."""
    measures = list(waiting_measures(round).filter(trigger=trigger))
    if not measures:
        raise NotFound("event.none", gettext("没有措施在等这个事件——可能已登记；请刷新后查看"))
    for measure in measures:
        record_trigger(
            viewer, measure, version=measure.version, happened_on=happened_on, today=today
        )
        also(
            "measure.record_trigger",
            obj=measure.issue or round,
            summary=gettext("触发事件已发生：%(event)s（%(day)s），措施 %(code)s")
            % {"event": trigger, "day": happened_on.isoformat(), "code": measure.code or ""},
        )
    note(
        obj=round,
        summary=gettext("登记事件“%(event)s”发生于 %(day)s：%(count)s 条措施的时限已推算")
        % {"event": trigger, "day": happened_on.isoformat(), "count": len(measures)},
    )
    return measures


@action("measure.ask_again", on="measure")
def ask_again(
    viewer: Viewer, measure: Measure, *, version: int, review_on: date, reason: str, today: date
) -> Measure:
    """The event has not happened yet: say what is known of it, and on which day to ask again."""
    if measure.state != MeasureState.WAITING:
        raise Refused("event.not_waiting", gettext("这条措施不在等事件——请刷新后查看"))
    if review_on <= today:
        raise BadInput("event.review_on", gettext("复核日应在今天之后——请改为以后的日期"))
    words = plain_text(reason, longest=500)
    if not words:
        raise BadInput("event.no_reason", gettext("要写明事件目前的情况——请写为何未发生、预计何时"))
    before = measure.review_on
    measure.review_on = review_on
    save_version(measure, version, review_on=review_on)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("事件“%(event)s”尚未发生（%(why)s），%(day)s 再问：措施 %(code)s")
        % {
            "event": measure.trigger or "",
            "why": words,
            "day": review_on.isoformat(),
            "code": measure.code or "",
        },
        before=before.isoformat() if before else None,
    )
    return measure
