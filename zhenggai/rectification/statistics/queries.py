"""The figures for others: every function knows its viewer and answers with frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.queries import can, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.assessing.templates import Deduction, Template, templates
from zhenggai.rectification.models import (
    Assessment,
    Assessor,
    Audience,
    Cutoff,
    InspectionRound,
    Issue,
    MoneyKind,
    MoneyOutcome,
    PersonOutcome,
    Rhythm,
    RuleChange,
    RuleOutcome,
    Satisfaction,
    Survey,
    Treatment,
)
from zhenggai.rectification.statistics.checks import (
    Finding,
    Level,
    findings_of,
    told_labels,
    told_otherwise,
)
from zhenggai.rectification.statistics.comparing import SORTS, Compared, Unit, compared
from zhenggai.rectification.statistics.counting import counts_of
from zhenggai.rectification.statistics.cutoffs import (
    Change,
    DispatchLine,
    changes_of,
    department_lines,
    line_of,
)
from zhenggai.rectification.statistics.formulas import (
    BY_KEY,
    FAMILY_LABELS,
    FORMULAS,
    Counts,
    Family,
    Formula,
    Shape,
    Statistic,
    footnote,
    statistics_of,
)
from zhenggai.rectification.statistics.outcomes import Outcomes, outcomes_of
from zhenggai.rectification.statistics.rows import counts_then
from zhenggai.rectification.statistics.satisfaction import (
    Result,
    Satisfied,
    ended_surveys,
    result_of,
    together,
)

__all__ = [
    "BY_KEY",
    "FAMILY_LABELS",
    "FORMULAS",
    "SORTS",
    "Assessor",
    "Audience",
    "Change",
    "Compared",
    "Counts",
    "Deduction",
    "DispatchLine",
    "Family",
    "Finding",
    "Formula",
    "Level",
    "MoneyKind",
    "Outcomes",
    "Result",
    "Rhythm",
    "RuleChange",
    "Satisfaction",
    "Satisfied",
    "Shape",
    "Statistic",
    "Statistics",
    "Template",
    "Treatment",
    "Unit",
    "assessments",
    "changes",
    "comparison",
    "cutoffs",
    "department_lines",
    "dispatch",
    "end_of",
    "find_assessment",
    "find_cutoff",
    "find_outcome",
    "find_survey",
    "footnote",
    "issue_by_code",
    "line_of",
    "outcomes",
    "satisfied",
    "statistics",
    "survey_result",
    "surveys",
    "templates",
    "told_labels",
    "told_otherwise",
]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Every figure of process.md §8 as of a day, the counts behind them, and what does not agree. `is_past`: told from what the
    database kept, by the time of entry."""

    as_of: date
    is_past: bool
    counts: Counts
    figures: tuple[Statistic, ...]
    findings: tuple[Finding, ...]

    def figure(self, key: str) -> Statistic:
        return next(item for item in self.figures if item.formula.key == key)

    def families(self) -> list[tuple[str, tuple[Statistic, ...]]]:
        """The figures as the table groups them."""
        return [
            (str(label), tuple(item for item in self.figures if item.formula.family is family))
            for family, label in FAMILY_LABELS.items()
        ]


def statistics(
    viewer: Viewer, round: InspectionRound | UUID | None, as_of: date, today: date
) -> Statistics:
    """The figures of a round, or of all rounds that the viewer may see, as far as the viewer sees their issues. A day before
    today is told from the past of the ledger; a day to come is refused."""
    require(viewer, "figures.read")
    rounds = visible(viewer, InspectionRound)
    if isinstance(round, InspectionRound):
        rounds = rounds.filter(pk=round.pk)
    elif round is not None:
        rounds = rounds.filter(uuid=round)
    issues = visible(viewer, Issue).filter(round__in=list(rounds.values_list("pk", flat=True)))
    return told(issues, rounds, as_of, today)


def told(
    issues: QuerySet[Issue],
    rounds: QuerySet[InspectionRound],
    as_of: date,
    today: date,
) -> Statistics:
    """The figures of these issues of these rounds."""
    if as_of > today:
        raise BadInput(
            "figures.future",
            gettext("截数日 %(day)s 还没有到——统计只说到今天为止；请改用今天或以前的日期")
            % {"day": as_of.isoformat()},
        )
    if as_of == today:
        counts = counts_of(issues, rounds, as_of)
    else:
        counts = counts_then(issues, rounds, end_of(as_of), as_of)
    return Statistics(as_of, as_of < today, counts, statistics_of(counts), findings_of(counts))


