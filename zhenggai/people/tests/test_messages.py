"""Messages: told once, seen by their reader alone, kept when read."""

from __future__ import annotations

import pytest

from zhenggai.journal.models import Event
from zhenggai.people.actions import mark_read, tell
from zhenggai.people.queries import messages, unread_messages
from zhenggai.people.tests.office import Office, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build()


def say(office: Office, text: str, *names: str) -> None:
    people = [office.people[name].pk for name in names]
    tell(office.clerk, people, "test", obj=office.people["甲"], text=text, reason="试")


def texts(found: object) -> list[str]:
    return [message.text for message in found]  # type: ignore[attr-defined]


def test_everyone_named_is_told_once_and_whoever_acts_is_not(office: Office) -> None:
    say(office, "一", "甲", "甲", "乙", "办")

    assert texts(unread_messages(office.jia)) == ["一"]
    assert texts(unread_messages(office.yi)) == ["一"]
    assert texts(unread_messages(office.clerk)) == []


def test_nobody_in_particular_is_nobody(office: Office) -> None:
    tell(office.clerk, [None], "test", obj=office.people["甲"], text="一", reason="试")

    assert texts(messages(office.jia)) == []


def test_what_has_been_read_stays_and_is_unread_no_more(office: Office) -> None:
    say(office, "一", "甲")
    say(office, "二", "甲")

    assert mark_read(office.jia, list(messages(office.jia)[1:])) == 1

    assert texts(unread_messages(office.jia)) == ["二"]
    assert texts(messages(office.jia)) == ["二", "一"]
    assert Event.objects.filter(action="message.read").count() == 1


def test_nobody_reads_for_another(office: Office) -> None:
    say(office, "一", "甲")

    assert mark_read(office.yi, list(messages(office.jia))) == 0
    assert texts(unread_messages(office.jia)) == ["一"]


def test_a_message_names_its_object_in_plain_text(office: Office) -> None:
    say(office, "一", "甲")

    message = messages(office.jia).get()
    assert (message.object_type, message.object_id) == (
        "people.person",
        str(office.people["甲"].uuid),
    )
