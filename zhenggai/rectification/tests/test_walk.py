"""No sequence of calls, in any order, by any roles, reaches a state that the model does not know (issue 4)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from zhenggai.rectification.tests.closing import panel_of, under_way
from zhenggai.rectification.tests.walking import walk_of

ALL_STATES = {
    *("planned", "in_progress", "stage_done", "closing", "reviewing"),
    *("returned", "closed", "consolidated", "reopened"),
}


def walk(office, issues, examples: int, length: int, number: int = 0):
    panel = panel_of(office)
    under_way(panel, issues["2-1"])
    under_way(panel, issues["1-1"], "staged")
    machine = seed(number)(walk_of(panel, [issues["2-1"], issues["1-1"]]))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=length,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine


def test_a_short_walk_agrees_with_the_model(office, issues):
    machine = walk(office, issues, examples=6, length=60)

    assert machine.steps >= 150


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_twice_ten_thousand_steps_agree_with_the_model_and_reach_no_other_state(
    office, issues, number
):
    """Twenty thousand steps in two halves, so that two processors walk at once."""
    machine = walk(office, issues, examples=110, length=150, number=number)

    assert machine.steps >= 10_000
    assert machine.reached == ALL_STATES
