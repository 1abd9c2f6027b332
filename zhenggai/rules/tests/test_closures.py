"""What single operations answer: the examples that a reader would ask for. Agreement with SQL stands elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from zhenggai.rules.checker import condition, expression
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.parser import parse
from zhenggai.rules.tests.random_rules import DECLARED, TODAY, Weekends, settings
from zhenggai.rules.totals import fold, share
from zhenggai.rules.words import in_words

pytestmark = pytest.mark.outside_database
CALENDAR = Weekends()


def frame(**record: Any) -> Frame:
    return Frame(record, today=TODAY, settings=settings(), workdays=CALENDAR)


def answer(text: str, **record: Any) -> Any:
    return closure(expression(text, DECLARED.scope()))(frame(**record))


@pytest.mark.parametrize(
    ("text", "record", "expected"),
    [
        ("yesno_a && false", {}, False),
        ("yesno_a && true", {}, None),
        ("yesno_a || true", {}, True),
        ("yesno_a || false", {}, None),
        ("!yesno_a", {}, None),
        ("integer_a > 1", {}, None),
        ("integer_a == null", {}, True),
        ("yesno_a ? 1 : 2", {}, None),
        ("list_a == null", {}, True),
        ("size(list_a)", {}, 0),
        ("size(text_a)", {}, None),
        ("size(text_a)", {"text_a": "整改𠮷"}, 3),
        ("'年休' in list_a", {}, False),
        ("text_a in nothing", {}, None),
        ("any(rows_a, ok)", {}, False),
        ("all(rows_a, ok)", {}, True),
        ("any(rows_a, ok)", {"rows_a": [{"ok": False}, {}]}, None),
        ("all(rows_a, ok)", {"rows_a": [{"ok": False}, {}]}, False),
        ("count(rows_a, amount > 1)", {"rows_a": [{"amount": 101}, {"amount": 100}, {}]}, 1),
        ("sum(rows_a, amount)", {}, 0),
        ("min(rows_a, amount)", {}, None),
        ("caps[text_a]", {"text_a": "产假"}, None),
    ],
)
def test_empty_is_unknown_and_not_false(text: str, record: dict[str, Any], expected: Any) -> None:
    assert answer(text, **record) is expected or answer(text, **record) == expected


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2021-01-31", "2021-02-27", 0),
        ("2021-01-31", "2021-02-28", 1),
        ("2021-01-30", "2021-03-30", 2),
        ("2021-03-30", "2021-01-30", -2),
        ("2020-02-29", "2021-02-28", 12),
        ("2021-06-17", "2021-09-16", 2),
        ("2021-06-17", "2021-09-17", 3),
    ],
)
def test_months_are_whole_months(start: str, end: str, months: int) -> None:
    assert answer("months(date_a, date_b)", date_a=start, date_b=end) == months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2021-01-31", 1, "2021-02-28"),
        ("2021-06-17", 3, "2021-09-17"),
        ("2020-02-29", -12, "2019-02-28"),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last(start: str, months: int, end: str) -> None:
    assert answer("plus_months(date_a, integer_a)", date_a=start, integer_a=months) == end


def test_workdays_count_the_days_after_the_first_up_to_the_second() -> None:
    friday, saturday, monday = "2021-09-03T17:00", "2021-09-04T08:00", "2021-09-06T08:00"

    assert answer("workdays(datetime_a, datetime_b)", datetime_a=friday, datetime_b=friday) == 0
    assert answer("workdays(datetime_a, datetime_b)", datetime_a=friday, datetime_b=saturday) == 0
    assert answer("workdays(datetime_a, datetime_b)", datetime_a=friday, datetime_b=monday) == 1
    assert answer("workdays(datetime_b, datetime_a)", datetime_a=friday, datetime_b=monday) == -1
    assert answer("workdays(date_a, today)", date_a="1999-01-01") is None, "beyond the calendar"


@pytest.mark.parametrize(
    ("value", "step", "result"),
    [(250, "0.5", 25), (224, "0.5", 20), (225, "0.5", 25), (-225, "0.5", -25), (12345, "3", 123)],
)
def test_round_to_is_half_up_away_from_zero(value: int, step: str, result: int) -> None:
    assert answer(f"round_to(money_a, {step})", money_a=value) == result


def test_money_is_compared_in_yuan_and_stored_in_fen() -> None:
    assert answer("money_a >= 1000", money_a=100_000) is True
    assert answer("money_a >= 1000", money_a=99_999) is False
    assert answer("days_a * money_a == 12.5", days_a=25, money_a=500) is True


def test_what_would_not_fit_a_database_is_unknown() -> None:
    most = 10**15 - 1

    assert answer("integer_a * integer_a", integer_a=most) is None
    assert answer("integer_a + integer_a", integer_a=most) == 2 * most


def test_totals_fold_the_rows_of_a_group() -> None:
    frames = [frame(days_a=15, yesno_a=True), frame(days_a=20, yesno_a=False), frame()]
    scope = DECLARED.scope(totals=True)

    def total(text: str) -> Any:
        return fold(expression(text, scope))(frames)

    assert total("sum(days_a)") == 35
    assert total("count()") == 3
    assert total("count(yesno_a)") == 1
    assert total("max(days_a) - min(days_a)") == 5
    assert total("distinct(days_a)") == 2
    assert total("share(yesno_a)") == 333_333


def test_a_share_over_no_rows_is_unknown() -> None:
    assert share([]) is None
    assert share([True, True, False]) == 666_667


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("approved_at <= start", "批准时间 ≤ 开始"),
        (
            "a == null || start != null && a in ['x', 'y']",
            "甲为空，或（开始已填，且甲 属于 “x”、“y”）",
        ),
        ("days(start, today) <= limit", "开始至今日的天数 ≤ 限期"),
        ("all(items, a > 1)", "明细每一条都甲 > 1"),
        ("count() < 10 || share(a == 'A') >= 0.4", "条数 < 10，或甲 ＝ “A”的占比 ≥ 0.4"),
        ("!(a == 1)", "不是（甲 ＝ 1）"),
    ],
)
def test_an_expression_can_be_read_aloud(text: str, words: str) -> None:
    labels = {
        "approved_at": "批准时间",
        "start": "开始",
        "a": "甲",
        "limit": "限期",
        "items": "明细",
        "today": "今日",
    }

    assert in_words(parse(text), labels) == words


def test_a_check_that_reads_no_field_is_a_condition_still() -> None:
    assert closure(condition("today > '2021-01-01'", DECLARED.scope()))(frame()) is True
