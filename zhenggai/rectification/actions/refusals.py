"""Refusals that several actions share."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict, NotFound, Refused
from zhenggai.rectification.models import Issue, Measure

SHORTEST_REASON = 10


def refuse_settled(issue: Issue, measure: Measure | None = None) -> None:
    """What was closed, or handed in for closure, stays as it is. A consolidating measure goes on all the same: it is
    followed up after the closure."""
    if measure is not None and measure.is_core is False and not measure.is_complete:
        return
    if issue.is_in_review:
        raise Refused(
            "issue.in_review",
            gettext("问题正在审核销号，已提交的内容不能再改——请由申请人撤回，或等审核退回后再办"),
        )
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


def refuse_seen_otherwise(row: Issue | Measure, version: int) -> None:
    """Somebody else changed the row since the viewer saw it (security.md D04)."""
    if row.version != version:
        raise Conflict(
            "version.changed",
            gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办"),
        )


def reason_of(text: str, *, longest: int = 500) -> str:
    """A reason that says something."""
    reason = plain_text(text, longest=longest)
    if len(reason) < SHORTEST_REASON:
        raise BadInput(
            "reason.short",
            gettext("理由不足 %(least)s 个字——请写明是什么、为什么") % {"least": SHORTEST_REASON},
        )
    return reason
