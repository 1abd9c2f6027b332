"""Robots of group chats: taken in, changed, tried, retired. Neither where they are nor what they sign with is journaled or
shown again."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.db.models import F
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.models import Channel, Outgoing, OutgoingState, Robot, RobotEvent, RobotKind
from zhenggai.people.robots.hosts import kind_at, place_of
from zhenggai.people.robots.posting import post_to
from zhenggai.people.robots.sending import ADDRESS, SECRET
from zhenggai.people.sealing import seal
from zhenggai.people.viewer import Viewer

MOST_ROBOTS = 20
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_SECRET = 40, 500, 200


@action("robot.create", noun="people.robot")
def create_robot(
    viewer: Viewer, *, name: str, kind: str, address: str, secret: str, events: Collection[str]
) -> Robot:
    """A robot that the viewer's office lets be told; its address comes from the vendor's settings of the group."""
    if viewer.office_id is None:
        raise Refused("robot.no_office", gettext("机器人属于一个单位——请先选择单位"))
    if Robot.objects.filter(office=viewer.office_id, active=True).count() >= MOST_ROBOTS:
        raise Refused(
            "robot.too_many",
            gettext("已有 %(most)s 个机器人，没有再加——请先停用不再使用的") % {"most": MOST_ROBOTS},
        )
    robot = Robot(office_id=viewer.office_id)
    _describe(robot, name, kind, events)
    if not address.strip():
        raise BadInput("robot.no_address", gettext("没有填 Webhook 地址——请从群机器人的设置里复制"))
    _place(robot, address)
    _sign(robot, secret)
    robot.save()
    note(obj=robot, summary=gettext("新增机器人 %(name)s") % {"name": robot.name}, **_told(robot))
    return robot


@action("robot.change", on="robot")
def change_robot(
    viewer: Viewer,
    robot: Robot,
    *,
    version: int,
    name: str,
    kind: str,
    address: str,
    secret: str,
    unsigned: bool,
    events: Collection[str],
) -> Robot:
    """Another name, kind, or choice of what it is told; an empty address or secret leaves the one that is kept, `unsigned`
    forgets the secret."""
    _refuse_retired(robot)
    before = _told(robot)
    moved = bool(address.strip())
    _describe(robot, name, kind, events)
    if unsigned:
        robot.secret = None
    if moved:
        _place(robot, address)
    _check_kind(robot)
    _sign(robot, secret)
    columns = ("name", "kind", "host", "address", "secret", "on_digest", "on_warning", "on_letter")
    _write(robot, version, **{column: getattr(robot, column) for column in columns})
    note(
        summary=gettext("修改机器人 %(name)s") % {"name": robot.name},
        before=before,
        after=_told(robot),
        moved=moved,
    )
    return robot


@action("robot.retire", on="robot")
def retire_robot(viewer: Viewer, robot: Robot, *, version: int) -> None:
    """It is told nothing any more, what still waits for it included; its address and secret are forgotten."""
    _refuse_retired(robot)
    _write(robot, version, active=False, address="", secret=None)
    waiting = Outgoing.objects.filter(target=str(robot.uuid), state=OutgoingState.WAITING)
    waiting.filter(channel=Channel.ROBOT).update(state=OutgoingState.DROPPED, fault="robot retired")
    note(summary=gettext("停用机器人 %(name)s，地址和密钥已删除") % {"name": robot.name})


@action("robot.test", on="robot")
def try_robot(viewer: Viewer, robot: Robot) -> None:
    """Have a word sent to it, through the outbox like everything else; one at a time."""
    _refuse_retired(robot)
    under_way = Outgoing.objects.filter(
        target=str(robot.uuid),
        key__startswith=f"robot:{robot.uuid}:test:",
        state__in=(OutgoingState.WAITING, OutgoingState.SENDING),
    )
    if under_way.exists():
        raise Refused("robot.test_waits", gettext("上一条测试还没有发完——请稍后刷新，看到结果再发"))
    post_to(
        [robot],
        f"test:{secrets.token_hex(8)}",
        gettext("整改系统测试消息"),
        gettext("收到这一条，说明机器人已接好。以后只发件数和链接。"),
    )
    note(summary=gettext("向机器人 %(name)s 发送测试") % {"name": robot.name})


def _describe(robot: Robot, name: str, kind: str, events: Collection[str]) -> None:
    robot.name = plain_line(name, longest=LONGEST_NAME)
    if kind not in RobotKind.values:
        raise BadInput("robot.kind", gettext("没有这种机器人——请从企业微信、钉钉、飞书中选"))
    robot.kind = kind
    if not set(events) & set(RobotEvent.values):
        raise BadInput("robot.no_event", gettext("没有选要发什么——请至少勾选一项"))
    for event in RobotEvent.values:
        setattr(robot, f"on_{event}", event in events)
    same = Robot.objects.filter(office=robot.office_id, name=robot.name, active=True)
    if same.exclude(pk=robot.pk).exists():
        raise BadInput("robot.exists", gettext("已有同名的机器人——请换一个名称"))


def _place(robot: Robot, address: str) -> None:
    """Where it is; a vendor's host takes its own kind alone."""
    text = plain_text(address, longest=LONGEST_ADDRESS)
    robot.host = str(place_of(text).host)
    _check_kind(robot)
    robot.address = seal(text, record=str(robot.uuid), field=ADDRESS)


def _check_kind(robot: Robot) -> None:
    known = kind_at(robot.host)
    if known is not None and known != robot.kind:
        raise BadInput(
            "robot.other_kind",
            gettext("这个地址是%(known)s的，所选类别是%(kind)s——请改选类别或重新复制地址")
            % {"known": known.label, "kind": RobotKind(robot.kind).label},
        )


def _sign(robot: Robot, secret: str) -> None:
    text = plain_text(secret, longest=LONGEST_SECRET)
    if robot.kind == RobotKind.WECOM and (text or robot.secret):
        raise BadInput(
            "robot.no_signing", gettext("企业微信的机器人不用签名密钥——请清空密钥，或改选类别")
        )
    if text:
        robot.secret = seal(text, record=str(robot.uuid), field=SECRET)


def _told(robot: Robot) -> dict[str, object]:
    """What may be journaled of it."""
    return {
        "name": robot.name,
        "kind": robot.kind,
        "host": robot.host,
        "signed": robot.secret is not None,
        "events": [event for event in RobotEvent.values if getattr(robot, f"on_{event}")],
    }


def _refuse_retired(robot: Robot) -> None:
    if not robot.active:
        raise Refused("robot.retired", gettext("这个机器人已停用，地址也删除了——需要的请新增一个"))


def _write(robot: Robot, version: int, **columns: object) -> None:
    """Only over what the viewer saw."""
    rows = Robot.objects.filter(pk=robot.pk, version=version, active=True)
    if not rows.update(version=F("version") + 1, **columns):
        raise Conflict(
            "version.changed", gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办")
        )
