"""Text → tree: precedence as in CEL, places of faults, hostile text refused at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhenggai.lib.tests.pace import takes_less
from zhenggai.rules.errors import Position, RuleError
from zhenggai.rules.parser import parse
from zhenggai.rules.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    Items,
    Literal,
    Logical,
    Member,
    Name,
    Unary,
)

pytestmark = pytest.mark.outside_database
AT = Position(1, 1)
A, B, C = (Name(name, AT) for name in "abc")


def lit(value: object) -> Literal:
    return Literal(value, AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", lit(1)),
        ("0.40", lit(Decimal("0.40"))),
        ("'不立案'", lit("不立案")),
        ('"a\\"b"', lit('a"b')),
        ("true", lit(True)),
        ("null", lit(None)),
        ("a || b && c", Logical("||", (A, Logical("&&", (B, C), AT)), AT)),
        ("(a || b) && c", Logical("&&", (Logical("||", (A, B), AT), C), AT)),
        ("a && b && c", Logical("&&", (A, B, C), AT)),
        ("a + b * c", Binary("+", A, Binary("*", B, C, AT), AT)),
        ("a - b - c", Binary("-", Binary("-", A, B, AT), C, AT)),
        ("!a == b", Binary("==", Unary("!", A, AT), B, AT)),
        ("-a + b", Binary("+", Unary("-", A, AT), B, AT)),
        ("a <= b + 1", Binary("<=", A, Binary("+", B, lit(1), AT), AT)),
        ("a ? b : a ? b : c", Conditional(A, B, Conditional(A, B, C, AT), AT)),
        ("a in ['x', 'y']", Binary("in", A, Items((lit("x"), lit("y")), AT), AT)),
        ("a in b", Binary("in", A, B, AT)),
        ("days(a, b)", Call("days", (A, B), AT)),
        ("count()", Call("count", (), AT)),
        ("a[b]", Index("a", B, AT)),
        (
            "other.a == previous.b",
            Binary("==", Member("other", "a", AT), Member("previous", "b", AT), AT),
        ),
    ],
)
def test_an_expression_becomes_the_tree_that_cel_would_make(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("", 1, 1, "没有写完"),
        ("a &&", 1, 5, "没有写完"),
        ("a == (b", 1, 8, "“)”"),
        ("a\n  == == b", 2, 6, "看不懂“==”"),
        ("a < b < c", 1, 7, "不能连写"),
        ("a / b", 1, 3, "除法"),
        ("a.b", 1, 2, "带点"),
        ("''.__class__", 1, 3, "看不懂“.”"),
        ("__class__.__bases__", 1, 10, "带点"),
        ("other.a.b", 1, 8, "看不懂“.”"),
        ("other.a(b)", 1, 8, "看不懂“(”"),
        ("a = b", 1, 3, "“=”"),
        ("'abc", 1, 1, "引号"),
        ("'a\\qb'", 1, 1, "转义"),
        ("[1]", 1, 1, "看不懂“[”"),
        ("a b", 1, 3, "看不懂“b”"),
        ("f(a,)", 1, 5, "看不懂"),
        ("1234567890123456", 1, 1, "数字过长"),
        ("0.1234567", 1, 1, "数字过长"),
        ("a；b", 1, 2, "“；”"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)

    assert (refused.value.at.line, refused.value.at.column) == (line, column)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("a and b", "&&"), ("a or b", "||"), ("a = b", "=="), ("a，b", ","), ("a ≤ b", "<=")],
)
def test_a_sign_of_another_language_is_answered_with_ours(text: str, meant: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)

    assert refused.value.meant == meant


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "(" * 900 + "a" + ")" * 900,
        "!" * 1_900 + "a",
        "-" * 1_900 + "1",
        "a?" * 900 + "b",
        "f(" * 900,
        "a[" * 900,
        "a+" * 900 + "a",
        "a || " * 390 + "(" * 30,
        "9" * 1_900,
        "'" + "\\" * 1_901,
        "a\x00b",
        "[" * 1_900,
        "x" * 1_000_000,
    ],
)
def test_hostile_text_is_refused_within_milliseconds(text: str) -> None:
    def refuse() -> None:
        with pytest.raises(RuleError):
            parse(text)

    assert takes_less(0.5, refuse)


def test_a_long_flat_chain_is_no_deep_tree() -> None:
    tree = parse(" && ".join(["a == b"] * 150))

    assert isinstance(tree, Logical)
    assert len(tree.operands) == 150
