"""How satisfied people are, by formula (process.md §7), and never where too few have answered. Pure but for the reading at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhenggai.rectification.models import (
    InspectionRound,
    Satisfaction,
    Survey,
    SurveyAnswer,
    SurveySlip,
)
from zhenggai.rectification.statistics.formulas import mean, rate


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one question. Rates are None where fewer than `least` had an opinion: then votes are told alone."""

    question: str
    votes: Mapping[str, int]
    weights: Mapping[str, int]
    least: int

    @property
    def total(self) -> int:
        return sum(self.votes.values())

    @property
    def valid(self) -> int:
        """Those who had an opinion: 不了解 does not count."""
        return self.total - self.votes.get(Satisfaction.UNKNOWN, 0)

    @property
    def is_enough(self) -> bool:
        return self.valid >= self.least

    @property
    def good(self) -> int:
        return self.votes.get(Satisfaction.SATISFIED, 0) + self.votes.get(Satisfaction.FAIR, 0)

    @property
    def rate(self) -> Decimal | None:
        """满意率 = (满意 + 基本满意) / (总 − 不了解), in percent."""
        return rate(self.good, self.valid) if self.is_enough else None

    @property
    def score(self) -> Decimal | None:
        """加权分 = Σ 权重 × 票 / 有效票."""
        sum_of = sum(self.weights[name] * self.votes.get(name, 0) for name in self.weights)
        return mean(sum_of, self.valid) if self.is_enough else None


@dataclass(frozen=True, slots=True)
class Result:
    """`tallies` and `words` are empty until the survey has ended, `words` too where the sample is too small: whoever
    watches answers come in would know whose they are. `agrees`: as many slips are used as answers came."""

    survey: Survey
    ended: bool
    slip_count: int
    answer_count: int
    agrees: bool
    tallies: Sequence[Tally]
    whole: Tally | None
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """A survey that has ended: on which day, how many answered, all questions together."""

    survey: Survey
    ended_on: date
    answer_count: int
    whole: Tally


@dataclass(frozen=True, slots=True)
class Satisfied:
    """How satisfied people are with a round: `survey_count` surveys brought answers; `good` of `valid` votes are content.
    Surveys with too few votes count as held, their votes are not added."""

    survey_count: int
    good: int
    valid: int

    @property
    def rate(self) -> Decimal | None:
        """In percent; None where no survey had enough votes."""
        return rate(self.good, self.valid)


def tallies_of(
    questions: Sequence[str],
    answers: Iterable[Mapping[str, str]],
    weights: Mapping[str, int],
    least: int,
) -> list[Tally]:
    """Votes by question; answers name a question by its place."""
    votes = [Counter[str]() for _ in questions]
    for answer in answers:
        for place, counter in enumerate(votes):
            counter[answer[str(place)]] += 1
    return [
        Tally(question, dict(counter), weights, least)
        for question, counter in zip(questions, votes, strict=True)
    ]


def whole_of(tallies: Sequence[Tally], weights: Mapping[str, int], least: int) -> Tally:
    """All questions together: every vote counts; enough only where every question has enough."""
    votes: Counter[str] = Counter()
    for item in tallies:
        votes.update(item.votes)
    enough = bool(tallies) and all(item.is_enough for item in tallies)
    return Tally("", dict(votes), weights, least if enough else sum(votes.values()) + 1)


def has_ended(survey: Survey, today: date) -> bool:
    """As of a day: closed by then, or its last day gone by."""
    closed = survey.closed_on is not None and survey.closed_on <= today
    return closed or survey.closes_on < today


def ended_surveys(round: InspectionRound, today: date) -> list[Ended]:
    """The surveys of a round that have ended by a day, in two queries, oldest first."""
    surveys = [
        survey
        for survey in Survey.objects.filter(round=round).order_by("closes_on", "pk")
        if has_ended(survey, today)
    ]
    given: dict[int, list[Mapping[str, str]]] = {survey.pk: [] for survey in surveys}
    if surveys:
        rows = SurveyAnswer.objects.filter(survey__in=surveys).order_by("pk")
        for key, choices in rows.values_list("survey", "choices"):
            given[key].append(choices)
    return [_ended(survey, given[survey.pk]) for survey in surveys]


def together(ended: Iterable[Ended]) -> Satisfied:
    """All surveys of a round as one: votes of those that have enough of them."""
    answered = [item for item in ended if item.answer_count]
    told = [item.whole for item in answered if item.whole.is_enough]
    return Satisfied(
        survey_count=len(answered),
        good=sum(tally.good for tally in told),
        valid=sum(tally.valid for tally in told),
    )


def _ended(survey: Survey, answers: Sequence[Mapping[str, str]]) -> Ended:
    tallies = tallies_of(survey.questions, answers, survey.weights, survey.least)
    return Ended(
        survey=survey,
        ended_on=min(survey.closed_on or survey.closes_on, survey.closes_on),
        answer_count=len(answers),
        whole=whole_of(tallies, survey.weights, survey.least),
    )


def result_of(survey: Survey, today: date) -> Result:
    """What may be told of a survey today."""
    ended = has_ended(survey, today)
    answers = list(
        SurveyAnswer.objects.filter(survey=survey).order_by("pk").values_list("choices", "words")
    )
    slips = SurveySlip.objects.filter(survey=survey)
    used = slips.filter(used=True).count()
    tallies = (
        tallies_of(
            survey.questions, (choices for choices, _ in answers), survey.weights, survey.least
        )
        if ended
        else []
    )
    tell_words = ended and len(answers) >= survey.least
    return Result(
        survey=survey,
        ended=ended,
        slip_count=slips.count(),
        answer_count=len(answers),
        agrees=used == len(answers),
        tallies=tallies,
        whole=whole_of(tallies, survey.weights, survey.least) if ended else None,
        words=[words for _, words in answers if words] if tell_words else [],
    )
