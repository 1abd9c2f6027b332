"""Freezing the figures of a round at a cut-off: what was told stays as it was told."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import Cutoff, InspectionRound, Rhythm
from zhenggai.rectification.process.baseline import digest_of
from zhenggai.rectification.statistics.cutoffs import body_of
from zhenggai.rectification.statistics.queries import end_of

LONGEST_NOTE = 200


@action("cutoff.freeze", on="round")
def freeze(
    viewer: Viewer,
    round: InspectionRound,
    *,
    rhythm: str,
    cut_on: date,
    today: date,
    words: str = "",
) -> Cutoff:
    """Freeze the figures of the end of a day, today's or a past one's; once a day for each rhythm. Cut-offs of a rhythm follow
    each other: none is put in before one that was already told."""
    if rhythm not in Rhythm.values:
        raise BadInput("cutoff.rhythm", gettext("没有选用途——请选周调度、月调度或单次"))
    if cut_on > today:
        raise BadInput(
            "cutoff.future", gettext("截数日还没有到——截数只能是今天或以前的日期；请改日期")
        )
    last = Cutoff.objects.filter(round=round, rhythm=rhythm).order_by("cut_on").last()
    if last is not None and rhythm != Rhythm.ONCE and last.cut_on >= cut_on:
        raise Refused(
            "cutoff.order",
            gettext(
                "%(rhythm)s已截到 %(day)s——调度表按期衔接，截过的数不能改也不能倒插；请用以后的日期，或选单次"
            )
            % {"rhythm": Rhythm(rhythm).label, "day": last.cut_on.isoformat()},
        )
    if Cutoff.objects.filter(round=round, rhythm=rhythm, cut_on=cut_on).exists():
        raise Refused(
            "cutoff.again",
            gettext("这一天已经截过数——截过的数不能改；要看变化请对照现数，要再截请换日期"),
        )
    since = last.cut_on if last is not None and rhythm != Rhythm.ONCE else None
    body = body_of(round, cut_on, since, rhythm, end_of(cut_on) if cut_on < today else None)
    if not body["counts"]["issues"]:
        raise Refused(
            "cutoff.empty", gettext("那一天这一轮还没有问题立账，没有可截的数——请核对日期")
        )
    cutoff = Cutoff.objects.create(
        office_id=round.office_id,
        round=round,
        rhythm=rhythm,
        cut_on=cut_on,
        since=since,
        note=plain_line(words, longest=LONGEST_NOTE) or None if words.strip() else None,
        taken_by_name=viewer.name,
        body=body,
        digest=digest_of(body),
    )
    note(
        obj=round,
        summary=gettext("截数 %(day)s（%(rhythm)s）：完成 %(done)s/%(total)s")
        % {
            "day": cut_on.isoformat(),
            "rhythm": Rhythm(rhythm).label,
            "done": body["counts"]["done"],
            "total": body["counts"]["issues"],
        },
        digest=cutoff.digest,
        cutoff=str(cutoff.uuid),
    )
    return cutoff
