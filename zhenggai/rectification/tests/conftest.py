from collections.abc import Iterator

import pytest

from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, Office, build
from zhenggai.rectification.actions import adopt
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
