from collections.abc import Iterator

import pytest

from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import Office, build


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    """The office, with the scope of its clerk open as the middleware opens it."""
    built = build()
    with scope_for(built.clerk):
        yield built
