"""Messages to people: written in the transaction of what they tell of, kept when they have been read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from zhenggai.journal.actions import action, note, object_name
from zhenggai.people.models import Message
from zhenggai.people.policy import rows_for
from zhenggai.people.viewer import Viewer


def tell(
    viewer: Viewer, people: Iterable[int | None], code: str, *, obj: Model, text: str, reason: str
) -> None:
    """Let these people know what happened to an object of the viewer's office, and why it concerns them. Whoever
    acts is not told. Part of a caller's action."""
    office_id: Any = getattr(obj, "office_id", viewer.office_id)
    object_type, object_id = object_name(obj)
    Message.objects.bulk_create(
        Message(
            office_id=office_id,
            person_id=person,
            code=code,
            text=text,
            reason=reason,
            object_type=object_type,
            object_id=object_id,
        )
        for person in dict.fromkeys(people)
        if person is not None and person != viewer.person_id
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A message to one person; `about` is the noun of the journal and the public name of what it tells of."""

    person: int
    code: str
    text: str
    reason: str
    about: tuple[str, str] = ("", "")


def tell_each(office_id: int, words: Iterable[Word]) -> int:
    """Each its own person and words, in a few statements; answers how many. Part of a caller's action."""
    rows = [
        Message(
            office_id=office_id,
            person_id=word.person,
            code=word.code,
            text=word.text,
            reason=word.reason,
            object_type=word.about[0],
            object_id=word.about[1],
        )
        for word in words
    ]
    Message.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def messages(viewer: Viewer) -> QuerySet[Message]:
    """What the viewer has been told, newest first."""
    return rows_for(viewer, Message).order_by("-sent_at", "-pk")


def unread_messages(viewer: Viewer) -> QuerySet[Message]:
    return messages(viewer).filter(read_at=None)


@action("message.read", noun="people.message")
def mark_read(viewer: Viewer, wanted: Iterable[Message]) -> int:
    """Put these messages among those that have been read; answers how many were not yet."""
    keys = [message.pk for message in wanted]
    changed = unread_messages(viewer).filter(pk__in=keys).update(read_at=timezone.now())
    note(count=changed)
    return changed
