import pytest

from zhenggai.lib.errors import Refused
from zhenggai.rectification.lifecycle import (
    ISSUE_MOVES,
    MEASURE_MOVES,
    SETTLED,
    IssueState,
    MeasureState,
    RectType,
    adopted_state,
    find_move,
    next_issue_state,
    next_measure_state,
)


def test_every_state_can_be_reached_and_none_is_unknown():
    reached = {move.target for move in ISSUE_MOVES} | {IssueState.DRAFT}
    assert reached == set(IssueState.values)
    reached = {move.target for move in MEASURE_MOVES} | {MeasureState.TODO, MeasureState.WAITING}
    assert reached == set(MeasureState.values)


def test_a_settled_issue_leaves_only_by_reopening_or_consolidation():
    assert {move.name for move in ISSUE_MOVES if move.source in SETTLED} == {
        "consolidate",
        "reopen",
    }


def test_nothing_is_closed_but_from_review():
    assert {move.source for move in ISSUE_MOVES if move.target == IssueState.CLOSED} == {
        IssueState.REVIEWING
    }


def test_the_straight_way_from_draft_to_consolidated():
    state = IssueState.DRAFT
    for name in ["approve_plan", "start", "apply_closure", "review", "approve", "consolidate"]:
        state = next_issue_state(name, state)

    assert state is IssueState.CONSOLIDATED


def test_a_returned_issue_goes_back_to_work():
    returned = next_issue_state("return_", IssueState.REVIEWING)

    assert next_issue_state("resume", returned) is IssueState.IN_PROGRESS


@pytest.mark.parametrize("rect_type", [RectType.IMMEDIATE, RectType.TIMED, None])
def test_only_staged_and_long_term_issues_are_done_for_a_stage(rect_type):
    assert find_move(ISSUE_MOVES, "mark_stage_done", IssueState.IN_PROGRESS, rect_type) is None
    assert (
        next_issue_state("mark_stage_done", IssueState.IN_PROGRESS, RectType.STAGED)
        is IssueState.STAGE_DONE
    )


def test_a_move_off_the_table_is_refused_with_the_state_it_is_in():
    with pytest.raises(Refused) as refusal:
        next_measure_state("verify", MeasureState.TODO)

    assert refusal.value.code == "measure.move"
    assert "未启动" in refusal.value.sentence


@pytest.mark.parametrize(
    ("status", "trigger", "state"),
    [
        ("done", None, MeasureState.DOING),
        ("ongoing", None, MeasureState.DOING),
        ("ongoing", "换届结束后", MeasureState.DOING),
        ("planned", None, MeasureState.TODO),
        ("planned", "换届结束后", MeasureState.WAITING),
        ("unstated", None, MeasureState.TODO),
    ],
)
def test_what_a_document_says_of_a_measure_when_it_is_adopted(status, trigger, state):
    assert adopted_state(status, trigger) is state
