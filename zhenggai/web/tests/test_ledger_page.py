"""Home: the ledger, its address, its size."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import Adopted, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.RECT_OFFICE)


def shown(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(reverse("ledger") + query, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def issues_in(html: str) -> list[str]:
    return re.findall(r'id="open-([\d-]+)"', html)


def test_the_ledger_shows_every_issue_with_measures_folded(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk)

    assert issues_in(html) == [
        *("1-1", "1-2", "1-3", "2-1", "2-2", "2-3", "2-4"),
        *("3-1", "3-2", "3-3", "3-4"),
    ]
    assert html.count('class="aspect"') == 3
    assert 'class="measure"' not in html


def test_measures_unfold_by_the_address(clerk: Client, adopted: Adopted) -> None:
    assert shown(clerk, "?open=1-1,2-3").count('class="measure"') == 3 + 4
    assert shown(clerk, "?open=all").count('class="measure"') == 34


def test_a_shut_aspect_hides_its_issues(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk, "?shut=2")

    assert not [code for code in issues_in(html) if code.startswith("2-")]
    assert html.count('class="aspect"') == 3


def test_a_row_says_mark_word_department_deadline_and_state(
    clerk: Client, adopted: Adopted
) -> None:
    row = re.search(r'<tr class="issue".*?</tr>', shown(clerk), re.DOTALL)

    assert row
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row[0]))
    assert "办公室" in said
    assert "9月17日" in said
    assert "剩 9 天" in said
    assert "待分解" in said
    assert 'class="warn yellow"' in row[0]


def test_filters_and_words_narrow_the_rows_and_show_as_chips(
    clerk: Client, adopted: Adopted
) -> None:
    assert issues_in(shown(clerk, "?warning=yellow")) == ["1-1"]
    found = shown(clerk, "?q=党费")
    assert "3-3" in issues_in(found)
    assert len(issues_in(found)) < 11
    assert "含“党费”" in found


def test_search_keeps_the_other_filters_and_drops_the_page(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk, "?warning=yellow&sort=deadline&page=1&q=x")
    form = re.search(r'<form class="find".*?</form>', html, re.DOTALL)

    assert form
    assert 'name="warning" value="yellow"' in form[0]
    assert 'name="sort" value="deadline"' in form[0]
    assert 'name="page"' not in form[0]


def test_sorting_across_aspects_leaves_their_heads_out(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk, "?sort=deadline")

    assert 'class="aspect"' not in html
    assert 'aria-sort="ascending"' in html
    assert len(issues_in(html)) == 11


def test_pages_lead_to_their_neighbours(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk, "?size=5&page=2")

    assert issues_in(html) == ["2-3", "2-4", "3-1", "3-2", "3-3"]
    assert "第 2 页，共 3 页、11 个问题" in html
    assert "page=3" in html


def test_nothing_found_says_so_and_offers_all(clerk: Client, adopted: Adopted) -> None:
    html = shown(clerk, "?q=没有这样的词语")

    assert "没有符合这些条件的问题" in html
    assert issues_in(html) == []


@pytest.mark.parametrize(
    "query",
    ["?warning=purple", "?sort=title;drop", "?page=0", "?size=9999", "?handler=x", "?due=-1"],
)
def test_values_off_the_whitelist_are_refused_in_plain_words(
    clerk: Client, adopted: Adopted, query: str
) -> None:
    answer = clerk.get(reverse("ledger") + query)

    assert answer.status_code == 422
    assert "筛选条件" in answer.content.decode()


def test_a_round_that_is_not_ours_is_not_found(clerk: Client, adopted: Adopted) -> None:
    assert clerk.get(reverse("ledger") + "?round=nonsense").status_code == 404


def test_htmx_gets_the_list_alone_and_history_the_whole_page(
    clerk: Client, adopted: Adopted
) -> None:
    part = shown(clerk, "?open=1-1", **{"HX-Request": "true"})
    whole = shown(clerk, "", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert part.lstrip().startswith('<div id="ledger"')
    assert "<html" not in part
    assert "<html" in whole


def test_five_figures_each_lead_to_their_list(clerk: Client, adopted: Adopted) -> None:
    figures = re.search(r'<ul class="figures">.*?</ul>', shown(clerk), re.DOTALL)

    assert figures
    links = re.findall(r'href="([^"]+)"', figures[0])
    assert len(links) == 5
    for link in links:
        assert clerk.get(reverse("ledger") + link.replace("&amp;", "&")).status_code == 200


def test_an_office_without_rounds_is_told_how_to_begin(theirs: OfficeOfTest, enter: Enter) -> None:
    assert reverse("readings") in shown(enter(theirs, Role.RECT_OFFICE))
    assert "文件由整改办读入" in shown(enter(theirs, Role.PRINCIPAL))


def test_a_list_page_asks_few_queries_and_stays_small(
    clerk: Client, adopted: Adopted, django_assert_max_num_queries: Any
) -> None:
    shown(clerk)

    with django_assert_max_num_queries(12):
        html = shown(clerk, "?open=all")

    with django_assert_max_num_queries(12):
        shown(clerk, "?warning=none&size=5&open=all")

    rows = html.count("<tr")
    assert rows > 45
    assert len(html.encode()) / rows * 50 <= 60_000


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite's choice of an index")
@pytest.mark.parametrize(
    "address", ["/?open=all", "/?sort=deadline&warning=red", "/?q=党费", "/overview/"]
)
def test_no_question_of_the_ledger_reads_a_whole_office(
    clerk: Client, adopted: Adopted, address: str
) -> None:
    """An index that begins with the office fits them all, and is as good as none where it is one office's database."""
    assert [plan for plan in plans_of(clerk, address) if WHOLE_OFFICE.search(plan)] == []


WHOLE_OFFICE = re.compile(
    r"(SCAN rectification_(issue|measure)\b|rectification_(issue|measure) .*\(office_id=\?\))"
)


def plans_of(client: Client, address: str) -> list[str]:
    """How the database answers each question of a page."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *more)

    with connection.execute_wrapper(note):
        assert client.get(address).status_code == 200
    plans = []
    with connection.cursor() as cursor:
        for sql, params in asked:
            if sql.startswith("SELECT") and "rectification_" in sql:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                plans += [row[3] for row in cursor.fetchall()]
    assert any("rectification_issue" in plan for plan in plans)
    return plans


def test_the_sheet_is_handed_over_as_a_file(clerk: Client, adopted: Adopted) -> None:
    answer = clerk.get(reverse("ledger-xlsx", args=[adopted.round.uuid]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]


def test_the_source_marks_the_sentence_that_is_asked_for(clerk: Client, adopted: Adopted) -> None:
    address = reverse("source", args=[adopted.round.uuid])

    plain = clerk.get(address).content.decode()
    marked = clerk.get(address + "?at=3-3-2").content.decode()

    assert 'class="here"' not in plain
    here = "".join(re.findall(r'<mark id="t\d+" class="here">(.*?)</mark>', marked))
    assert "补充完善党费证信息" in here
    assert len(here) < 40


def test_the_overview_counts_the_same_issues_three_ways(clerk: Client, adopted: Adopted) -> None:
    html = clerk.get(reverse("overview")).content.decode()

    counted = html[html.index('id="by-aspect"') :]
    tables = re.findall(r"<tbody>.*?</tbody>", counted, re.DOTALL)
    counts = [
        sum(int(n) for n in re.findall(r'</th><td class="num">(\d+)</td>', table))
        for table in tables
    ]
    assert counts == [11, 11, 11]
    assert html.count('<svg class="bars"') == sum(table.count("<tr>") for table in tables)
