"""What stands before every way of changing an issue or a measure, whether on a page, in a cell or by a sheet: each
guard takes plain values and refuses with what is missing, on what basis, and how to mend it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.rectification.facts import holds_fact
from zhenggai.rectification.lifecycle import IssueState


class Settleable(Protocol):
    """An issue, or a row that stands for one."""

    @property
    def is_settled(self) -> bool: ...

    @property
    def is_in_review(self) -> bool: ...


class Completable(Protocol):
    """A measure, or a row that stands for one."""

    @property
    def is_complete(self) -> bool: ...

    @property
    def is_core(self) -> bool | None: ...


def refuse_settled(issue: Settleable, measure: Completable | None = None) -> None:
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


def refuse_finished(measure: Completable) -> None:
    if measure.is_complete:
        raise Refused(
            "measure.finished",
            gettext("措施已完成，不能再改——确需更改请由整改办退回后再办"),
        )


def refuse_early_deadline(started_on: date | None, deadline: date | None) -> None:
    """Of an issue: its term begins with the feedback."""
    if deadline and started_on and deadline < started_on:
        raise BadInput(
            "assign.deadline",
            gettext("时限早于反馈日期 %(day)s——整改时限自反馈之日起算；请改为该日或之后的日期")
            % {"day": started_on.isoformat()},
        )


def refuse_promised(state: str, before: date | None, after: date | None) -> None:
    """Of an issue: a deadline that was promised with the plan moves by an extension only."""
    if before is not None and state != IssueState.DRAFT and after != before:
        raise Refused(
            "assign.promised",
            gettext("时限 %(day)s 已随方案审定，不能直接改——确需推迟的，请申请延期")
            % {"day": before.isoformat()},
        )


def refuse_early_measure(started_on: date | None, deadline: date | None) -> None:
    if started_on and deadline and deadline < started_on:
        raise BadInput(
            "measure.deadline",
            gettext("措施时限早于开始日 %(day)s——请改正其中一个日期")
            % {"day": started_on.isoformat()},
        )


def refuse_future(day: date | None, today: date) -> None:
    if day and day > today:
        raise BadInput(
            "date.future",
            gettext("日期 %(day)s 还没有到——只能填已经发生的日期；请核对")
            % {"day": day.isoformat()},
        )


def refuse_without_fact(text: str) -> None:
    if not holds_fact(text):
        raise Refused(
            "progress.no_fact",
            gettext(
                "进展里没有事实——填报进展须写明日期、数量或文号之一，不能只写“正在推进”；请补充何时做了什么、做了多少"
            ),
        )
