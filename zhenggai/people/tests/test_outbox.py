"""The outbox: written with what it tells of, sent once, tried again with growing pauses, given up in the end. The mail server
is a real one on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils import timezone

from zhenggai.people import mailing, outbox
from zhenggai.people.models import Channel, Outgoing, OutgoingState

pytestmark = pytest.mark.django_db
LETTER = outbox.Letter("digest:2021-09-08:1", "jia@example.cn", "整改每日摘要", "今日待办 3 项\n")


class Kept:
    """What a server does with what it is handed: it keeps it, or answers as it is told to."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return self.answer


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    kept = Kept()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SMTP = {
        "scheme": "smtp",
        "host": "127.0.0.1",
        "port": port,
        "user": "",
        "password": "",
        "sender": "zhenggai@example.cn",
    }
    yield kept
    controller.stop()


def send(later: timedelta = timedelta()) -> int:
    return outbox.send_due(timezone.now() + later, {Channel.MAIL: mailing.send_mail})


def test_a_letter_reaches_a_real_server_once(server: Kept) -> None:
    outbox.post([LETTER])

    assert (send(), send(), send(timedelta(days=2))) == (1, 0, 0)
    ((to, message),) = server.messages
    assert to == ["jia@example.cn"]
    assert str(make_header(decode_header(message["Subject"]))) == "整改每日摘要"
    assert message.get_payload(decode=True).decode() == "今日待办 3 项\r\n"
    row = Outgoing.objects.get()
    assert (row.state, row.attempts) == (OutgoingState.SENT, 1)
    assert message["Message-ID"] == f"<{row.uuid}@example.cn>"


def test_the_same_is_not_written_twice() -> None:
    assert outbox.post([LETTER]) == 1
    assert outbox.post([LETTER, LETTER]) == 0


def test_what_is_rolled_back_is_not_sent(server: Kept) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.post([LETTER])
        raise ZeroDivisionError

    assert send() == 0
    assert server.messages == []


def test_a_server_that_is_busy_is_asked_again_with_growing_pauses(server: Kept) -> None:
    outbox.post([LETTER])
    server.answer = "451 try again later"

    assert send() == 0
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, row.fault) == (OutgoingState.WAITING, 1, "ConnectionError")
    assert send() == 0
    assert Outgoing.objects.get().attempts == 1
    server.answer = "250 OK"
    assert send(timedelta(minutes=2)) == 1
    assert [outbox.pause_after(n).total_seconds() for n in (1, 2, 3, 20)] == [60, 120, 240, 14_400]


def test_a_server_that_is_away_is_given_up_after_a_day(server: Kept, settings: Any) -> None:
    outbox.post([LETTER])
    settings.SMTP = settings.SMTP | {"port": 1}

    send()
    assert Outgoing.objects.get().state == OutgoingState.WAITING
    send(timedelta(hours=25))
    assert Outgoing.objects.get().state == OutgoingState.DEAD
    assert outbox.counts() == (0, 1)


def test_what_a_server_will_never_take_is_given_up_at_once(server: Kept) -> None:
    outbox.post([LETTER])
    server.answer = "554 no"

    send()
    row = Outgoing.objects.get()
    assert (row.state, row.fault) == (OutgoingState.DEAD, "server refused 554")


def test_a_try_that_was_cut_off_is_shown_and_not_repeated(server: Kept) -> None:
    outbox.post([LETTER])
    Outgoing.objects.update(state=OutgoingState.SENDING, begun_at=timezone.now())

    assert send(timedelta(hours=1)) == 0
    row = Outgoing.objects.get()
    assert (row.state, row.fault) == (OutgoingState.DEAD, "unknown whether it arrived")
    assert server.messages == []


@pytest.mark.parametrize("subject", ["一\n二", "一\r\nBcc: x@example.cn"])
def test_a_line_break_in_a_header_is_refused(server: Kept, subject: str) -> None:
    outbox.post([outbox.Letter("k", "jia@example.cn", subject, "x")])

    send()
    row = Outgoing.objects.get()
    assert (row.state, row.fault) == (OutgoingState.DEAD, "header refused")
