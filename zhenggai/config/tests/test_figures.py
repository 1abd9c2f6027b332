"""Every figure on the command line, by the same counts as on the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from zhenggai.config.cli import main
from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import TODAY, adopted, make_office

__all__ = ["adopted"]


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def ours(db: None) -> Any:
    return make_office("jia", "甲机关")


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    return {row["key"]: row for row in found["figures"]} | {"_": found}


def test_every_figure_has_numerator_denominator_and_formula(
    ours: Any, adopted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = ours.username(Role.RECT_OFFICE)

    assert main(["figures", "--as", clerk, "--as-of", "2021-09-08", "--json"]) == 0

    found = told(capsys)
    done = found["issue_done_rate"]
    assert (done["numerator"], done["denominator"], done["value"]) == (0, 11, 0.0)
    assert found["measure_done_rate"]["denominator"] == 34
    assert found["on_time_rate"]["value"] is None
    assert found["meetings_study"]["value"] is None
    assert all(row["formula"] and row["basis"] for key, row in found.items() if key != "_")
    assert found["_"]["classes"] == {"done": 0, "staged": 0, "open": 11, "claimed": 11}
    assert found["_"]["findings"] == []


def test_a_past_day_tells_the_past_and_a_day_to_come_is_refused(
    ours: Any, adopted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = ours.username(Role.RECT_OFFICE)

    assert main(["figures", "--as", clerk, "--as-of", "2021-09-01", "--json"]) == 0
    found = told(capsys)
    assert found["_"]["is_past"]
    assert found["issue_done_rate"]["value"] is None
    assert main(["figures", "--as", clerk, "--as-of", "2021-09-09"]) == 1
    assert "figures.future" in capsys.readouterr().err


def test_the_table_says_the_same_in_words(
    ours: Any, adopted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "--as", ours.username(Role.RECT_OFFICE), "--table"]) == 0

    said = capsys.readouterr().out
    assert "问题完成率　0/11" in said
    assert "阶段性完成不计入" in said
