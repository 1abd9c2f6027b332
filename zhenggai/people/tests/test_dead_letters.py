"""What was not sent: seen by whoever keeps the office or the system, sent again or set aside by hand, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from zhenggai.journal.models import Event
from zhenggai.lib.errors import NotAllowed, NotFound, Refused
from zhenggai.people import actions, outbox, queries
from zhenggai.people.faults import fault_words
from zhenggai.people.models import Channel, Outgoing, OutgoingState
from zhenggai.people.tests.administration import Administration, build, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> Administration:
    return build()


def dead(staff: Administration, key: str = "digest:1", office: int | None = None) -> Outgoing:
    outbox.post(
        [
            outbox.Letter(
                key, "zhangsan@example.cn", "整改每日摘要", "3 项", office or staff.organ.pk
            )
        ]
    )
    Outgoing.objects.filter(key=key).update(
        state=OutgoingState.DEAD, attempts=7, fault="server refused 554", begun_at=timezone.now()
    )
    return Outgoing.objects.get(key=key)


def test_what_was_not_sent_is_listed_without_saying_who(staff: Administration) -> None:
    dead(staff)

    (line,) = queries.dead_letters(staff.clerk).rows
    assert (line.channel, line.target, line.subject) == ("邮件", "z***@example.cn", "整改每日摘要")
    assert (line.office, line.attempts) == ("甲机关", 7)
    assert line.fault == "邮件服务器拒绝（554）——请核对邮件服务器的设置"
    assert "zhangsan" not in repr(line)


def test_each_sees_what_is_theirs_to_keep(staff: Administration) -> None:
    letter = dead(staff)
    dead(staff, "digest:2", staff.elsewhere.pk)
    yi = signed_in("yi_handler", "handler", staff.organ, staff.yi)

    assert queries.dead_letters(staff.clerk).count == 1
    assert queries.dead_letters(staff.other).count == 1
    assert queries.dead_letters(staff.sys).count == 2
    for viewer in (yi, staff.sec, staff.audit):
        with pytest.raises(NotAllowed):
            queries.dead_letters(viewer)
    for viewer in (yi, staff.sec, staff.other):
        with pytest.raises(NotFound):
            queries.find_outgoing(viewer, letter.uuid)
        with pytest.raises(NotFound):
            actions.resend(viewer, letter)


def test_sent_again_it_goes_out_once_under_its_own_name(staff: Administration) -> None:
    letter = dead(staff)
    sent: list[Any] = []
    actions.resend(staff.clerk, letter)

    for act in (actions.resend, actions.set_aside):
        with pytest.raises(Refused) as again:
            act(staff.clerk, letter)
        assert again.value.code == "outgoing.not_dead"
    assert outbox.post([outbox.Letter("digest:1", "x@example.cn", "又一封", "")]) == 0
    now = timezone.now() + timedelta(seconds=1)
    assert outbox.send_due(now, {Channel.MAIL: lambda row: sent.append(row.uuid)}) == 1
    assert sent == [letter.uuid]
    assert queries.dead_letters(staff.clerk).count == 0
    event = Event.objects.get(action="outgoing.resend", result="done")
    assert (event.object_type, event.object_id) == ("people.outgoing", str(letter.uuid))
    assert "zhangsan" not in event.summary


def test_sent_again_it_has_another_day(staff: Administration) -> None:
    letter = dead(staff)
    Outgoing.objects.update(created_at=timezone.now() - timedelta(days=40))
    actions.resend(staff.clerk, letter)

    def away(row: Outgoing) -> None:
        raise ConnectionError

    outbox.send_due(timezone.now() + timedelta(hours=2), {Channel.MAIL: away})
    assert Outgoing.objects.get().state == OutgoingState.WAITING
    outbox.send_due(timezone.now() + timedelta(hours=30), {Channel.MAIL: away})
    assert Outgoing.objects.get().state == OutgoingState.DEAD


def test_set_aside_it_is_neither_listed_nor_sent(staff: Administration) -> None:
    letter = dead(staff)
    actions.set_aside(staff.sys, letter)

    assert queries.dead_letters(staff.sys).count == 0
    assert outbox.counts() == (0, 0)
    with pytest.raises(Refused):
        actions.resend(staff.sys, letter)
    assert Event.objects.filter(action="outgoing.drop", result="done").count() == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("robot 45009", "错误码 45009"),
        ("robot -1", "错误码 -1"),
        ("http 404", "HTTP 404"),
        ("recipient refused 550", "550"),
        ("unknown whether it arrived", "可能已经送达"),
        ("SSLCertVerificationError", "SSLCertVerificationError"),
    ],
)
def test_a_fault_is_told_in_words(fault: str, words: str) -> None:
    assert words in fault_words(fault)


def test_mail_without_a_server_does_not_hold_up_the_rest(staff: Administration) -> None:
    for number in range(outbox.AT_A_TIME + 1):
        outbox.post([outbox.Letter(f"mail:{number}", "a@example.cn", "摘要", "")])
    outbox.post([outbox.Letter("robot:1", "r", "摘要", "")], Channel.ROBOT)

    assert outbox.is_waiting([Channel.ROBOT])
    assert outbox.send_due(timezone.now(), {Channel.ROBOT: lambda row: None}) == 1
    assert not outbox.is_waiting([Channel.ROBOT])
    assert outbox.tally()[Channel.MAIL] == (outbox.AT_A_TIME + 1, 0)
