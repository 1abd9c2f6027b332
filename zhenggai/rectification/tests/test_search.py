from uuid import uuid4

import pytest

from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions import adopt
from zhenggai.rectification.models import Issue
from zhenggai.rectification.queries import LedgerFilters, ledger, rounds
from zhenggai.rectification.search import IssuesMatching, grams, is_searchable
from zhenggai.rectification.tests.documents import TEXT, received


def phrases(words: str) -> list[list[str]]:
    return IssuesMatching(words).phrases


def test_every_place_in_a_text_becomes_one_token():
    assert grams("财务管理") == "财务 务管 管理 理"
    assert grams("三政协办〔2020〕2 号") == "三政 政协 协办 办 2020 2 号"


def test_a_query_drops_the_lone_character_that_only_ends_a_pair():
    assert phrases("财务") == [["财务"]]
    assert phrases("财") == [["财"]]
    assert phrases("2号") == [["2", "号"]]
    assert phrases("ＯＡ印发") == [["oa", "印发"]]


def test_words_parted_by_spaces_are_looked_for_apart():
    assert phrases("财务 审批制度") == [["财务"], ["审批", "批制", "制度"]]


def test_marks_alone_are_nothing_to_search_for():
    assert not is_searchable(" 〔〕，* \" ' -- ")
    assert is_searchable("党")


def test_what_a_user_types_cannot_become_query_syntax():
    assert phrases('财务" OR rowid:*') == [["财务"], ["or"], ["rowid"]]
    typed = IssuesMatching("a'); DROP TABLE x; -- NEAR(b) col:c ^d").phrases
    assert all(token.isalnum() for phrase in typed for token in phrase)


def found(words: str, within: int | None = None) -> set[str]:
    """Codes of the issues that the words find, of all rounds or of one."""
    issues = Issue.objects.filter(pk__in=IssuesMatching(words, within))
    if within is not None:
        issues = issues.filter(round=within)
    return {f"{issue.round_id}/{issue.code}" for issue in issues}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("调研", {"1-2"}),
        ("换届结束", {"1-2"}),
        ("调", {"1-2"}),
        ("单据 制度", {"2-1"}),
        ("2020", {"2-1"}),
        ("20", {"2-1"}),
        ("2号", {"2-1"}),
        ("不", {"1-1", "1-2", "2-1"}),
        ("不经常", {"1-1"}),
        ("经不", set()),
        ("研调", set()),
    ],
)
def test_a_pair_is_looked_for_whole_and_the_rest_as_a_beginning(adopted, words, codes):
    assert found(words) == {f"{adopted.pk}/{code}" for code in codes}


def test_a_search_within_a_round_finds_what_a_search_through_all_finds_there(office, adopted):
    second = adopt(office.clerk, received(office, text=f"{TEXT}\n"), today=TODAY)
    both = found("不")
    assert {row.split("/")[0] for row in both} == {str(adopted.pk), str(second.pk)}

    for round in (adopted, second):
        of_round = {row for row in both if row.startswith(f"{round.pk}/")}
        assert found("不", within=round.pk) == of_round


def test_an_issue_that_came_later_is_found_within_its_round(office, adopted):
    """Its key lies behind those of the next round."""
    later = Issue.objects.get(round=adopted, code="2-1")
    adopt(office.clerk, received(office, text=f"{TEXT}\n"), today=TODAY)
    later.pk, later.uuid, later.code, later.position = None, uuid4(), "2-2", 99
    Issue.objects.bulk_create([later])
    upkeep.index([later])

    page = ledger(office.clerk, row_of(office, adopted), LedgerFilters(q="报销手续"), TODAY)

    assert [issue.code for issue in page.issues] == ["2-1", "2-2"]


def test_a_round_without_issues_is_searched_in_vain(adopted):
    assert found("不", within=adopted.pk + 1_000) == set()


def row_of(office, round):
    return next(row for row in rounds(office.clerk) if row.key == round.pk)