def end_of(day: date) -> datetime:
    """The last moment of a day in the office."""
    return timezone.make_aware(datetime.combine(day, time.max))


def cutoffs(viewer: Viewer, round: InspectionRound, rhythm: str | None = None) -> list[Cutoff]:
    """The cut-offs of a round, the newest first; of one rhythm where it is named."""
    require(viewer, "figures.read", round)
    found = visible(viewer, Cutoff).filter(round=round)
    if rhythm is not None:
        found = found.filter(rhythm=rhythm)
    return list(found.order_by("-cut_on", "-pk"))


def find_cutoff(viewer: Viewer, uuid: UUID) -> Cutoff:
    """One cut-off; not found where the viewer may not see it."""
    require(viewer, "figures.read")
    found = visible(viewer, Cutoff).select_related("round__office").filter(uuid=uuid).first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found


def dispatch(viewer: Viewer, round: InspectionRound, rhythm: Rhythm) -> list[DispatchLine]:
    """The dispatch table (调度表) of a rhythm: one line a cut-off, the oldest first."""
    return [line_of(item) for item in reversed(cutoffs(viewer, round, rhythm))]


def changes(viewer: Viewer, cutoff: Cutoff, today: date) -> list[Change]:
    """What is otherwise now than it was frozen, for the round as a whole."""
    require(viewer, "figures.read", cutoff)
    rounds = InspectionRound.objects.filter(pk=cutoff.round_id)
    issues = Issue.objects.filter(round=cutoff.round_id)
    return changes_of(cutoff.body, counts_of(issues, rounds, today))


def outcomes(viewer: Viewer, round: InspectionRound) -> Outcomes:
    """What was recorded of a round: rules, money with vouchers, and people for those who may read of them."""
    require(viewer, "figures.read", round)
    return outcomes_of(round, with_persons=can(viewer, "outcome.read_persons"))


_OUTCOMES: dict[str, Any] = {"rule": RuleOutcome, "money": MoneyOutcome, "person": PersonOutcome}


def find_outcome(viewer: Viewer, kind: str, uuid: UUID) -> Any:
    """One recorded outcome for an action to work on."""
    require(viewer, "figures.read")
    model = _OUTCOMES.get(kind)
    found = (
        visible(viewer, model).select_related("round").filter(uuid=uuid).first() if model else None
    )
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found


def issue_by_code(viewer: Viewer, round: InspectionRound, code: str) -> Issue | None:
    """The issue of that code in a round, as far as the viewer sees it."""
    require(viewer, "figures.read", round)
    return visible(viewer, Issue).filter(round=round, code=code).first()


def comparison(
    viewer: Viewer,
    unit: Unit,
    today: date,
    *,
    office: UUID | None = None,
    round: UUID | None = None,
    sort: str = "done",
) -> list[Compared]:
    """Units side by side, as far as the viewer sees their issues; of one office or one round where it is named."""
    require(viewer, "figures.read")
    issues = visible(viewer, Issue)
    if office is not None:
        issues = issues.filter(office__uuid=office)
    if round is not None:
        issues = issues.filter(round__uuid=round)
    return compared(issues, unit, today, sort)


def surveys(viewer: Viewer, round: InspectionRound) -> list[Survey]:
    """The surveys of a round, the newest first."""
    require(viewer, "figures.read", round)
    return list(visible(viewer, Survey).filter(round=round).order_by("-opens_on", "-pk"))


def find_survey(viewer: Viewer, uuid: UUID) -> Survey:
    require(viewer, "figures.read")
    found = visible(viewer, Survey).select_related("round").filter(uuid=uuid).first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found


def survey_result(viewer: Viewer, survey: Survey, today: date) -> Result:
    """What may be told of a survey: nothing but how many have answered until it has ended."""
    require(viewer, "figures.read", survey)
    return result_of(survey, today)


def satisfied(viewer: Viewer, round: InspectionRound, today: date) -> Satisfied:
    """What all ended surveys of a round say together."""
    require(viewer, "figures.read", round)
    return together(ended_surveys(round, today))


def assessments(viewer: Viewer, round: InspectionRound) -> list[Assessment]:
    """The sheets of a round, the newest first."""
    require(viewer, "figures.read", round)
    return list(visible(viewer, Assessment).filter(round=round).order_by("-assessed_on", "-pk"))


def find_assessment(viewer: Viewer, uuid: UUID) -> Assessment:
    require(viewer, "figures.read")
    found = visible(viewer, Assessment).select_related("round").filter(uuid=uuid).first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found
