"""The database counts what the pure functions say, for any deadlines, on any day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import queries
from zhenggai.rectification.deadlines import (
    NEVER,
    Colour,
    WarningDays,
    colour,
    colour_is,
    warning_days,
    worst_days,
)
from zhenggai.rectification.figures import (
    Totals,
    figures_of,
    sum_of,
    totals_counted,
)
from zhenggai.rectification.models import Issue, Measure
from zhenggai.rectification.statistics.parts import NEAR_DAYS

_term = st.tuples(st.integers(-40, 60), st.none() | st.integers(0, 90))
_issue = st.tuples(st.none() | _term, st.lists(_term, max_size=2), st.booleans())


def days_of(term):
    """A deadline so many days from today, and a start so many days before it."""
    if term is None:
        return NEVER
    due = TODAY + timedelta(days=term[0])
    return warning_days(due, None if term[1] is None else due - timedelta(days=term[1]))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(_issue, min_size=3, max_size=3))
def test_python_and_sql_agree_on_every_colour_and_figure(issues, drawn):
    expected = []
    for issue, (own, measures, settled) in zip(issues.values(), drawn, strict=True):
        days = NEVER if settled else worst_days([days_of(own), *map(days_of, measures)])
        Issue.objects.filter(pk=issue.pk).update(
            green_on=days.green_on,
            yellow_on=days.yellow_on,
            red_on=days.red_on,
            state="closed" if settled else "in_progress",
        )
        expected.append((days, settled))

    rows = Issue.objects.all()
    found = figures_of(rows, totals_counted(rows), TODAY)

    for wanted in Colour:
        count = sum(colour(days, TODAY) is wanted for days, _settled in expected)
        assert found.colours[wanted] == count
        assert rows.filter(colour_is(wanted, TODAY)).count() == count
    by_key = {item.key: item.value for item in found.figures}
    assert by_key["closed"] == sum(settled for _days, settled in expected)
    assert by_key["near"] == sum(is_near(days) for days, _settled in expected)


def is_near(days: WarningDays) -> bool:
    if days.red_on is None:
        return False
    left = (days.red_on - TODAY).days - 1
    return 0 <= left <= NEAR_DAYS


def test_the_longest_overdue_is_counted_in_days_past_the_deadline(issues):
    days = warning_days(date(2021, 7, 31))
    Issue.objects.filter(code="1-1").update(
        green_on=days.green_on, yellow_on=days.yellow_on, red_on=days.red_on
    )

    found = figures_of(Issue.objects.all(), Totals(3, 5, 0), TODAY)

    overdue = next(item for item in found.figures if item.key == "overdue")
    assert (overdue.value, overdue.note) == (2, "最长 39 天")


def test_an_empty_ledger_has_figures_of_nothing(office):
    rows = Issue.objects.all()

    found = figures_of(rows, totals_counted(rows), TODAY)

    assert [item.value for item in found.figures] == [0, 0, 0, 0, 0]
    assert found.figures[0].percent is None
    assert all(item.note in ("", "防止纸面整改") for item in found.figures)


def test_a_percentage_is_that_of_the_statistics():
    figure = queries.Figure("closed", "已销号问题", 688, 697, "")

    assert figure.percent == Decimal("98.71")


def test_what_rounds_keep_equals_a_count(office, adopted):
    kept = sum_of(row.totals for row in queries.rounds(office.clerk))

    assert kept == totals_counted(Issue.objects.all())
    assert kept.issues == Issue.objects.count()
    assert kept.measures == Measure.objects.exclude(issue=None).count()


@pytest.mark.parametrize("meaning", ["aspects", "departments", "types"])
def test_a_breakdown_adds_up_to_the_whole(office, adopted, meaning):
    shares = getattr(queries.breakdown(office.clerk, adopted, TODAY), meaning)

    assert sum(share.issue_count for share in shares) == 3
    assert sum(share.overdue_count for share in shares) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite's choice of an index")
def test_issues_of_words_only_are_counted_by_their_own_index(adopted):
    """Another index of the office fits too, and reads every row of it."""
    office, round = [adopted.office_id], [adopted.pk]
    counted = Issue.objects.filter(office__in=office, round__in=round, words_only=True)

    assert "issue_words_only" in counted.order_by().explain()
