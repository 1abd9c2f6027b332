"""The six levels of review and what each asks, as data (process.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    HEAD = 1, _("部门负责人")
    OFFICE = 2, _("整改办复核")
    LEADER = 3, _("分管领导审签")
    DISCIPLINE = 4, _("纪检委会签")
    GROUP = 5, _("领导小组会议")
    SUPERIOR = 6, _("上级确认")


class Asks(TextChoices):
    """A part of a level's form."""

    TICKS = "ticks", _("逐条措施勾验")
    SAMPLE = "sample", _("抽查佐证")
    QUESTIONS = "questions", _("五看")
    OPINION = "opinion", _("意见")
    MEETING = "meeting", _("会议记录")
    LETTER = "letter", _("函件")


class Question(TextChoices):
    """五看: what must be true of an issue that is closed."""

    FACT = "fact", _("事实改了没有")
    MEASURE = "measure", _("措施落了没有")
    PEOPLE = "people", _("人（责）追了没有")
    MONEY = "money", _("钱（物）还了没有")
    RULE = "rule", _("制度立了、在用没有")


class Answer(TextChoices):
    YES = "yes", _("是")
    NO = "no", _("否")
    NOT_APPLICABLE = "na", _("不适用")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Who reviews at a level and what the form asks. `setting` is the office's choice; None where it always applies."""

    level: Level
    role: str
    asks: frozenset[Asks]
    basis: str | Promise
    setting: str | None = None

    @property
    def label(self) -> str:
        return str(self.level.label)


def _rule(
    level: Level, role: str, *asks: Asks, basis: str | Promise, may_be_left_out: bool = True
) -> LevelRule:
    setting = f"closure.level_{level.value}" if may_be_left_out else None
    return LevelRule(level, role, frozenset(asks), basis, setting)


RULES: Mapping[Level, LevelRule] = {
    rule.level: rule
    for rule in (
        _rule(
            Level.HEAD, "lead_dept", Asks.OPINION,
            basis=_("牵头部门负责人先审，与申请人不是同一人"),
        ),
        _rule(
            Level.OFFICE, "rect_office", Asks.TICKS, Asks.SAMPLE, Asks.QUESTIONS, Asks.OPINION,
            basis=_("整改办逐条措施勾验，抽查佐证，按五看逐项写依据"), may_be_left_out=False,
        ),
        _rule(
            Level.LEADER, "charge_leader", Asks.OPINION,
            basis=_("分管领导对本人分管的问题一岗双责，审签负责"),
        ),
        _rule(
            Level.DISCIPLINE, "discipline_committee", Asks.QUESTIONS, Asks.OPINION,
            basis=_("纪检委独立会签，可以否决"),
        ),
        _rule(
            Level.GROUP, "group_leader", Asks.MEETING, Asks.OPINION,
            basis=_("销号由领导小组会议审定，写明会议和表决"), may_be_left_out=False,
        ),
        _rule(
            Level.SUPERIOR, "superior_reviewer", Asks.OPINION, Asks.LETTER,
            basis=_("上级联审的，由上级确认；上级不在系统内的录入函件文号和日期"),
        ),
    )
}  # fmt: skip

ON, OFF = "on", "off"


def levels_in_force(values: Mapping[str, Any]) -> list[int]:
    """The levels that apply under an office's settings, in their order."""
    return [
        rule.level.value
        for rule in RULES.values()
        if rule.setting is None or values[rule.setting] == ON
    ]


def level_after(levels: list[int], level: int) -> int | None:
    """The level whose turn it is next; None after the last."""
    later = [item for item in levels if item > level]
    return later[0] if later else None
