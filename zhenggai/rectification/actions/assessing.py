"""Assessing a round by a score template: points off with their grounds, vetoes, a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import refuse_future
from zhenggai.rectification.assessing.templates import Score, Template, score_of, templates
from zhenggai.rectification.models import Assessment, Assessor, InspectionRound
from zhenggai.rectification.statistics.satisfaction import ended_surveys, together

SHORTEST_GROUND = 4
MOST_TIMES = 999


@dataclass(frozen=True, slots=True)
class Mark:
    """How often something is marked off, and on what ground."""

    times: int
    ground: str


@action("assessment.record", on="round")
def assess(
    viewer: Viewer,
    round: InspectionRound,
    *,
    template: str,
    side: str,
    marks: Mapping[str, Mark],
    vetoes: Mapping[str, str],
    assessed_on: date,
    today: date,
) -> Assessment:
    """Keep a sheet; `vetoes` hold the ground by code. Every point off and every veto says on what ground."""
    chosen = templates().get(template)
    if chosen is None:
        raise BadInput("assessment.template", gettext("没有选评分模板——请从列出的模板中选"))
    if side not in Assessor.values:
        raise BadInput("assessment.side", gettext("没有选评估方——请选自评或上级评估"))
    if side == Assessor.OWN and not viewer.roles & {"rect_office", "discipline_committee"}:
        raise NotAllowed(
            "assessment.not_own", gettext("自评由本单位整改办或纪检委办理——请改选上级评估")
        )
    refuse_future(assessed_on, today)
    struck = {code: mark for code, mark in marks.items() if mark.times}
    _refuse_unknown(chosen, struck, vetoes)
    grounds = {code: _ground(chosen, code, mark.ground) for code, mark in struck.items()}
    reasons = {code: _ground(chosen, code, words) for code, words in vetoes.items()}
    score = score_of(chosen, {code: mark.times for code, mark in struck.items()}, frozenset(vetoes))
    row = Assessment.objects.create(
        office_id=round.office_id,
        round=round,
        side=side,
        template=chosen.label,
        assessed_on=assessed_on,
        sheet=_sheet(chosen, struck, grounds, reasons, score)
        | {"satisfaction": _satisfaction(round, assessed_on)},
        score=score.score,
        grade=score.grade,
        made_by_name=viewer.name,
    )
    note(
        obj=round,
        summary=gettext("%(side)s：%(score)s 分，%(grade)s")
        % {"side": Assessor(side).label, "score": score.score, "grade": score.grade},
        assessment=str(row.uuid),
    )
    return row


def _sheet(
    chosen: Template,
    struck: Mapping[str, Mark],
    grounds: Mapping[str, str],
    reasons: Mapping[str, str],
    score: Score,
) -> dict[str, Any]:
    """Everything in words and numbers: the template may be another one later."""
    return {
        "template": chosen.code,
        "basis": chosen.basis,
        "total": chosen.total,
        "points": score.points,
        "indicators": [
            {"label": item.label, "points": item.points, "left": score.by_indicator[item.code]}
            for item in chosen.indicators
        ],
        "deductions": [
            {
                "label": item.label,
                "times": struck[item.code].times if item.each else 1,
                "points": item.points * (struck[item.code].times if item.each else 1),
                "ground": grounds[item.code],
            }
            for item in chosen.deductions
            if item.code in struck
        ],
        "vetoes": [
            {"label": item.label, "ground": reasons[item.code]}
            for item in chosen.vetoes
            if item.code in reasons
        ],
        "grades": [{"label": item.label, "least": item.least} for item in chosen.grades],
    }


def _satisfaction(round: InspectionRound, day: date) -> dict[str, Any]:
    """What the surveys of the round said on that day; the rate as text, None where none told one."""
    found = together(ended_surveys(round, day))
    return {
        "surveys": found.survey_count,
        "good": found.good,
        "valid": found.valid,
        "rate": None if found.rate is None else str(found.rate),
    }


def _refuse_unknown(
    chosen: Template, struck: Mapping[str, Mark], vetoes: Mapping[str, str]
) -> None:
    known = {item.code for item in chosen.deductions}
    if not set(struck) <= known or not set(vetoes) <= {item.code for item in chosen.vetoes}:
        raise BadInput("assessment.unknown", gettext("有模板之外的减分项——请刷新页面后重填"))
    if any(not 0 < mark.times <= MOST_TIMES for mark in struck.values()):
        raise BadInput("assessment.times", gettext("减分次数应为 0 至 999 的整数——请核对"))


def _ground(chosen: Template, code: str, text: str) -> str:
    words = plain_text(text, longest=300)
    if len(words) < SHORTEST_GROUND:
        labels = {item.code: item.label for item in chosen.deductions}
        labels |= {item.code: item.label for item in chosen.vetoes}
        raise BadInput(
            "assessment.ground",
            gettext("“%(what)s”没有写依据——减分和否决都要写明依据（%(least)s 字以上）")
            % {"what": labels[code], "least": SHORTEST_GROUND},
        )
    return words
