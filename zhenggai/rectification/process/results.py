"""What assessments and surveys show of the stage in which results are judged (成效评估): nobody ticks them off by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from zhenggai.rectification.models import Assessment, Assessor, InspectionRound, Survey
from zhenggai.rectification.process.shown import Shown
from zhenggai.rectification.statistics.satisfaction import Ended, ended_surveys


def results_shown(round: InspectionRound, today: date) -> dict[str, Shown]:
    """`scores` and `satisfaction` as of a day, in four queries at most."""
    return {"scores": _scores(round, today), "satisfaction": _satisfaction(round, today)}


def _scores(round: InspectionRound, today: date) -> Shown:
    """The newest sheet of each side; the stage has its sheet since the first."""
    sheets = list(
        Assessment.objects.filter(round=round, assessed_on__lte=today)
        .only("side", "template", "score", "grade", "assessed_on", "office")
        .order_by("assessed_on", "pk")
    )
    if not sheets:
        return Shown(False, gettext("还没有评估表"))
    newest = {sheet.side: sheet for sheet in sheets}
    said = [
        gettext("%(side)s %(score)s 分，%(grade)s")
        % {"side": Assessor(side).label, "score": sheet.score, "grade": sheet.grade}
        for side, sheet in newest.items()
    ]
    return Shown(True, "；".join(said), sheets[0].assessed_on)


def _satisfaction(round: InspectionRound, today: date) -> Shown:
    """Every survey that has ended and was answered; one that runs or that nobody answered is named instead."""
    ended = ended_surveys(round, today)
    answered = [item for item in ended if item.answer_count]
    if answered:
        said = "；".join(_result(item) for item in answered)
        return Shown(True, said, min(item.ended_on for item in answered))
    return Shown(False, _none_because(round, ended, today))


def _result(item: Ended) -> str:
    title, rate = item.survey.title, item.whole.rate
    if rate is None:
        return gettext("%(title)s：%(count)s 张答卷，票数太少，不出百分比") % {
            "title": title,
            "count": item.answer_count,
        }
    return gettext("%(title)s：满意率 %(rate)s%%（%(count)s 张答卷）") % {
        "title": title,
        "rate": rate,
        "count": item.answer_count,
    }


def _none_because(round: InspectionRound, ended: Sequence[Ended], today: date) -> str:
    if ended:
        return gettext("“%(title)s”没有收到答卷") % {"title": ended[-1].survey.title}
    running = Survey.objects.filter(round=round, opens_on__lte=today).order_by("closes_on").last()
    if running is not None:
        return gettext("“%(title)s”还在收卷，%(day)s 截止") % {
            "title": running.title,
            "day": running.closes_on.isoformat(),
        }
    return gettext("还没有测评")
