"""Folding lives in the address alone."""

from __future__ import annotations

import pytest

from zhenggai.web.unfolding import Unfolding


def read(**query: str) -> Unfolding:
    return Unfolding.from_query(query)


def test_measures_are_folded_and_aspects_open_at_first() -> None:
    first = read()

    assert not first.shows_measures("1-1")
    assert not first.hides("1")
    assert first.as_query() == {}


def test_a_press_opens_one_issue_and_a_second_press_folds_it() -> None:
    opened = read().toggled("2-10")

    assert opened.shows_measures("2-10")
    assert not opened.shows_measures("2-1")
    assert opened.toggled("2-10") == read()


def test_opened_issues_stand_in_the_address_in_the_ledgers_order() -> None:
    assert read(open="2-10,2-9,1-1").as_query() == {"open": "1-1,2-9,2-10"}


def test_all_are_opened_and_folded_at_once() -> None:
    everything = read().all_toggled()

    assert everything.as_query() == {"open": "all"}
    assert everything.shows_measures("9-9")
    assert everything.all_toggled() == read()


def test_folding_one_of_all_leaves_the_others_of_the_page_open() -> None:
    left = read(open="all").toggled("1-2", ["1-1", "1-2", "1-3"])

    assert left.as_query() == {"open": "1-1,1-3"}


def test_an_aspect_is_shut_and_opened_again() -> None:
    shut = read().toggled_aspect("2")

    assert shut.hides("2")
    assert shut.as_query() == {"shut": "2"}
    assert not shut.toggled_aspect("2").hides("2")


@pytest.mark.parametrize(
    "hostile", ["'; drop", "1-1,<script>", "-", "²", "1--2", "," * 1000, "9" * 5000, "all,x"]
)
def test_hostile_codes_are_passed_over(hostile: str) -> None:
    kept = read(open=hostile).as_query().get("open", "")

    assert set(kept) <= set("0123456789-,al")
    assert len(kept) < 100
