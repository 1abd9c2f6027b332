"""Which of the five papers is due, and whether one may be written: pure functions of how a matter stands (process.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from zhenggai.rectification.models import LetterKind


@dataclass(frozen=True, slots=True)
class Steps:
    """Days of lateness up to which a reminder will do, and up to which an admonition."""

    reminder: int = 15
    admonition: int = 30


@dataclass(frozen=True, slots=True)
class Matter:
    """How an issue stands on a day. `days_late` is negative before the deadline, None without one; `is_near` while it is
    yellow; `is_special` where it was yellow too often or its closure returned too often; `last_day_passed` where an
    admonition set a final day that has gone by; `written` are the papers that this deadline has seen already."""

    days_late: int | None = None
    is_near: bool = False
    is_special: bool = False
    last_day_passed: bool = False
    written: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A paper that is due, and on what ground."""

    kind: LetterKind
    basis: str


USUAL = Steps()


def next_step(matter: Matter, steps: Steps = USUAL) -> Step | None:
    """The paper that is due; None where none is, or where it has been written for this deadline already."""
    kind = _due(matter, steps)
    if kind is LetterKind.NOTICE and kind in matter.written:
        kind = LetterKind.GUIDANCE
    if kind is None or kind in matter.written:
        return None
    return Step(kind, basis_of(kind, matter, steps))


def obstacle(kind: LetterKind, matter: Matter, steps: Steps = USUAL) -> str | None:
    """Why that paper may not be written now, with its mend; None where it may."""
    late = matter.days_late or 0
    if kind is LetterKind.REMINDER and late <= 0 and not matter.is_near:
        return gettext("事项未临期也未超期——提醒书用于临期和超期初期；可先发督查督办通知书")
    if kind is LetterKind.ADMONITION and late <= 0:
        return gettext("事项没有超期——告诫书用于超期；临期的请发提醒书")
    if (
        kind is LetterKind.ACCOUNTABILITY
        and late <= steps.admonition
        and not matter.last_day_passed
    ):
        return gettext(
            "超期未满 %(days)s 天，最后期限也未过——不能提请问责；请先发告诫书，再定最后期限"
        ) % {"days": steps.admonition + 1}
    return None


def basis_of(kind: LetterKind, matter: Matter, steps: Steps = USUAL) -> str:
    """The ground that stands in the paper."""
    late = matter.days_late or 0
    words: Mapping[str, object] = {
        "late": late,
        "reminder": steps.reminder,
        "first": steps.reminder + 1,
        "admonition": steps.admonition,
    }
    if kind is LetterKind.ACCOUNTABILITY and matter.last_day_passed:
        return gettext("告诫书所定最后期限已过，仍未完成——提请约谈、问责，记入党风廉政考核")
    sentences = {
        LetterKind.NOTICE: gettext("同一事项多次黄色预警或多次退回——专函督办"),
        LetterKind.GUIDANCE: gettext("阶段督查——须由责任单位主要负责人签字认领"),
        LetterKind.REMINDER: gettext("超期 %(late)s 天（1 至 %(reminder)s 天）——提醒") % words
        if late > 0
        else gettext("临近时限——提醒"),
        LetterKind.ADMONITION: gettext(
            "超期 %(late)s 天（%(first)s 至 %(admonition)s 天）——告诫，约谈承办部门负责人，再定最后期限"
        )
        % words,
        LetterKind.ACCOUNTABILITY: gettext(
            "超期 %(late)s 天（超过 %(admonition)s 天）——提请约谈、问责，记入党风廉政考核"
        )
        % words,
    }
    return sentences[kind]


def _due(matter: Matter, steps: Steps) -> LetterKind | None:
    late = matter.days_late or 0
    if late > steps.admonition or matter.last_day_passed:
        return LetterKind.ACCOUNTABILITY
    if late > steps.reminder:
        return LetterKind.ADMONITION
    if late > 0:
        return LetterKind.REMINDER
    if matter.is_special:
        return LetterKind.NOTICE
    return LetterKind.REMINDER if matter.is_near else None
