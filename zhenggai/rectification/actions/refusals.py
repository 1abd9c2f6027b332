"""Refusals that several actions share."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.rectification.models import Issue


def refuse_settled(issue: Issue) -> None:
    if issue.is_settled:
        raise Refused(
            "issue.settled",
            gettext("问题已销号，不能再改——销号后内容锁定；确有问题请由纪检委重新立账"),
        )


def refuse_future(day: date | None, today: date) -> None:
    if day and day > today:
        raise BadInput(
            "date.future",
            gettext("日期 %(day)s 还没有到——只能填已经发生的日期；请核对")
            % {"day": day.isoformat()},
        )


def not_found() -> NotFound:
    return NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
