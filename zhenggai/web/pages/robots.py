"""Robots of group chats that an office lets counts be told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people import actions, queries
from zhenggai.people.queries import RobotEvent, RobotKind
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.people.models import Robot


@page("robot.list")
def robots(request: Request) -> HttpResponse:
    return _list(request, Typed())


@page("robot.create", "POST")
def create(request: Request) -> HttpResponse:
    posted = request.POST

    def act() -> None:
        actions.create_robot(
            request.viewer,
            name=posted.get("name", ""),
            kind=posted.get("kind", ""),
            address=posted.get("address", ""),
            secret=posted.get("secret", ""),
            events=posted.getlist("event"),
        )

    return taken(
        request,
        "new",
        act,
        lambda typed: _list(request, typed),
        to=reverse("robots"),
        done=_("已新增——请点“发送测试”，看群里是否收到"),
    )


@page("robot.list")
def robot(request: Request, uuid: UUID) -> HttpResponse:
    return _one(request, queries.find_robot(request.viewer, uuid), Typed())


@page("robot.change", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_robot(request.viewer, uuid), request.POST

    def act() -> None:
        actions.change_robot(
            request.viewer,
            found,
            version=fields.version(posted.dict()),
            name=posted.get("name", ""),
            kind=posted.get("kind", ""),
            address=posted.get("address", ""),
            secret=posted.get("secret", ""),
            unsigned="unsigned" in posted,
            events=posted.getlist("event"),
        )

    return taken(
        request, "edit", act, lambda typed: _again(request, uuid, typed), to=reverse("robots")
    )


@page("robot.test", "POST")
def test(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_robot(request.viewer, uuid)
    return taken(
        request,
        "test",
        lambda: actions.try_robot(request.viewer, found),
        lambda typed: _list(request, typed),
        to=reverse("robots"),
        done=_("测试消息已排队，半分钟内发出——请刷新看结果"),
    )


@page("robot.retire", "POST")
def retire(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_robot(request.viewer, uuid)
    return taken(
        request,
        "retire",
        lambda: actions.retire_robot(
            request.viewer, found, version=fields.version(request.POST.dict())
        ),
        lambda typed: _again(request, uuid, typed),
        to=reverse("robots"),
        done=_("已停用"),
    )


def _list(request: Request, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    context = {
        "robots": queries.robots(viewer),
        "hosts": [str(host) for host in queries.robot_hosts()],
        "unsent": queries.dead_letter_count(viewer),
        **_form(request, typed, ()),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "robots.html", context, status=status)


def _again(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    """The page as it stands now, not as the refused form would have it."""
    return _one(request, queries.find_robot(request.viewer, uuid), typed)


def _one(request: Request, found: Robot, typed: Typed) -> HttpResponse:
    row = queries.robot_row(request.viewer, found)
    context = {"robot": row, **_form(request, typed, row.events)}
    status = typed.refused.status if typed.refused else 200
    return render(request, "robot.html", context, status=status)


def _form(request: Request, typed: Typed, chosen: tuple[str, ...]) -> dict[str, Any]:
    """What the form offers, and what is ticked in it: what was sent, else what is kept."""
    ticked = request.POST.getlist("event") if typed.form in ("new", "edit") else list(chosen)
    return {
        "typed": typed,
        "kinds": [(kind.value, kind.label) for kind in RobotKind],
        "events": [(event.value, event.label, event.value in ticked) for event in RobotEvent],
    }
