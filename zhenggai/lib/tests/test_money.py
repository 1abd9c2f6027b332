from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.money import fen_of, yuan_words


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1.2万元", 1_200_000),
        ("１．２ 万元", 1_200_000),
        ("12,000元", 1_200_000),
        ("12000", 1_200_000),
        ("¥12,000.50元", 1_200_050),
        ("三万元整", 3_000_000),
        ("两千元", 200_000),
        ("0.5亿元", 5_000_000_000),
        ("3元", 300),
        ("0.001元", None),
        ("约1.2万元", None),
        ("1.2万元/年", None),
        ("", None),
        ("元", None),
    ],
)
def test_a_sum_is_whole_fen_or_none(text: str, fen: int | None) -> None:
    assert fen_of(text) == fen


def test_a_bare_number_counts_in_the_columns_unit() -> None:
    assert fen_of("1.2", unit="万元") == 1_200_000
    assert fen_of("1.2元", unit="万元") == 120


@given(st.integers(0, 10**13))
def test_what_is_shown_is_read_back(fen: int) -> None:
    assert fen_of(yuan_words(fen)) == fen
