"""The stage in which results are judged knows its sheets and surveys by itself; satisfaction reaches the score templates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import assessing, stages, surveying
from zhenggai.rectification.actions.stages import PaperOffer
from zhenggai.rectification.assessing.templates import templates
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.process.queries import Standing
from zhenggai.rectification.statistics.queries import satisfied
from zhenggai.rectification.statistics.satisfaction import Satisfied

AFTER = TODAY + timedelta(days=3)
HUNDRED = {item.code: item for item in templates()["hundred"].deductions}


def assessed(office, round, day=TODAY, side="own", **marks):
    return assessing.assess(
        office.clerk, round, template="hundred", side=side, vetoes={}, assessed_on=day, today=day,
        marks={code: assessing.Mark(1, "抽查核实") for code in marks},
    )  # fmt: skip


def survey_of(office, round, votes, title="整改满意度测评"):
    """A survey that ends on TODAY's next day, answered by these votes."""
    survey = surveying.make_survey(
        office.clerk, round, title=title, audience="staff", questions=["总体情况"],
        opens_on=TODAY, closes_on=TODAY + timedelta(days=1), today=TODAY,
    )  # fmt: skip
    if votes:
        tokens = surveying.print_slips(office.clerk, survey, count=len(votes), today=TODAY)
        for token, vote in zip(tokens, votes, strict=True):
            surveying.answer(token, {"0": vote}, "", today=TODAY)
    return survey


def products(office, round, day):
    row = process.course(office.clerk, round, day).stage("assessment")
    return {item.key: item for item in row.products} | {"stage": row}


def test_a_sheet_is_the_stages_sheet_since_its_day(office, adopted):
    before = products(office, adopted, TODAY)["scores"]
    assert (before.met, before.said) == (False, "还没有评估表")

    assessed(office, adopted, returned=1)
    assessed(office, adopted, AFTER, side="superior")

    found = products(office, adopted, AFTER)["scores"]
    assert (found.met, found.day) == (True, TODAY)
    assert found.said == "自评 99 分，好；上级评估 100 分，好"
    assert products(office, adopted, TODAY)["scores"].said == "自评 99 分，好"
    assert not products(office, adopted, TODAY - timedelta(days=1))["scores"].met


def test_a_survey_is_the_stages_result_once_it_has_ended(office, adopted):
    assert products(office, adopted, TODAY)["satisfaction"].said == "还没有测评"
    survey = survey_of(office, adopted, ["satisfied"] * 8 + ["fair", "poor", "unknown"])

    running = products(office, adopted, TODAY)["satisfaction"]
    assert (running.met, "2021-09-09 截止" in running.said) == (False, True)
    found = products(office, adopted, AFTER)["satisfaction"]
    assert (found.met, found.day) == (True, date(2021, 9, 9))
    assert found.said == "整改满意度测评：满意率 90.00%（11 张答卷）"

    surveying.close_survey(office.clerk, survey, today=TODAY)
    assert products(office, adopted, TODAY)["satisfaction"].day == TODAY
    assert not products(office, adopted, TODAY - timedelta(days=1))["satisfaction"].met


def test_votes_that_are_too_few_are_a_result_without_a_rate_and_none_is_no_result(office, adopted):
    survey_of(office, adopted, [], title="空测评")
    assert products(office, adopted, AFTER)["satisfaction"].said == "“空测评”没有收到答卷"

    survey_of(office, adopted, ["satisfied"] * 9, title="小测评")

    found = products(office, adopted, AFTER)["satisfaction"]
    assert found.met
    assert found.said == "小测评：9 张答卷，票数太少，不出百分比"


def test_both_finish_the_stage_and_paper_alone_will_do(office, adopted):
    stages.choose_profile(office.clerk, adopted, profile="seed_2021", basis="反馈意见")
    day = date(2021, 10, 8)
    assessed(office, adopted, day)
    assert products(office, adopted, day)["stage"].standing is Standing.NOW
    paper = PaperOffer("区委巡察办满意度测评通报", day)
    stages.register_paper(
        office.clerk, adopted, stage="assessment", product="satisfaction", offer=paper, today=day
    )

    found = products(office, adopted, day)
    assert found["stage"].standing is Standing.DONE
    assert (found["satisfaction"].said, found["satisfaction"].in_rows) == (paper.title, False)
    assert found["scores"].in_rows


def test_satisfaction_is_that_of_all_ended_surveys_with_enough_votes(office, adopted):
    assert satisfied(office.clerk, adopted, AFTER) == Satisfied(0, 0, 0)
    survey_of(office, adopted, ["satisfied"] * 10 + ["poor"] * 2)
    survey_of(office, adopted, ["fair"] * 7 + ["poor"] * 3)
    survey_of(office, adopted, ["poor"] * 9)

    found = satisfied(office.clerk, adopted, AFTER)
    assert (found.survey_count, found.good, found.valid) == (3, 17, 22)
    assert found.rate == Decimal("77.27")
    assert satisfied(office.clerk, adopted, TODAY).rate is None


@pytest.mark.parametrize(
    ("known", "holding"),
    [
        (Satisfied(0, 0, 0), {"no_survey"}),
        (Satisfied(1, 0, 0), set()),
        (Satisfied(1, 95, 100), set()),
        (Satisfied(1, 90, 100), set()),
        (Satisfied(1, 89, 100), {"below_90"}),
        (Satisfied(2, 79, 100), {"below_90", "below_80"}),
    ],
)
def test_a_template_says_which_rate_is_marked_off(known, holding):
    assert {code for code, item in HUNDRED.items() if item.holds(known)} == holding


def test_a_sheet_keeps_what_the_surveys_said_on_its_day(office, adopted):
    survey_of(office, adopted, ["satisfied"] * 10)
    early, late = assessed(office, adopted, TODAY), assessed(office, adopted, AFTER)

    assert early.sheet["satisfaction"] == {"surveys": 0, "good": 0, "valid": 0, "rate": None}
    assert late.sheet["satisfaction"] == {"surveys": 1, "good": 10, "valid": 10, "rate": "100.00"}


def test_the_stages_ask_as_often_however_many_surveys_there_are(
    office, adopted, django_assert_max_num_queries
):
    for number in range(4):
        survey_of(office, adopted, ["satisfied"], title=f"测评{number}")
    assessed(office, adopted, AFTER)

    with django_assert_max_num_queries(24):
        process.course(office.clerk, adopted, AFTER)
