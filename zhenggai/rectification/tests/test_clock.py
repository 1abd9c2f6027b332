"""From limits to days: the seed timeline of process.md §0, months, working days with make-up days."""

from datetime import date

import pytest

from zhenggai.people.queries import calendar
from zhenggai.rectification.models import Anchor, Profile, StageKey, Unit
from zhenggai.rectification.process.clock import Limit, due_day, due_days
from zhenggai.rectification.process.profiles import PROFILES
from zhenggai.rectification.process.table import BY_KEY, STAGES, product_of

FEEDBACK = date(2021, 6, 17)
PLAN_APPROVED = date(2021, 6, 30)


def limits(profile):
    return {
        stage: Limit(term.anchor, term.amount, term.unit)
        for stage, term in PROFILES[profile].items()
    }


def days(profile, **events):
    known = {Anchor.FEEDBACK: FEEDBACK} | {Anchor(key): day for key, day in events.items()}
    return due_days(limits(profile), known, calendar())


@pytest.mark.django_db
def test_the_seed_timeline_plan_on_day_13_and_circular_on_day_91():
    due = days(Profile.SEED_2021, plan=PLAN_APPROVED)

    assert due[StageKey.PLAN] == date(2021, 6, 30)
    assert due[StageKey.CONCENTRATED] == date(2021, 9, 16)
    assert due[StageKey.PUBLICITY] == date(2021, 9, 16)
    assert due[StageKey.RECEIPT] == due[StageKey.CONVEY] == date(2021, 6, 24)
    assert due[StageKey.GROUP] == due[StageKey.BREAKDOWN] == date(2021, 6, 27)
    assert due[StageKey.REVIEW] == date(2021, 7, 15)
    assert due[StageKey.LIFE] == due[StageKey.MIDTERM] == date(2021, 8, 1)
    assert due[StageKey.REPORT] == date(2021, 10, 1)
    assert due[StageKey.ASSESSMENT] == date(2021, 10, 16)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("profile", "plan", "end", "report"),
    [
        (Profile.COUNTY_3M, date(2021, 7, 17), date(2021, 9, 17), date(2021, 10, 2)),
        (Profile.STANDARD_6M, date(2021, 7, 17), date(2021, 12, 17), date(2022, 1, 1)),
        (Profile.LEGACY_2M, date(2021, 7, 17), date(2021, 8, 17), date(2021, 8, 17)),
    ],
)
def test_profiles_count_months_by_the_calendar(profile, plan, end, report):
    due = days(profile)

    assert (due[StageKey.PLAN], due[StageKey.CONCENTRATED]) == (plan, end)
    assert due[StageKey.REPORT] == report


@pytest.mark.django_db
def test_what_waits_for_an_event_has_no_day_until_the_event_is_known():
    before = days(Profile.COUNTY_3M)
    after = days(
        Profile.COUNTY_3M, plan=PLAN_APPROVED, report=date(2021, 9, 30), closed=date(2021, 9, 20)
    )

    waiting = (StageKey.REVIEW, StageKey.PUBLICITY, StageKey.LOOKBACK)
    assert [before[stage] for stage in waiting] == [None, None, None]
    assert [after[stage] for stage in waiting] == [
        date(2021, 7, 15),
        date(2021, 10, 15),
        date(2021, 12, 20),
    ]


@pytest.mark.django_db
def test_without_the_feedback_nothing_has_a_day():
    assert set(due_days(limits(Profile.COUNTY_3M), {}, calendar()).values()) == {None}


@pytest.mark.django_db
def test_an_own_set_starts_empty():
    assert set(days(Profile.OWN, plan=PLAN_APPROVED).values()) == {None}


@pytest.mark.django_db
def test_working_days_know_make_up_days_and_a_day_off_shifts_only_where_asked():
    office = calendar()

    # 2021-09-18 (Saturday) was worked for Mid-Autumn, 19 to 21 were off.
    assert due_day(date(2021, 9, 17), 1, Unit.WORKDAY, office) == date(2021, 9, 18)
    assert due_day(date(2021, 9, 17), 2, Unit.WORKDAY, office) == date(2021, 9, 22)
    assert due_day(date(2021, 9, 16), 15, Unit.DAY, office) == date(2021, 10, 1)
    assert due_day(date(2021, 9, 16), 15, Unit.DAY, office, shift=True) == date(2021, 10, 8)
    assert due_day(date(2021, 8, 31), 1, Unit.MONTH, office) == date(2021, 9, 30)


def test_every_profile_has_a_term_with_its_basis_for_every_stage():
    for profile in Profile.values:
        terms = PROFILES[profile]
        assert set(terms) == set(StageKey.values)
        assert all(str(term.basis) for term in terms.values())


def test_every_stage_has_products_that_are_named_once():
    assert [stage.key for stage in STAGES] == list(StageKey)
    keys = [(stage.key, item.key) for stage in STAGES for item in stage.products]
    assert len(keys) == len(set(keys))
    assert product_of("receipt", "receipt_slip").is_paper
    assert product_of("receipt", "nothing") is None
    assert BY_KEY["concentrated"].lasts
