"""Rows of the ledger: what stands in them, in which order, and that nothing in them is taken for HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.utils import translation

from zhenggai.rectification.queries import (
    Claim,
    Colour,
    IssueRow,
    IssueState,
    MeasureRow,
    MeasureState,
    Named,
    RectType,
)
from zhenggai.web.ledger_columns import OPTIONAL, Columns
from zhenggai.web.ledger_rows import LedgerRows
from zhenggai.web.ledger_view import IssueLine

TODAY = date(2021, 9, 8)
HOSTILE = "<script>alert('一')</script>&{code}{0}%s"
ESCAPED = "&lt;script&gt;alert(&#x27;一&#x27;)&lt;/script&gt;&amp;{code}{0}%s"
ALL = frozenset(column.key for column in OPTIONAL)
MEASURE = MeasureRow(
    uuid=UUID(int=7),
    code="2-1-1",
    marker="一是",
    content="制定学习制度",
    kinds=("rule",),
    claim=Claim.ONGOING,
    state=MeasureState.DOING,
    is_complete=False,
    owner=Named(UUID(int=3), "甲"),
    department=Named(UUID(int=4), "办公室"),
    started_on=None,
    deadline=date(2021, 9, 1),
    days_left=-7,
    colour=Colour.RED,
    trigger=None,
    triggered_on=None,
    review_on=None,
    done_on=None,
    is_core=None,
    deliverable=None,
    done_criteria=None,
    evidence_count=2,
    version=1,
    source=None,
)
ISSUE = IssueRow(
    uuid=UUID(int=9),
    code="2-1",
    number=None,
    group=None,
    title="学习不够",
    original_text="学习不够",
    rect_type=RectType.IMMEDIATE,
    charge_leader=Named(UUID(int=5), "丙"),
    lead_dept=Named(UUID(int=4), "办公室"),
    co_depts=(Named(UUID(int=4), "办公室"), Named(UUID(int=6), "财务室")),
    owner=Named(UUID(int=3), "甲"),
    handler=Named(UUID(int=2), "乙"),
    liaison=None,
    started_on=None,
    deadline=date(2022, 9, 17),
    days_left=374,
    colour=Colour.RED,
    target="每月学习一次",
    state=IssueState.IN_PROGRESS,
    measure_count=2,
    complete_count=1,
    evidence_count=3,
    words_only=False,
    last_progress_on=date(2021, 9, 3),
    version=4,
    source=None,
    measures=(MEASURE,),
)


def drawn(
    issue: IssueRow = ISSUE,
    keys: frozenset[str] = ALL,
    *,
    opens: bool = False,
    picks: bool = True,
    saved: bool = False,
) -> str:
    rows = LedgerRows(Columns(keys), TODAY, "reminder", picks=picks)
    return str(rows.drawn(IssueLine(issue, opens, "?open=2-1"), saved=saved))


def cells(row: str) -> list[str]:
    return re.findall(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", row)


def words(row: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", cell) for cell in cells(row)]


def test_a_row_says_everything_in_the_order_of_its_heads() -> None:
    assert words(drawn()) == [
        *("2-1", "学习不够", str(RectType.IMMEDIATE.label), "丙", "办公室", "办公室、财务室"),
        *("甲", "乙", "2022年9月17日措施超期", "每月学习一次", str(IssueState.IN_PROGRESS.label)),
        *("9月3日", "1/2", "3"),
    ]


@pytest.mark.parametrize("key", sorted(ALL))
def test_each_column_alone_has_a_cell_in_every_row(key: str) -> None:
    issue, measure = drawn(keys=frozenset({key}), opens=True).splitlines()

    assert len(cells(issue)) == len(cells(measure)) == 3
    assert cells(issue)[2] == cells(drawn())[2 + [column.key for column in OPTIONAL].index(key)]


def test_measures_are_drawn_where_the_issue_stands_open() -> None:
    assert 'class="measure"' not in drawn()

    issue, measure = drawn(opens=True).splitlines()

    assert 'aria-expanded="true"' in issue
    assert words(measure) == [
        *("", "一是制定学习制度", "", "", "办公室", "", "甲", "", "9月1日超期 7 天", ""),
        *(str(MeasureState.DOING.label), "", "", "2"),
    ]
    assert f'href="/issues/{ISSUE.uuid}/#m2-1-1"' in measure


def test_a_measure_says_what_it_waits_for_until_it_has_happened() -> None:
    waiting = replace(MEASURE, trigger="换届", deadline=None)
    happened = replace(waiting, triggered_on=date(2021, 9, 2))

    assert "待：换届" in drawn(replace(ISSUE, measures=(waiting,)), opens=True)
    assert "待：换届" not in drawn(replace(ISSUE, measures=(happened,)), opens=True)


def test_a_returned_measure_is_not_named_as_a_returned_issue_is() -> None:
    """Both states have one value, so that they are equal as keys."""
    returned = replace(MEASURE, state=MeasureState.RETURNED)
    issue = replace(ISSUE, state=IssueState.RETURNED, measures=(returned,))

    above, below = drawn(issue, frozenset({"state"}), opens=True).splitlines()

    assert words(above)[2] == str(IssueState.RETURNED.label)
    assert words(below)[2] == str(MeasureState.RETURNED.label) != words(above)[2]


def test_a_long_measure_is_cut() -> None:
    long = replace(MEASURE, content="学" * 200)

    text = words(drawn(replace(ISSUE, measures=(long,)), opens=True).splitlines()[1])[1]

    assert text == "一是" + "学" * 87 + "..."


def test_what_is_not_known_leaves_its_cell_empty() -> None:
    nothing = replace(
        ISSUE,
        rect_type=None,
        charge_leader=None,
        lead_dept=None,
        co_depts=(),
        owner=None,
        handler=None,
        deadline=None,
        days_left=None,
        colour=Colour.NONE,
        target=None,
        last_progress_on=None,
        measure_count=0,
        complete_count=0,
    )

    row = drawn(nothing)

    assert words(row)[2:] == [
        *("", "", "", "", "", "", "", "", str(IssueState.IN_PROGRESS.label), "", "0/0", "3")
    ]
    assert "data-fold" not in row and "<progress" not in row


def test_boxes_to_tick_and_the_mark_of_what_was_saved() -> None:
    assert f'value="{ISSUE.uuid}:4" aria-label="选中问题 2-1"' in drawn()
    assert "checkbox" not in drawn(picks=False)
    assert 'class="issue saved"' in drawn(saved=True)


def test_nothing_that_was_typed_becomes_html() -> None:
    bad = Named(UUID(int=8), HOSTILE)
    measure = replace(
        MEASURE, marker=HOSTILE, content=HOSTILE, trigger=HOSTILE, owner=bad, department=bad
    )
    issue = replace(
        ISSUE,
        title=HOSTILE,
        target=HOSTILE,
        charge_leader=bad,
        lead_dept=bad,
        co_depts=(bad,),
        owner=bad,
        handler=bad,
        measures=(measure,),
    )

    html = drawn(issue, opens=True)

    assert "<script" not in html
    assert html.count(ESCAPED) == 7 + 5


def test_rows_speak_the_viewers_language() -> None:
    with translation.override("en"):
        row = drawn()

    assert 'aria-label="Tick issue 2-1"' in row
    assert "选中" not in row
