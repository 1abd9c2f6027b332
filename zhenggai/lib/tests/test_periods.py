from datetime import date

import pytest

from zhenggai.lib.periods import Period, period_of, periods_between

pytestmark = pytest.mark.outside_database


@pytest.mark.parametrize(
    ("kind", "name", "label", "start", "end"),
    [
        ("year", "2021", "2021年", date(2021, 1, 1), date(2021, 12, 31)),
        ("half", "2021-H1", "2021年上半年", date(2021, 1, 1), date(2021, 6, 30)),
        ("quarter", "2021-Q2", "2021年第二季度", date(2021, 4, 1), date(2021, 6, 30)),
        ("month", "2021-06", "2021年6月", date(2021, 6, 1), date(2021, 6, 30)),
    ],
)
def test_the_period_of_a_day(kind: str, name: str, label: str, start: date, end: date) -> None:
    period = period_of(kind, date(2021, 6, 17))

    assert (period.name, period.label) == (name, label)
    assert (period.start, period.end) == (start, end)


def test_periods_follow_each_other_over_the_turn_of_a_year() -> None:
    found = list(periods_between("quarter", date(2020, 11, 30), date(2021, 4, 1)))

    assert [period.name for period in found] == ["2020-Q4", "2021-Q1", "2021-Q2"]
    assert Period("month", found[0].index) != found[0]


def test_february_ends_where_it_ends() -> None:
    assert period_of("month", date(2020, 2, 1)).end == date(2020, 2, 29)
