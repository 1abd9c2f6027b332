"""Names and types: what fits, what does not, and what was probably meant."""

from __future__ import annotations

import pytest

from zhenggai.rules.checker import condition, expression
from zhenggai.rules.errors import RuleError
from zhenggai.rules.scope import Lookup, Scope
from zhenggai.rules.tests.random_rules import DECLARED
from zhenggai.rules.typed import Apply, Const, Missing, Ref, needs_today, refs, settings
from zhenggai.rules.types import DATE, INTEGER, PERSON, SEALED, TEXT, YESNO, Type, link, number

pytestmark = pytest.mark.outside_database


def scope(**more: object) -> Scope:
    return DECLARED.scope(**more)


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("integer_a + 1", INTEGER),
        ("days_a + integer_a", number(1)),
        ("days_a * rate", number(7)),
        ("round_to(money_a * 0.005, 0.01)", number(2)),
        ("plus_days(datetime_a, 3)", DATE),
        ("plus_months(month_a, 3)", Type("month")),
        ("yesno_a ? date_a : null", DATE),
        ("caps['年休']", Type("number", 2)),
        ("size(rows_a)", INTEGER),
        ("sum(rows_a, amount)", number(2)),
        ("min(rows_a, on)", DATE),
        ("max(integer_a, 2.5)", number(1)),
        ("choice_a == '年休'", YESNO),
        ("date_a <= '2021-06-17'", YESNO),
    ],
)
def test_an_expression_has_the_type_that_its_parts_give(text: str, type: Type) -> None:
    assert expression(text, scope()).type == type


@pytest.mark.parametrize(
    ("text", "column", "said", "meant"),
    [
        ("dat_a == today", 1, "“dat_a”", "date_a"),
        ("dayz(date_a, today) > 1", 1, "“dayz”", "days"),
        ("choice_a == '年修'", 10, "“年修”", "年休"),
        ("choice_a in ['病']", 10, "“病”", "病假"),
        ("days(date_a) > 1", 1, "要 2 个值，写了 1 个", None),
        ("date_a + 1 > today", 1, "这里要数，写的是日期", None),
        ("date_a == datetime_a", 8, "日期和时刻", None),
        ("text_a < text_b", 8, "不能这样比较", None),
        ("date_a > '06-17'", 8, "不是日期", None),
        ("integer_a && true", 1, "这里要是否，写的是数", None),
        ("!date_a", 2, "这里要是否", None),
        ("integer_a", 1, "成立或不成立", None),
        ("integer_a < null", 11, "null 只能用", None),
        ("null == null", 6, "null 只能用", None),
        ("rows_a == rows_b", 8, "不能这样比较", None),
        ("text_a in limit", 11, "要一个列表", None),
        ("integer_a in [1.5]", 14, "小数位", None),
        ("integer_a in []", 14, "至少一个值", None),
        ("other.date_a == today", 1, "match", None),
        ("previous.date_a == today", 1, "sequence", None),
        ("share(yesno_a) > 0.5", 1, "totals", None),
        ("any(rows_a, any(rows_b, ok))", 13, "不能套用", None),
        ("any(rows_a, amount)", 13, "这里要是否", None),
        ("sum(rows_a, kind) > 1", 13, "这里要数", None),
        ("limit['a'] > 1", 1, "不是对照表", None),
        ("round_to(money_a, days_a) > 1", 1, "步长", None),
        ("plus_days(date_a, days_a) > today", 19, "整数", None),
        ("months(month_a, date_a) > 1", 1, "同是月份", None),
        ("annual_leave(person_a, date_a) > 1", 1, "“annual_leave”", None),
        ("lacks(submit) == 0", 7, "“submit”", None),
        ("of(person_a, name) == 'x'", 1, "compute", None),
        ("['a'] == text_a", 1, "看不懂", None),
        ("__class__ == null", 1, "“__class__”", None),
    ],
)
def test_what_does_not_fit_is_told_with_place_and_mend(
    text: str, column: int, said: str, meant: str | None
) -> None:
    with pytest.raises(RuleError) as refused:
        condition(text, scope())

    assert said in str(refused.value)
    assert refused.value.at.column == column
    assert meant is None or refused.value.meant == meant


def test_a_sealed_field_answers_only_whether_it_is_empty_or_equal() -> None:
    sealed = Scope({"a": Ref("record", "a", SEALED), "b": Ref("record", "b", SEALED)})

    assert condition("a == null || a != b", sealed).type == YESNO
    for text in ("a == '110'", "a < b", "size(a) > 3", "contains(a, '1')"):
        with pytest.raises(RuleError):
            condition(text, sealed)


def test_links_to_different_registers_are_never_equal() -> None:
    names = {"a": Ref("record", "a", link("leave")), "b": Ref("record", "b", link("asset"))}

    with pytest.raises(RuleError):
        condition("a == b", Scope(names))


def test_functions_registered_in_code_take_and_give_their_types() -> None:
    known = {"annual_leave": Lookup((PERSON, DATE), number(1))}
    node = expression("annual_leave(person_a, datetime_a)", scope(lookups=known))

    assert node.type == number(1)
    with pytest.raises(RuleError):
        expression("annual_leave(text_a, date_a)", scope(lookups=known))


def test_a_field_of_a_linked_record_has_the_type_that_it_has_there() -> None:
    def linked(register: str, field: str) -> Type | None:
        return {("asset", "value"): TEXT}.get((register, field))

    names = {"card": Ref("record", "card", link("asset"))}
    found = expression("of(card, value)", Scope(names, linked=linked))

    assert (found.type, isinstance(found, Apply) and found.extra) == (TEXT, "value")
    with pytest.raises(RuleError) as refused:
        expression("of(card, price)", Scope(names, linked=linked))
    assert "“price”" in str(refused.value)


def test_lacks_stands_for_the_evidence_that_the_move_demands() -> None:
    demanded = Apply("count_true", (Missing("form"),), INTEGER)
    node = condition("lacks(submit) == 0", scope(lacks={"submit": demanded}))

    assert node == Apply("eq", (demanded, Const(0, INTEGER)), YESNO)


def test_inside_a_row_function_a_name_is_first_the_rows_field() -> None:
    shadowed = Scope({**scope().names, "amount": Ref("record", "amount", TEXT)})
    node = expression("sum(rows_a, amount)", shadowed)

    assert node.type == number(2)


def test_what_an_expression_reads_can_be_asked() -> None:
    node = condition("days(date_a, today) <= limit && any(rows_a, on == date_b)", scope())

    assert [ref.name for ref in refs(node, "record")] == ["date_a", "rows_a", "date_b"]
    assert settings(node) == {"limit"}
    assert needs_today(node)
    assert not needs_today(condition("yesno_a", scope()))
