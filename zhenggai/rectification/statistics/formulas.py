"""Every formula of process.md §8, once: what is counted over what, in words for the footnote, on which basis. Pure; pages,
papers, snapshots and the command line show what stands here and have no formula of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Counts = Mapping[str, int | None]
"""Whole numbers by name; None where nothing is known, which is not the same as 0."""


class Shape(StrEnum):
    """What a figure is: a share in percent, a number of things, a mean, or a sum in 分."""

    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    MONEY = "money"


class Family(StrEnum):
    """Which figures stand together."""

    DONE = "done"
    TIME = "time"
    TYPE = "type"
    TURNS = "turns"
    RULES = "rules"
    MONEY = "money"
    PERSONS = "persons"
    MEETINGS = "meetings"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure: `numerator` and `denominator` name counts, `words` say the formula as a footnote does."""

    key: str
    label: Words
    words: Words
    family: Family
    numerator: str
    denominator: str | None = None
    shape: Shape = Shape.RATE
    unit: Words = ""
    basis: Words = ""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure with its numbers. Without a denominator, or with one of 0, a rate or mean is None: nothing was due is
    neither 0 nor 100 %."""

    formula: Formula
    numerator: int | None
    denominator: int | None

    @property
    def value(self) -> Decimal | int | None:
        """Percent or mean with two decimals, a count, or a sum in 分."""
        if self.formula.shape is Shape.RATE:
            return rate(self.numerator, self.denominator)
        if self.formula.shape is Shape.MEAN:
            return mean(self.numerator, self.denominator)
        return self.numerator

    @property
    def shown(self) -> str:
        """The value as a page writes it; a dash where there is none."""
        value = self.value
        if value is None:
            return "—"
        if self.formula.shape is Shape.RATE:
            return f"{value}%"
        return ten_thousand(int(value)) if self.formula.shape is Shape.MONEY else str(value)


def rate(part: int | None, whole: int | None) -> Decimal | None:
    """Percent with two decimals, half up: 688 of 697 is 98.71. 100 is said of all only, 0 of none only."""
    if part is None or not whole:
        return None
    found = _two_decimals(Decimal(part) * 100 / whole)
    if part < whole:
        found = min(found, Decimal("99.99"))
    return max(found, Decimal("0.01")) if part > 0 else found


def mean(total: int | None, count: int | None) -> Decimal | None:
    """The mean with two decimals; None of nothing."""
    return None if total is None or not count else _two_decimals(Decimal(total) / count)


def ten_thousand(fen: int) -> str:
    """A sum in 分 as 万元 with two decimals, half up."""
    return f"{_two_decimals(Decimal(fen) / 1_000_000):,.2f}"


def _two_decimals(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def statistics_of(counts: Counts, *families: Family) -> tuple[Statistic, ...]:
    """The figures that these counts give, of the families named or of all, in the order of the table."""
    return tuple(
        Statistic(
            formula,
            counts.get(formula.numerator),
            counts.get(formula.denominator) if formula.denominator else None,
        )
        for formula in FORMULAS
        if not families or formula.family in families
    )


_F = Formula
_ISSUES, _MEASURES, _TIMES, _PERSONS = _("个"), _("条"), _("次"), _("人")
_STATES = _("状态按截数时刻快照；立账后的问题全部计入")
_DEADLINES = _("截止日当天仍算按期；按期以申请销号日计，被退回的以最后一次申请日计")
_PAPERS = _("以已印发文号计，草案不计")
_HEAVIEST = _("按“人”计，同一人取最重；人次另列")


def _typed(key: str, label: Words, words: Words) -> Formula:
    return _F(f"{key}_done_rate", label, words, Family.TYPE, f"{key}_done", key, basis=_STATES)


def _money(key: str, label: Words) -> Formula:
    return _F(
        f"money_{key}", label, _("登记金额之和（万元，两位小数）；四类分列不合并"), Family.MONEY,
        f"money_{key}", shape=Shape.MONEY, unit=_("万元"), basis=_("资金合计与凭证合计须一致"),
    )  # fmt: skip


def _persons(key: str, label: Words) -> Formula:
    return _F(
        f"persons_{key}", label, _("以此为最重处理的人数"), Family.PERSONS, f"persons_{key}",
        shape=Shape.COUNT, unit=_PERSONS, basis=_HEAVIEST,
    )  # fmt: skip


def _rules(key: str, label: Words, words: Words) -> Formula:
    return _F(
        f"rules_{key}", label, words, Family.RULES, f"rules_{key}",
        shape=Shape.COUNT, unit=_("项"), basis=_PAPERS,
    )  # fmt: skip


def _meetings(key: str, label: Words, words: Words) -> Formula:
    return _F(
        f"meetings_{key}", label, words, Family.MEETINGS, f"meetings_{key}",
        shape=Shape.COUNT, unit=_("场"), basis=_("会议学习场次：专题会、民主（组织）生活会、学习、党课"),
    )  # fmt: skip


FORMULAS: tuple[Formula, ...] = (
    _F(
        "issue_done_rate", _("问题完成率"),
        _("已销号与已巩固的问题数 ÷ 问题总数；阶段性完成不计入"), Family.DONE,
        "done", "issues", basis=_STATES,
    ),
    _F(
        "stage_done_rate", _("阶段性完成率"),
        _("（已销号、已巩固、阶段性完成的问题数）÷ 问题总数；单列，不并入问题完成率"), Family.DONE,
        "done_or_staged", "issues", basis=_STATES,
    ),
    _F(
        "measure_done_rate", _("措施完成率"),
        _("已完成与已核实的措施数 ÷ 全部措施数；文件所称完成不计入"), Family.DONE,
        "complete", "measures", basis=_STATES,
    ),
    _F(
        "on_time_rate", _("按期完成率"),
        _("在原时限内申请并已销号的问题数 ÷ 原时限已过、应当完成的问题数；长期坚持的不计"), Family.TIME,
        "on_time", "due", basis=_DEADLINES,
    ),
    _F(
        "on_time_pending", _("按期申请、尚在审核"),
        _("原时限已过、在原时限内申请、尚未销号的问题数；按期完成率未计入"), Family.TIME,
        "on_time_pending", shape=Shape.COUNT, unit=_ISSUES, basis=_DEADLINES,
    ),
    _F(
        "overdue", _("超期"), _("问题或其未完成措施的时限早于截数日、尚未销号的问题数"), Family.TIME,
        "overdue", shape=Shape.COUNT, unit=_ISSUES, basis=_DEADLINES,
    ),
    _F(
        "overdue_days", _("平均超期天数"), _("超期问题的超期天数之和 ÷ 超期问题数"), Family.TIME,
        "overdue_days", "overdue", Shape.MEAN, _("天"), _DEADLINES,
    ),
    _typed("immediate", _("立行立改完成率"), _("立行立改中已销号的 ÷ 立行立改的问题数")),
    _typed("timed", _("限期整改完成率"), _("限期整改中已销号的 ÷ 限期整改的问题数")),
    _typed("by_stages", _("分阶段整改完成率"), _("分阶段整改中已销号的 ÷ 分阶段整改的问题数")),
    _F(
        "long_term", _("长期坚持项数"), _("整改类型为长期坚持的问题数；不单独销号，不计入完成"), Family.TYPE,
        "long_term", shape=Shape.COUNT, unit=_ISSUES, basis=_STATES,
    ),
    _F(
        "return_rate", _("退回率"), _("被退回的销号申请数 ÷ 销号申请数（撤回的不计）"), Family.TURNS,
        "returned", "applications", basis=_STATES,
    ),
    _F(
        "extension_rate", _("延期率"), _("获准延期的问题数 ÷ 问题总数"), Family.TURNS,
        "extended", "issues", basis=_STATES,
    ),
    _F(
        "relapse_rate", _("回潮率"), _("销号后重新立账的问题数 ÷ 曾销号的问题数"), Family.TURNS,
        "reopened", "ever_closed", basis=_STATES,
    ),
    _rules("made", _("新建制度"), _("印发了文号的新建制度数")),
    _rules("revised", _("修订制度"), _("印发了文号的修订制度数")),
    _rules("abolished", _("废止制度"), _("印发了文号的废止制度数")),
    _money("cleared", _("清退违规")),
    _money("recovered", _("追缴")),
    _money("borne", _("追回个人承担")),
    _money("saved", _("挽回损失")),
    _persons("criticism", _("批评教育、提醒谈话")),
    _persons("admonition", _("诫勉")),
    _persons("organizational", _("组织处理")),
    _persons("discipline", _("党纪政务处分")),
    _persons("transferred", _("移送")),
    _F(
        "person_times", _("处理人次"), _("登记的处理次数；同一人几次都计"), Family.PERSONS,
        "person_times", shape=Shape.COUNT, unit=_TIMES, basis=_HEAVIEST,
    ),
    _meetings("special", _("专题会"), _("已召开的专题会议场次")),
    _meetings("life", _("民主（组织）生活会"), _("已召开的专题民主生活会场次；组织生活会由登记簿计")),
    _meetings("study", _("学习"), _("登记簿记载的集中学习场次；没有登记簿的不计数")),
    _meetings("lecture", _("党课"), _("登记簿记载的党课场次；没有登记簿的不计数")),
    _F(
        "near", _("十日内到期"), _("尚未销号、没有超期、最早时限在截数日起 10 天内（含当日）的问题数"),
        Family.WATCH, "near", shape=Shape.COUNT, unit=_ISSUES, basis=_DEADLINES,
    ),
    _F(
        "words_only", _("只有学习和会议的问题"), _("全部措施均属学习教育、会议研究两类的问题数"), Family.WATCH,
        "words_only", shape=Shape.COUNT, unit=_ISSUES, basis=_("防止纸面整改"),
    ),
)  # fmt: skip

BY_KEY: dict[str, Formula] = {formula.key: formula for formula in FORMULAS}

FAMILY_LABELS: dict[Family, Words] = {
    Family.DONE: _("完成情况"),
    Family.TIME: _("时限"),
    Family.TYPE: _("按整改类型"),
    Family.TURNS: _("退回、延期、回潮"),
    Family.RULES: _("制度成果"),
    Family.MONEY: _("资金"),
    Family.PERSONS: _("处理人数"),
    Family.MEETINGS: _("会议学习"),
    Family.WATCH: _("盯办"),
}


def footnote(formula: Formula) -> str:
    """The formula as a footnote of a report."""
    return f"{formula.label}：{formula.words}"
