"""Robots of group chats against a real server on loopback: each vendor's shape and signature, what is refused for good and
what is tried again, and whom the outbox never speaks to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from zhenggai.journal.models import Event, EventDetail
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people import actions, outbox, queries
from zhenggai.people.models import Channel, Outgoing, OutgoingState, Robot, RobotEvent
from zhenggai.people.robots import wire
from zhenggai.people.robots.hosts import is_inside
from zhenggai.people.robots.posting import tell_robots
from zhenggai.people.robots.sending import send_to_robot
from zhenggai.people.tests.administration import Administration, build, signed_in
from zhenggai.people.tests.vendors import Vendor, vendor

pytestmark = pytest.mark.django_db
KEY, SECRET = "ab12cd34-key-of-the-group", "SEC-of-the-group"
NEVER = ("wecom", 93000), ("dingtalk", 310000), ("feishu", 19021)
LATER = ("wecom", 45009), ("dingtalk", 130101), ("feishu", 11232), ("feishu", 9499)


@pytest.fixture
def server(settings: Any) -> Iterator[Vendor]:
    with vendor() as kept:
        settings.ROBOT_HOSTS = (("http", "127.0.0.1", kept.port, True),)
        settings.SITE = "https://zhenggai.example.cn"
        yield kept


@pytest.fixture
def staff(db: None) -> Administration:
    return build()


def made(staff: Administration, port: int, kind: str = "wecom", **changed: Any) -> Robot:
    values: dict[str, Any] = {
        "name": "整改群",
        "kind": kind,
        "address": f"http://127.0.0.1:{port}/robot/send?key={KEY}",
        "secret": "" if kind == "wecom" else SECRET,
        "events": ["digest", "letter"],
    }
    return actions.create_robot(staff.clerk, **(values | changed))


def tell(staff: Administration, key: str = "digest:2021-09-08") -> int:
    return tell_robots(staff.organ.pk, RobotEvent.DIGEST, key, "整改每日摘要：超期 3 项", "/inbox/")


def send(later: timedelta = timedelta()) -> int:
    return outbox.send_due(timezone.now() + later, {Channel.ROBOT: send_to_robot})


def state() -> tuple[str, str]:
    row = Outgoing.objects.get()
    return row.state, row.fault


def mac(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


# -- what is said ---------------------------------------------------------------------------------------------------

WORDS = "整改每日摘要：超期 3 项\nhttps://zhenggai.example.cn/inbox/"


def test_wecom_is_told_with_its_key_in_the_address(staff: Administration, server: Vendor) -> None:
    made(staff, server.port)

    assert (tell(staff), tell(staff), send(), send(timedelta(days=2))) == (1, 0, 1, 0)
    (taken,) = server.taken
    assert (taken.path, taken.query) == ("/robot/send", {"key": KEY})
    assert taken.body == {"msgtype": "text", "text": {"content": WORDS}}
    assert taken.headers["Content-Type"].startswith("application/json")
    assert taken.headers["Host"] == f"127.0.0.1:{server.port}"
    assert not {"Cookie", "Authorization"} & set(taken.headers)
    assert state() == (OutgoingState.SENT, "")


def test_dingtalk_is_signed_in_the_query(staff: Administration, server: Vendor) -> None:
    made(staff, server.port, "dingtalk")
    tell(staff)

    assert send() == 1
    (taken,) = server.taken
    stamp = taken.query["timestamp"]
    assert taken.query["key"] == KEY
    assert taken.query["sign"] == mac(SECRET, f"{stamp}\n{SECRET}")
    assert abs(int(stamp) / 1000 - timezone.now().timestamp()) < 60
    assert taken.body == {"msgtype": "text", "text": {"content": WORDS}}


def test_feishu_is_signed_in_the_body(staff: Administration, server: Vendor) -> None:
    made(staff, server.port, "feishu")
    server.says({"code": 0, "msg": "success", "data": {}})
    tell(staff)

    assert send() == 1
    (taken,) = server.taken
    stamp = taken.body["timestamp"]
    assert taken.body["sign"] == mac(f"{stamp}\n{SECRET}", "")
    assert abs(int(stamp) - timezone.now().timestamp()) < 60
    assert taken.body["msg_type"] == "text"
    assert taken.body["content"] == {"text": WORDS}
    assert taken.query == {"key": KEY}


def test_a_robot_without_a_secret_is_not_signed(staff: Administration, server: Vendor) -> None:
    made(staff, server.port, "dingtalk", secret="", name="一")
    made(staff, server.port, "feishu", secret="", name="二")
    server.says({"errcode": 0, "code": 0})
    tell(staff)

    assert send() == 2
    assert all(taken.query == {"key": KEY} for taken in server.taken)
    assert not any("sign" in taken.body for taken in server.taken)


# -- what comes back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "code"), NEVER)
def test_what_a_vendor_refuses_is_given_up_at_once(
    staff: Administration, server: Vendor, kind: str, code: int
) -> None:
    made(staff, server.port, kind)
    server.says({"code" if kind == "feishu" else "errcode": code, "errmsg": "秘密的答复"})
    tell(staff)

    assert send() == 0
    assert state() == (OutgoingState.DEAD, f"robot {code}")
    assert send(timedelta(days=2)) == 0
    assert len(server.taken) == 1


@pytest.mark.parametrize(("kind", "code"), LATER)
def test_what_comes_too_fast_is_said_again_later_and_then_once(
    staff: Administration, server: Vendor, kind: str, code: int
) -> None:
    made(staff, server.port, kind)
    name = "code" if kind == "feishu" else "errcode"
    server.says({name: code})
    tell(staff)

    assert send() == 0
    assert state() == (OutgoingState.WAITING, f"robot {code}")
    assert send() == 0
    assert len(server.taken) == 1
    server.says({name: 0})
    assert send(timedelta(minutes=2)) == 1
    assert send(timedelta(days=2)) == 0
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, b"", (OutgoingState.WAITING, "http 429")),
        (503, b"<html>", (OutgoingState.WAITING, "http 503")),
        (404, b"", (OutgoingState.DEAD, "http 404")),
        (400, b'{"code":19001}', (OutgoingState.DEAD, "robot 19001")),
        (200, b"<html>", (OutgoingState.DEAD, "answer unreadable")),
        (200, b"[" * 60_000, (OutgoingState.DEAD, "answer unreadable")),
        (200, b'{"errcode": true}', (OutgoingState.DEAD, "answer unreadable")),
        (200, b" " * (wire.MOST_BYTES + 1), (OutgoingState.DEAD, "answer too long")),
    ],
)
def test_every_other_answer_is_judged_by_its_kind(
    staff: Administration, server: Vendor, status: int, body: bytes, expected: tuple[str, str]
) -> None:
    made(staff, server.port)
    server.status, server.body = status, body
    tell(staff)

    assert send() == 0
    assert state() == expected


def test_a_redirect_is_not_followed(staff: Administration, server: Vendor) -> None:
    made(staff, server.port)
    server.status, server.body = 307, b""
    server.headers = {"Location": f"http://127.0.0.1:{server.port}/elsewhere"}
    tell(staff)

    send()
    assert [taken.path for taken in server.taken] == ["/robot/send"]
    assert state() == (OutgoingState.DEAD, "http 307")


@pytest.mark.parametrize("way", ["hang", "drip"])
def test_a_server_that_has_taken_it_and_says_nothing_is_not_told_twice(
    staff: Administration, server: Vendor, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 4.0)
    monkeypatch.setattr(wire, "STEP_SECONDS", 2.0)
    setattr(server, way, True)
    made(staff, server.port)
    tell(staff)

    begun = monotonic()
    assert send() == 0
    assert monotonic() - begun < 20
    assert state() == (OutgoingState.DEAD, "unknown whether it arrived")
    assert send(timedelta(days=2)) == 0
    assert len(server.taken) == 1


def test_a_server_that_is_away_is_asked_again(
    staff: Administration, server: Vendor, settings: Any
) -> None:
    made(staff, server.port)
    tell(staff)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        settings.ROBOT_HOSTS += (("http", "127.0.0.1", closed.getsockname()[1], True),)
        made(staff, 0, name="关着的", address=address, events=["warning"])
        tell_robots(staff.organ.pk, RobotEvent.WARNING, "k", "整改", "/")
        assert send() == 1
    row = Outgoing.objects.exclude(state=OutgoingState.SENT).get()
    assert (row.state, row.fault) == (OutgoingState.WAITING, "ConnectionRefusedError")


def test_a_try_that_was_killed_is_shown_and_not_repeated(
    staff: Administration, server: Vendor
) -> None:
    made(staff, server.port)
    tell(staff)
    Outgoing.objects.update(state=OutgoingState.SENDING, begun_at=timezone.now())

    assert send(timedelta(hours=1)) == 0
    assert state() == (OutgoingState.DEAD, "unknown whether it arrived")
    assert server.taken == []


# -- whom it speaks to ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.example.cn/send?key=1",
        "https://qyapi.weixin.qq.com@127.0.0.1/send?key=1",
        "https://127.0.0.1/send?key=1",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://",
        "https://qyapi.weixin.qq.com:99999/",
        "https://qyapi.weixin.qq.com/send?key=1\r\nX: y",
        "https://qyapi.weixin.qq.com/发送",
        "不是地址",
        "",
    ],
)
def test_only_listed_hosts_are_taken_and_no_refusal_repeats_the_address(
    staff: Administration, address: str
) -> None:
    with pytest.raises(BadInput) as refused:
        made(staff, 0, address=address)

    assert refused.value.code.startswith(("robot.", "text."))
    assert "key=1" not in refused.value.sentence
    assert not Robot.objects.exists()
    assert "key=1" not in "".join(EventDetail.objects.values_list("body", flat=True))


def test_a_host_that_is_listed_no_longer_is_not_spoken_to(
    staff: Administration, server: Vendor, settings: Any
) -> None:
    made(staff, server.port)
    settings.ROBOT_HOSTS = (("https", "qyapi.weixin.qq.com", 443, False),)
    tell(staff)

    send()
    assert state() == (OutgoingState.DEAD, "host not allowed")
    assert server.taken == []


def test_a_name_that_leads_inside_is_refused_and_asked_for_once(
    server: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int, **_more: Any) -> list[Any]:
        """The first time outside, from then on the loopback: as a name server of somebody else's might."""
        asked.append(host)
        place = "203.0.113.7" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(wire, "is_inside", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(wire, "STEP_SECONDS", 2.0)
    place = wire.Place(wire.Host("http", "robot.example.cn", server.port), "/")

    with pytest.raises(outbox.TryAgain):
        wire.send(place, "", b"{}")
    assert (asked, server.taken) == (["robot.example.cn"], [])
    with pytest.raises(outbox.Unsendable) as refused:
        wire.send(place, "", b"{}")
    assert refused.value.reason == "address inside the network"
    assert server.taken == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.1.1", "192.168.3.4", "169.254.169.254", "0.0.0.1"),
        *("100.64.1.1", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1"),
        *("::ffff:10.0.0.8", "2002:0a00:0008::1", "64:ff9b::a00:8", "ff02::1"),
    ],
)
def test_addresses_inside_are_known(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize("address", ["119.147.3.226", "2408:8706::1", "64:ff9b::7793:3e2"])
def test_addresses_outside_are_known(address: str) -> None:
    assert not is_inside(address)


# -- certificates ---------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One that answers for 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "loopback.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("known", [True, False])
def test_a_certificate_is_verified(
    staff: Administration,
    settings: Any,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    known: bool,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with vendor(context) as kept:
        settings.ROBOT_HOSTS = (("https", "127.0.0.1", kept.port, True),)
        made(staff, 0, address=f"https://127.0.0.1:{kept.port}/send?key={KEY}")
        tell(staff)

        assert send() == int(known)
        assert len(kept.taken) == int(known)
    expected = (
        (OutgoingState.SENT, "") if known else (OutgoingState.WAITING, "SSLCertVerificationError")
    )
    assert state() == expected


# -- an office's robots -----------------------------------------------------------------------------------------------


def test_neither_address_nor_secret_is_readable_anywhere(
    staff: Administration, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    robot = made(staff, server.port, "dingtalk")
    server.says({"errcode": 310000, "errmsg": KEY})
    tell(staff)
    send()
    actions.resend(staff.clerk, queries.find_outgoing(staff.clerk, Outgoing.objects.get().uuid))
    actions.change_robot(
        staff.clerk,
        robot,
        version=1,
        name="另一群",
        kind="dingtalk",
        address="",
        secret="",
        unsigned=False,
        events=["warning"],
    )

    (row,) = queries.robots(staff.clerk)
    kept = [
        *map(str, Robot.objects.values_list()),
        *map(str, Outgoing.objects.values_list()),
        *EventDetail.objects.values_list("body", flat=True),
        *Event.objects.values_list("summary", flat=True),
        caplog.text,
        repr(row),
    ]
    assert not any(KEY in text or SECRET in text for text in kept)
    assert row.host == f"http://127.0.0.1:{server.port}"
    assert (row.name, row.signed, row.events) == ("另一群", True, ("warning",))


def test_an_empty_address_or_secret_leaves_the_one_that_is_kept(
    staff: Administration, server: Vendor
) -> None:
    robot = made(staff, server.port, "feishu")
    kept = Robot.objects.values_list("address", "secret").get()
    same: dict[str, Any] = {"name": "群", "kind": "feishu", "address": "", "events": ["digest"]}

    actions.change_robot(staff.clerk, robot, version=1, secret="", unsigned=False, **same)
    assert Robot.objects.values_list("address", "secret").get() == kept
    actions.change_robot(staff.clerk, robot, version=2, secret="新的", unsigned=False, **same)
    assert Robot.objects.get().secret not in (None, kept[1])
    actions.change_robot(staff.clerk, robot, version=3, secret="", unsigned=True, **same)
    assert Robot.objects.get().secret is None
    with pytest.raises(Conflict):
        actions.change_robot(staff.clerk, robot, version=3, secret="", unsigned=True, **same)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "qq"}, "robot.kind"),
        ({"events": []}, "robot.no_event"),
        ({"events": ["all"]}, "robot.no_event"),
        ({"name": ""}, "text.empty"),
        ({"secret": SECRET}, "robot.no_signing"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    staff: Administration, server: Vendor, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        made(staff, server.port, **changed)

    assert refused.value.code == code


def test_a_vendors_host_takes_its_own_kind_alone(staff: Administration) -> None:
    with pytest.raises(BadInput) as refused:
        made(staff, 0, "wecom", address="https://oapi.dingtalk.com/robot/send?access_token=1")

    assert refused.value.code == "robot.other_kind"
    made(staff, 0, "dingtalk", address="https://oapi.dingtalk.com/robot/send?access_token=1")
    with pytest.raises(BadInput) as again:
        made(staff, 0, "dingtalk", address="https://oapi.dingtalk.com/robot/send?access_token=1")
    assert again.value.code == "robot.exists"


def test_a_retired_robot_is_told_nothing_and_has_lost_its_secrets(
    staff: Administration, server: Vendor
) -> None:
    robot = made(staff, server.port, "dingtalk")
    tell(staff)
    actions.retire_robot(staff.clerk, robot, version=1)

    assert (tell(staff, "digest:2021-09-09"), send()) == (0, 0)
    assert server.taken == []
    assert Robot.objects.values_list("address", "secret").get() == ("", None)
    robot.refresh_from_db()
    for again in (
        lambda: actions.try_robot(staff.clerk, robot),
        lambda: actions.retire_robot(staff.clerk, robot, version=2),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "robot.retired"


def test_a_test_goes_through_the_outbox_and_its_outcome_is_shown(
    staff: Administration, server: Vendor
) -> None:
    robot = made(staff, server.port)

    actions.try_robot(staff.clerk, robot)
    with pytest.raises(Refused) as twice:
        actions.try_robot(staff.clerk, robot)
    assert twice.value.code == "robot.test_waits"
    (row,) = queries.robots(staff.clerk)
    assert row.outcome is not None
    assert row.outcome.state == OutgoingState.WAITING
    assert send() == 1
    assert server.taken[0].body["text"]["content"].startswith("整改系统测试消息\n")
    (row,) = queries.robots(staff.clerk)
    assert row.outcome is not None
    assert row.outcome.state == OutgoingState.SENT
    actions.try_robot(staff.clerk, robot)


def test_robots_are_told_only_what_they_were_made_for(
    staff: Administration, server: Vendor
) -> None:
    made(staff, server.port, events=["letter"])

    assert tell(staff) == 0
    assert tell_robots(staff.elsewhere.pk, RobotEvent.LETTER, "k", "整改", "/") == 0
    assert tell_robots(staff.organ.pk, RobotEvent.LETTER, "k", "整改", "/") == 1


def test_robots_are_the_offices_own(staff: Administration, server: Vendor) -> None:
    robot = made(staff, server.port)
    jia = signed_in("jia_handler", "handler", staff.organ, staff.yi)

    assert [row.name for row in queries.robots(staff.clerk)] == ["整改群"]
    assert queries.robots(staff.other) == []
    with pytest.raises(NotFound):
        queries.find_robot(staff.other, robot.uuid)
    with pytest.raises(NotFound):
        actions.retire_robot(staff.other, robot, version=1)
    for viewer in (jia, staff.sys, staff.sec, staff.audit):
        with pytest.raises(NotAllowed):
            queries.robots(viewer)
        with pytest.raises(NotFound):
            actions.try_robot(viewer, robot)
