"""What belongs to a democratic-life meeting alone: materials, criticism, the action list against every issue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.clock import today
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import queries
from zhenggai.rectification.actions import life as actions
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields
from zhenggai.web.meeting_forms import oneself
from zhenggai.web.page import page
from zhenggai.web.pages.meetings import done
from zhenggai.web.request import Request


@page("life.hand_in", "POST")
def hand_in(request: Request, uuid: UUID) -> HttpResponse:
    """One's own material, or somebody's by the rectification office."""
    return done(
        request,
        uuid,
        "hand-in",
        lambda found, posted: actions.hand_in(
            request.viewer,
            found,
            person=fields.person(request.viewer, posted, "person") or oneself(request.viewer),
            text=posted.get("text", ""),
            handed_in_on=fields.day(posted, "handed_in_on") or today(),
            today=today(),
        ),
    )


@page("life.criticize", "POST")
def criticize(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "criticize",
        lambda found, posted: actions.criticize(
            request.viewer,
            found,
            critic=_needed(request.viewer, posted, "critic"),
            subject=_needed(request.viewer, posted, "subject"),
            text=posted.get("text", ""),
        ),
    )


@page("life.act", "POST")
def act(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "act",
        lambda found, posted: actions.add_action(
            request.viewer,
            found,
            issue=_issue(request.viewer, posted.get("issue", "")),
            text=posted.get("text", ""),
            owner=_needed(request.viewer, posted, "owner"),
            deadline=fields.needed_day(posted, "deadline"),
        ),
    )


@page("life.act", "POST")
def fill(request: Request, uuid: UUID) -> HttpResponse:
    """Take the ledger's targets, owners and deadlines into the list."""
    return done(
        request,
        uuid,
        "act",
        lambda found, posted: actions.fill_actions(request.viewer, found),
    )


@page("life.act", "POST")
def drop(request: Request, uuid: UUID) -> HttpResponse:
    line = process.find_life_action(request.viewer, uuid)
    return done(
        request,
        line.meeting.uuid,
        "act",
        lambda found, posted: actions.drop_action(request.viewer, line),
    )


def _needed(viewer: Viewer, posted: Any, name: str) -> Any:
    person = fields.person(viewer, posted, name)
    if person is None:
        raise BadInput("field.person", _("没有选人员——请从名单中选一位"))
    return person


def _issue(viewer: Viewer, text: str) -> Any:
    try:
        return queries.find_issue(viewer, UUID(text))
    except ValueError:
        raise BadInput("field.issue", _("没有选问题——请选清单对应的反馈问题")) from None
