"""Anonymous answers: one a slip, none that leads back, no rate from too few."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import surveying
from zhenggai.rectification.models import Satisfaction, SurveyAnswer, SurveySlip
from zhenggai.rectification.statistics.queries import find_survey, survey_result
from zhenggai.rectification.statistics.satisfaction import Tally, tallies_of, whole_of

WEIGHTS = {"satisfied": 100, "fair": 70, "poor": 30}
_VOTE = st.sampled_from(Satisfaction.values)
AFTER = TODAY + timedelta(days=3)


@pytest.fixture
def survey(office, adopted):
    return surveying.make_survey(
        office.clerk,
        adopted,
        title="整改满意度测评",
        audience="staff",
        questions=["总体情况", "", "整改效果"],
        opens_on=TODAY,
        closes_on=date(2021, 9, 10),
        today=TODAY,
    )


def answered(office, survey, votes, words=""):
    """So many answers, each with one vote for every question."""
    tokens = surveying.print_slips(office.clerk, survey, count=len(votes), today=TODAY)
    for token, vote in zip(tokens, votes, strict=True):
        surveying.answer(token, {"0": vote, "1": vote}, words, today=TODAY)
    return tokens


def test_rates_by_formula():
    votes = {"satisfied": 60, "fair": 30, "poor": 10, "unknown": 20}

    tally = Tally("总体情况", votes, WEIGHTS, 10)

    assert tally.valid == 100
    assert tally.rate == Decimal("90.00")
    assert tally.score == Decimal("84.00")


def test_nine_answers_are_told_as_votes_and_ten_as_a_rate():
    nine = Tally("", {"satisfied": 9, "unknown": 50}, WEIGHTS, 10)
    ten = Tally("", {"satisfied": 9, "poor": 1}, WEIGHTS, 10)

    assert (nine.rate, nine.score) == (None, None)
    assert ten.rate == Decimal("90.00")
    assert ten.score == Decimal("93.00")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_VOTE, _VOTE), max_size=30))
def test_every_vote_is_counted_once(answers):
    tallies = tallies_of(["一", "二"], ({"0": one, "1": two} for one, two in answers), WEIGHTS, 10)

    assert [item.total for item in tallies] == [len(answers)] * 2
    whole = whole_of(tallies, WEIGHTS, 10)
    assert whole.total == 2 * len(answers)
    assert (whole.rate is not None) == all(item.rate is not None for item in tallies)


def test_a_slip_lets_one_answer_in_and_is_kept_as_a_digest_only(office, survey):
    (token,) = surveying.print_slips(office.clerk, survey, count=1, today=TODAY)
    votes = {"0": "fair", "1": "poor"}

    with pytest.raises(BadInput) as lacking:
        surveying.answer(token, {"0": "fair"}, "", today=TODAY)
    assert lacking.value.code == "survey.incomplete"
    surveying.answer(token, votes, "公示再早一点", today=TODAY)
    with pytest.raises(Refused) as again:
        surveying.answer(token, votes, "", today=TODAY)
    assert again.value.code == "survey.used"
    with pytest.raises(NotFound):
        surveying.answer("nothing", votes, "", today=TODAY)
    assert SurveyAnswer.objects.get().choices == votes
    assert token not in str(SurveySlip.objects.values())


def test_nothing_leads_from_an_answer_to_a_slip_a_time_or_a_person(office, survey):
    answered(office, survey, ["fair"])

    assert {field.name for field in SurveyAnswer._meta.fields} == {
        "id",
        "survey",
        "choices",
        "words",
    }
    assert {field.name for field in SurveySlip._meta.fields} == {"id", "survey", "digest", "used"}
    assert not Event.objects.filter(action__startswith="survey.answer").exists()


def test_nothing_is_told_before_the_end_but_how_many_have_answered(office, survey):
    answered(office, survey, ["satisfied"] * 12, "很好")

    before = survey_result(office.clerk, survey, TODAY)
    after = survey_result(office.clerk, survey, AFTER)

    assert (before.answer_count, before.tallies, before.words, before.whole) == (12, [], [], None)
    assert after.whole.rate == Decimal("100.00")
    assert after.words == ["很好"] * 12
    assert after.agrees


def test_a_small_sample_tells_votes_and_no_words(office, survey):
    answered(office, survey, ["satisfied"] * 9, "很好")

    told = survey_result(office.clerk, survey, AFTER)

    assert told.tallies[0].votes == {"satisfied": 9}
    assert told.whole.rate is None
    assert told.words == []


def test_outside_its_days_and_after_its_end_nothing_is_taken(office, survey):
    tokens = surveying.print_slips(office.clerk, survey, count=2, today=TODAY)
    votes = {"0": "fair", "1": "poor"}

    for day, code in ((TODAY - timedelta(days=1), "survey.early"), (AFTER, "survey.ended")):
        with pytest.raises(Refused) as refused:
            surveying.answer(tokens[0], votes, "", today=day)
        assert refused.value.code == code
    surveying.close_survey(office.clerk, survey, today=TODAY)
    with pytest.raises(Refused):
        surveying.answer(tokens[1], votes, "", today=TODAY)
    survey.refresh_from_db()
    with pytest.raises(Refused):
        surveying.print_slips(office.clerk, survey, count=1, today=TODAY)
    assert not SurveyAnswer.objects.exists()


def test_others_neither_ask_nor_see(office, survey):
    with pytest.raises(NotAllowed):
        surveying.print_slips(office.jia, survey, count=1, today=TODAY)
    with pytest.raises(NotFound):
        surveying.close_survey(office.bing, survey, today=TODAY)
    with pytest.raises(NotFound):
        find_survey(office.bing, survey.uuid)
    with pytest.raises(BadInput):
        surveying.print_slips(office.clerk, survey, count=301, today=TODAY)
