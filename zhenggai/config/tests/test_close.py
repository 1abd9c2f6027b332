"""The command line goes through the same guard as the pages, and says the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from zhenggai.config.cli import main
from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.models import ClosureApplication, Issue
from zhenggai.web.tests.closing import STATEMENT, ready
from zhenggai.web.tests.conftest import TODAY, adopted, make_office

# The fixture of the pages: an office with somebody in every role, and a circular adopted.
__all__ = ["adopted"]


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def ours(db: None) -> Any:
    return make_office("jia", "甲机关")


def test_what_is_missing_is_told_and_an_application_goes_all_or_none(
    ours: Any, adopted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    issue = ready(adopted, ours)
    handler, head = ours.username(Role.HANDLER), ours.username(Role.LEAD_DEPT)

    assert main(["close", "show", "1-1", "--as", head, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert all(row["basis"] and row["mend"] for row in told["missing"])
    assert main(["close", "show", "1-3", "--as", handler]) == 0

    both = ["close", "apply", "1-3", "1-1", "--as", handler, "--statement", STATEMENT]
    assert main(both) == 1
    assert "bulk.refused" in capsys.readouterr().err
    assert main(["close", "apply", "1-3", "--as", handler, "--statement", STATEMENT]) == 0
    assert main(["close", "queue", "--as", head, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[0]["code"] == "1-3"
    assert main(["close", "withdraw", "1-3", "--as", head]) == 1
    assert main(["close", "withdraw", "1-3", "--as", handler]) == 0
    assert main(["close", "show", "9-9", "--as", handler]) == 1
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        assert Issue.objects.get(pk=issue.pk).state == "in_progress"
        assert ClosureApplication.objects.get().outcome == "withdrawn"
