"""The outbox (security.md D03, S12): rows are written with what they tell of, sent after the commit, tried again with growing
pauses, given up after a day. Nothing is sent twice: a try whose end nobody knows is not repeated but shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F
from django.utils import timezone

from zhenggai.people.models import Channel, Outgoing, OutgoingState

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=24)
LOST_AFTER = timedelta(minutes=15)
"""A try that has not ended by then has been cut off."""
AT_A_TIME = 50

Send = Callable[[Outgoing], None]
"""Sends one; raises OSError (TryAgain where it can say more) where it may be tried again, Unsendable where it never will be
taken or may have been."""


class Unsendable(Exception):
    """The other side will not take it, now or later; `reason` names the kind of refusal alone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryAgain(OSError):
    """Not now, perhaps later; `fault` names the kind of refusal alone."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to be sent; `key` says what it is, so that the same is not sent again."""

    key: str
    target: str
    subject: str
    text: str
    office: int | None = None


def post(letters: Iterable[Letter], channel: Channel = Channel.MAIL) -> int:
    """Put these in the outbox, those that it has had already aside; answers how many are new. Part of a caller's action."""
    wanted = {letter.key: letter for letter in letters}
    had = set(Outgoing.objects.filter(key__in=wanted).values_list("key", flat=True))
    rows = [
        Outgoing(
            channel=channel,
            key=key,
            target=letter.target,
            subject=letter.subject,
            text=letter.text,
            office_id=letter.office,
        )
        for key, letter in wanted.items()
        if key not in had
    ]
    Outgoing.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def has_had(key: str) -> bool:
    """Whether that has been put in the outbox, whatever became of it."""
    return Outgoing.objects.filter(key=key).exists()


def send_due(now: datetime, senders: Mapping[str, Send]) -> int:
    """Send what is due, oldest first; answers how many went out."""
    _give_up_lost(now)
    waiting = Outgoing.objects.filter(
        state=OutgoingState.WAITING, due_at__lte=now, channel__in=list(senders)
    )
    sent = 0
    for row in list(waiting.order_by("due_at", "pk")[:AT_A_TIME]):
        if _claim(row, now):
            sent += _try(row, senders[row.channel], now)
    return sent


def pause_after(attempts: int) -> timedelta:
    """Twice as long each time."""
    doubled: int = 1 << max(attempts - 1, 0)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def counts() -> tuple[int, int]:
    """How many wait, and how many were not sent and will not be tried again."""
    found = tally()
    return sum(waiting for waiting, _dead in found.values()), sum(
        dead for _, dead in found.values()
    )


def tally() -> dict[Channel, tuple[int, int]]:
    """The same by channel, in one query."""
    rows = Outgoing.objects.filter(state__in=(OutgoingState.WAITING, OutgoingState.DEAD))
    counted = rows.order_by().values_list("channel", "state").annotate(Count("pk"))
    found = {(channel, state): count for channel, state, count in counted}
    return {
        channel: (
            found.get((channel, OutgoingState.WAITING), 0),
            found.get((channel, OutgoingState.DEAD), 0),
        )
        for channel in Channel
    }


def is_waiting(channels: Iterable[str]) -> bool:
    """Whether anything of these channels has still to be sent."""
    waiting = Outgoing.objects.filter(state=OutgoingState.WAITING, channel__in=list(channels))
    return waiting.exists()


def _claim(row: Outgoing, now: datetime) -> bool:
    """Of two workers that try, one changes the row."""
    ours = Outgoing.objects.filter(pk=row.pk, state=OutgoingState.WAITING).update(
        state=OutgoingState.SENDING, attempts=F("attempts") + 1, begun_at=now
    )
    row.attempts += 1
    return bool(ours)


def _try(row: Outgoing, send: Send, now: datetime) -> bool:
    mine = Outgoing.objects.filter(pk=row.pk, state=OutgoingState.SENDING)
    try:
        send(row)
    except Unsendable as refused:
        mine.update(state=OutgoingState.DEAD, fault=refused.reason[:200])
        return False
    except OSError as error:
        fault = error.fault if isinstance(error, TryAgain) else type(error).__name__
        _put_back(row, fault[:200], now)
        return False
    mine.update(state=OutgoingState.SENT, sent_at=timezone.now(), fault="")
    return True


def _put_back(row: Outgoing, fault: str, now: datetime) -> None:
    late = now - (row.again_at or row.created_at) >= GIVE_UP_AFTER
    Outgoing.objects.filter(pk=row.pk, state=OutgoingState.SENDING).update(
        state=OutgoingState.DEAD if late else OutgoingState.WAITING,
        due_at=now + pause_after(row.attempts),
        fault=fault,
    )


def _give_up_lost(now: datetime) -> None:
    """Whose worker was killed in the middle: it may have arrived, so it is not sent again."""
    lost = Outgoing.objects.filter(state=OutgoingState.SENDING, begun_at__lt=now - LOST_AFTER)
    if lost.exists():
        lost.update(state=OutgoingState.DEAD, fault="unknown whether it arrived")
