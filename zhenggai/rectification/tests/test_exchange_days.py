"""Days in a sheet: what is certain is read, what is not is asked with the days that it may mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.dates import long_date
from zhenggai.lib.tests.pace import takes_less
from zhenggai.rectification.exchange.days import FORM, LAST, SERIAL, WRITTEN, YEAR, read_day

START = date(2021, 6, 17)
JUNE = date(2021, 6, 30)


@pytest.mark.parametrize(
    ("text", "day", "how"),
    [
        ("2021年6月30日", JUNE, WRITTEN),
        ("2021-06-30", JUNE, WRITTEN),
        ("2021-06-30 00:00", JUNE, WRITTEN),
        ("2021年6月30日前", JUNE, WRITTEN),
        ("2021年6月30日之前完成", JUNE, WRITTEN),
        ("2021年9月17日（剩 9 天）", date(2021, 9, 17), WRITTEN),
        ("2021.6.30", JUNE, FORM),
        ("２０２１／６／３０", JUNE, FORM),
        ("20210630", JUNE, FORM),
        ("21/6/30", JUNE, FORM),
        ("21.6.30", JUNE, FORM),
        ("21年6月30日", JUNE, FORM),
        ("6/30/21", JUNE, FORM),
        ("6/30/2021", JUNE, FORM),
        ("30/6/2021", JUNE, FORM),
        ("二〇二一年六月三十日", JUNE, WRITTEN),
        ("6月30日", JUNE, YEAR),
        ("六月三十日", JUNE, YEAR),
        ("6.30", JUNE, YEAR),
        ("6/30", JUNE, YEAR),
        ("3月1日", date(2022, 3, 1), YEAR),
        ("6月底", JUNE, LAST),
        ("6月底前", JUNE, LAST),
        ("6月份", JUNE, LAST),
        ("2021年6月", JUNE, LAST),
        ("2021-06", JUNE, LAST),
        ("2021年7月上旬", date(2021, 7, 10), LAST),
        ("7月中旬", date(2021, 7, 20), LAST),
        ("2021年底", date(2021, 12, 31), LAST),
        ("2021年", date(2021, 12, 31), LAST),
        ("年底前", date(2021, 12, 31), LAST),
        ("三季度", date(2021, 9, 30), LAST),
        ("2022年上半年", date(2022, 6, 30), LAST),
        ("44377", JUNE, SERIAL),
        ("44377.75", JUNE, SERIAL),
    ],
)
def test_what_is_certain_is_a_day(text: str, day: date, how: str) -> None:
    found = read_day(text, START)

    assert (found.day, found.how) == (day, how)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("2021年6月31日", [JUNE]),
        ("6.3", [date(2022, 6, 3), date(2022, 6, 30)]),
        ("10/11/12", []),
        ("20/21/6", []),
        ("6/5/2021", [date(2021, 6, 5), date(2021, 5, 6)]),
        ("7月初", [date(2021, 7, 1), date(2021, 7, 10)]),
        ("长期坚持", []),
        ("立即", []),
        ("下周三", []),
        ("2021年13月1日", []),
        ("99999", []),
        ("", []),
    ],
)
def test_what_is_not_certain_is_asked(text: str, options: list[date]) -> None:
    found = read_day(text, START)

    assert found.day is None
    assert list(found.options) == options


def test_a_day_without_a_year_needs_the_feedback_to_be_certain() -> None:
    assert read_day("6月30日", None).day is None
    assert read_day("2021年6月30日", None).day == JUNE


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    for text in (long_date(day), day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", serial):
        assert read_day(text, START).day == day


@given(st.dates(START, START + timedelta(days=364)))
def test_a_day_without_its_year_lies_in_the_year_after_the_feedback(day: date) -> None:
    if (day.month, day.day) != (2, 29):
        assert read_day(f"{day.month}月{day.day}日", START).day == day


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    read_day(text, START)


def test_F08_a_hostile_text_takes_no_time() -> None:
    def read() -> None:
        for text in ("前" * 60_000, "(" * 60_000, "1" * 60_000, "一" * 60_000, "2021年" * 20_000):
            read_day(text, START)

    assert takes_less(1, read)
