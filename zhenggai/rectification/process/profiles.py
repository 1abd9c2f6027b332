"""Sets of limits (时限方案). None is a law: each says on what it rests, and the office fills in its own feedback document when it
takes one into use (process.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhenggai.rectification.models import Anchor, Profile, StageKey, Unit


@dataclass(frozen=True, slots=True)
class Term:
    """So many units after a day; `amount` is None where the stage has no limit. `basis` says who does it so."""

    anchor: Anchor
    amount: int | None
    unit: Unit
    basis: str | Promise


_PRACTICE = _("通行做法，以反馈文件要求为准")
_SEED = _("2021 年区级巡察整改实例")
_D, _MONTH = Unit.DAY, Unit.MONTH
_F = Anchor.FEEDBACK


def _terms(
    months: int,
    plan: tuple[int, str | Promise],
    period: str | Promise,
    **other: Term,
) -> dict[str, Term]:
    """The limits that all sets share, around the plan's and the period of concentrated work."""
    shared = {
        StageKey.RECEIPT: Term(_F, 7, _D, _("反馈后 7 天内由主要负责人签收——通行做法，以反馈文件要求为准")),
        StageKey.CONVEY: Term(_F, 7, _D, _("反馈后 7 天内开班子会、党组会传达——通行做法，以反馈文件要求为准")),
        StageKey.GROUP: Term(_F, 10, _D, _PRACTICE),
        StageKey.BREAKDOWN: Term(_F, 10, _D, _PRACTICE),
        StageKey.PLAN: Term(_F, plan[0], _D, plan[1]),
        StageKey.REVIEW: Term(Anchor.PLAN, 15, _D, _("多方联审的通行做法，以上级通知为准")),
        StageKey.LIFE: Term(Anchor.HALF, 0, _D, _("方案审定后、集中整改中期前召开")),
        StageKey.CONCENTRATED: Term(_F, months, _MONTH, period),
        StageKey.MIDTERM: Term(Anchor.HALF, 0, _D, _("集中整改期过半时督查")),
        StageKey.CLOSURE: Term(Anchor.END, 0, _D, _("随改随销，集中整改期满前")),
        StageKey.REPORT: Term(Anchor.END, 15, _D, _("集中整改期满后 15 天内报告——通行做法，以反馈文件要求为准")),
        StageKey.PUBLICITY: Term(Anchor.REPORT, 15, _D, _("报告审定后 15 天内，按《中国共产党党务公开条例（试行）》的程序")),
        StageKey.ASSESSMENT: Term(Anchor.END, 1, _MONTH, _PRACTICE),
        StageKey.LOOKBACK: Term(Anchor.CLOSED, 3, _MONTH, _("销号后 3、6、12 个月各看一次，首次 3 个月")),
        StageKey.LASTING: Term(Anchor.PLAN, None, _D, _("持续进行，不设期限")),
    }  # fmt: skip
    return {str(key): term for key, term in shared.items()} | other


PROFILES: dict[str, dict[str, Term]] = {
    Profile.SEED_2021: _terms(
        3,
        (13, _("2021 年区级巡察整改实例：反馈后第 13 天审定方案")),
        _SEED,
        concentrated=Term(_F, 91, _D, _("2021 年区级巡察整改实例：反馈后第 91 天通报阶段性进展")),
        publicity=Term(_F, 91, _D, _("2021 年区级巡察整改实例：反馈后第 91 天向社会通报")),
    ),
    Profile.COUNTY_3M: _terms(
        3,
        (30, _("反馈后 1 个月内报送方案——市、县级巡察的反馈要求")),
        _("县级巡察集中整改 3 个月的做法"),
    ),
    Profile.STANDARD_6M: _terms(
        6,
        (30, _("反馈后 1 个月内报送方案——市、县级巡察的反馈要求")),
        _("省级巡视集中整改 6 个月的做法"),
    ),
    Profile.LEGACY_2M: _terms(
        2,
        (30, _PRACTICE),
        _("反馈后 2 个月内报整改情况——2015、2017 年版《中国共产党巡视工作条例》，以现行规定为准"),
        report=Term(_F, 2, _MONTH, _("反馈后 2 个月内报整改情况——2015、2017 年版《中国共产党巡视工作条例》，以现行规定为准")),
    ),
    Profile.OWN: {
        key: Term(term.anchor, None, term.unit, _("尚未填写——按反馈文件逐项填写时限和依据"))
        for key, term in _terms(3, (30, _PRACTICE), _PRACTICE).items()
    },
}  # fmt: skip
