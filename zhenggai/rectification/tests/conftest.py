from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, Office, build
from zhenggai.rectification.actions import adopt, assign
from zhenggai.rectification.models import InspectionRound, Issue
from zhenggai.rectification.tests.documents import received


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    """The office, with the scope of its clerk open as the middleware opens it."""
    built = build()
    with scope_for(built.clerk):
        yield built


@pytest.fixture
def adopted(office: Office) -> InspectionRound:
    return adopt(office.clerk, received(office), today=TODAY)


@pytest.fixture
def issues(adopted: InspectionRound) -> dict[str, Issue]:
    """The adopted issues by their codes."""
    return {issue.code: issue for issue in Issue.objects.filter(round=adopted)}


@pytest.fixture
def fixed_today(settings: Any) -> None:
    """The worker asks the clock."""
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def assigned(office: Office, issues: dict[str, Issue]) -> Issue:
    """The ledger with somebody to answer for its first issue."""
    return assign(
        office.clerk,
        issues["1-1"],
        version=1,
        owner=office.people["甲"],
        lead_dept=office.study,
        deadline=date(2021, 9, 17),
        target="每季检查一次",
    )
