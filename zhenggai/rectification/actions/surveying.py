"""Surveys: made, slips printed, answered by whoever holds one, ended. An answer is not journaled one by one: the journal knows
the time, and the time could lead back to somebody; that slips used and answers are as many is checked instead."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.queries import setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import (
    Audience,
    InspectionRound,
    Satisfaction,
    Survey,
    SurveyAnswer,
    SurveySlip,
)
from zhenggai.rectification.statistics.satisfaction import has_ended

MOST_QUESTIONS = 20
MOST_SLIPS = 300
"""Slips printed at once."""
LONGEST_WORDS = 500


@action("survey.make", on="round")
def make_survey(
    viewer: Viewer,
    round: InspectionRound,
    *,
    title: str,
    audience: str,
    questions: Sequence[str],
    opens_on: date,
    closes_on: date,
    today: date,
) -> Survey:
    """A survey among one kind of people; one question a line."""
    if audience not in Audience.values:
        raise BadInput("survey.audience", gettext("没有选测评对象——请选一类；几类分开测评"))
    asked = [plain_line(text, longest=200) for text in questions if text.strip()]
    if not asked or len(asked) > MOST_QUESTIONS:
        raise BadInput(
            "survey.questions",
            gettext("题目应有 1 至 %(most)s 道——请每行写一道") % {"most": MOST_QUESTIONS},
        )
    if closes_on < opens_on or closes_on < today:
        raise BadInput("survey.days", gettext("截止日期早于开始日期或今天——请改日期"))
    values = setting_values(round.office_id)
    survey = Survey.objects.create(
        office_id=round.office_id,
        round=round,
        title=plain_line(title, longest=100),
        audience=audience,
        questions=asked,
        opens_on=opens_on,
        closes_on=closes_on,
        least=values["survey.least"],
        weights={
            Satisfaction.SATISFIED.value: values["survey.weight_satisfied"],
            Satisfaction.FAIR.value: values["survey.weight_fair"],
            Satisfaction.POOR.value: values["survey.weight_poor"],
        },
        made_by_name=viewer.name,
    )
    note(
        obj=round,
        summary=gettext("发起满意度测评：%(title)s（%(who)s）")
        % {"title": survey.title, "who": Audience(audience).label},
    )
    return survey


@action("survey.print", on="survey")
def print_slips(viewer: Viewer, survey: Survey, *, count: int, today: date) -> list[str]:
    """The tokens of new slips. They are told this once; what stays is a digest that opens nothing."""
    _refuse_ended(survey, today)
    if not 0 < count <= MOST_SLIPS:
        raise BadInput(
            "survey.count",
            gettext("一次印 1 至 %(most)s 张——请改张数，不够再印") % {"most": MOST_SLIPS},
        )
    tokens = [secrets.token_urlsafe(18) for _ in range(count)]
    SurveySlip.objects.bulk_create(
        SurveySlip(survey=survey, digest=digest_of(token)) for token in sorted(tokens)
    )
    note(
        obj=survey.round,
        summary=gettext("印制测评票 %(count)s 张：%(title)s")
        % {"count": count, "title": survey.title},
    )
    return tokens


@action("survey.close", on="survey")
def close_survey(viewer: Viewer, survey: Survey, *, today: date) -> None:
    """End it before its day; answers are counted from then on, and none is let in any more."""
    _refuse_ended(survey, today)
    Survey.objects.filter(pk=survey.pk, closed_on=None).update(closed_on=today)
    note(obj=survey.round, summary=gettext("结束满意度测评：%(title)s") % {"title": survey.title})


def survey_of(token: str) -> Survey:
    """The survey that a slip is for, used or not; not found where no slip has this token."""
    slip = SurveySlip.objects.filter(digest=digest_of(token)).values_list("survey", flat=True)
    found = Survey._base_manager.select_related("office").filter(pk__in=slip).first()
    if found is None:
        raise NotFound(
            "survey.unknown", gettext("这张测评票无效——请扫纸上的二维码，或向发票的人换一张")
        )
    return found


def refuse_closed(survey: Survey, today: date) -> None:
    """Outside its days no answer is taken."""
    _refuse_ended(survey, today)
    if today < survey.opens_on:
        raise Refused(
            "survey.early",
            gettext("测评还没有开始，%(day)s 起可以填写") % {"day": survey.opens_on.isoformat()},
        )


def answer(token: str, choices: Mapping[str, str], words: str, *, today: date) -> None:
    """Take one answer. Who gave it, when, and by which slip is written nowhere."""
    survey = survey_of(token)
    refuse_closed(survey, today)
    places = [str(place) for place in range(len(survey.questions))]
    chosen = {place: choices.get(place, "") for place in places}
    if any(value not in Satisfaction.values for value in chosen.values()):
        raise BadInput(
            "survey.incomplete", gettext("还有题目没有选——每题选一项，说不准的选“不了解”")
        )
    kept = plain_text(words, longest=LONGEST_WORDS) or None
    with transaction.atomic():
        slip = SurveySlip.objects.filter(digest=digest_of(token), used=False)
        if not slip.update(used=True):
            raise Refused("survey.used", gettext("这张票已经用过——一张票只能填一次"))
        SurveyAnswer.objects.create(survey=survey, choices=chosen, words=kept)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_ended(survey: Survey, today: date) -> None:
    if has_ended(survey, today):
        raise Refused("survey.ended", gettext("测评已经结束，不再收票"))
