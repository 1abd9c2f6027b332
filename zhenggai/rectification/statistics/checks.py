"""ST-1 to ST-4: figures that must agree with each other before they are told to anybody (process.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from zhenggai.lib.money import yuan_words
from zhenggai.rectification.statistics.formulas import Counts, rate


class Level(StrEnum):
    ERROR = "E"
    WARNING = "W"


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree, why it matters, and what to do."""

    code: str
    level: Level
    sentence: str
    mend: str


def findings_of(counts: Counts) -> tuple[Finding, ...]:
    """What ST-1, ST-3 and ST-4 say of one set of counts; ST-2 compares two (`told_otherwise`)."""
    found = (classes_add_up(counts), done_but_for_measures(counts), money_matches(counts))
    return tuple(item for item in found if item is not None)


def classes_add_up(counts: Counts) -> Finding | None:
    """ST-1 E: 完成、基本完成、未完成 together are all issues that the feedback names; none where it names no number."""
    classes = [counts.get(name) for name in ("done", "staged", "open")]
    total = counts.get("claimed")
    if total is None:
        total = counts.get("issues")
    if total is None or any(count is None for count in classes):
        return None
    done, staged, still_open = (count or 0 for count in classes)
    if done + staged + still_open == total:
        return None
    return Finding(
        "ST-1",
        Level.ERROR,
        gettext(
            "完成 %(done)s、基本完成 %(staged)s、未完成 %(open)s，合计 %(sum)s，与反馈问题总数 %(total)s 不符"
        )
        % {
            "done": done,
            "staged": staged,
            "open": still_open,
            "sum": done + staged + still_open,
            "total": total,
        },
        gettext("请核对台账是否漏立、重立，或反馈意见所称总数"),
    )


def told_otherwise(told: Counts, frozen: Counts) -> tuple[Finding, ...]:
    """ST-2 E: numbers of a public text against those frozen at its cut-off; what the text does not tell is passed over."""
    labels = told_labels()
    return tuple(
        Finding(
            "ST-2",
            Level.ERROR,
            gettext("公开稿称%(what)s %(told)s，截数日快照为 %(frozen)s")
            % {
                "what": labels[name],
                "told": count,
                "frozen": "—" if frozen.get(name) is None else frozen[name],
            },
            gettext("请按快照改正公开稿，或重新截数"),
        )
        for name, count in told.items()
        if count is not None and count != frozen.get(name)
    )


def told_labels() -> Mapping[str, str]:
    """The numbers that a public text tells, by the name of their count."""
    return {
        "issues": gettext("问题总数"),
        "done": gettext("完成"),
        "staged": gettext("基本完成"),
        "open": gettext("未完成"),
        "measures": gettext("措施总数"),
        "complete": gettext("完成措施"),
    }


def done_but_for_measures(counts: Counts) -> Finding | None:
    """ST-3 W: every issue is done while measures are not: a public text must say so."""
    issues, done = counts.get("issues"), counts.get("done")
    measures, complete = counts.get("measures"), counts.get("complete")
    if not issues or done != issues or measures is None or complete is None or complete >= measures:
        return None
    return Finding(
        "ST-3",
        Level.WARNING,
        gettext("问题完成率 100%%，但 %(measures)s 条措施只完成 %(complete)s 条（%(rate)s%%）")
        % {"measures": measures, "complete": complete, "rate": rate(complete, measures)},
        gettext("公开稿须加说明句：部分细化措施仍在推进，共 %(left)s 条")
        % {"left": measures - complete},
    )


def money_matches(counts: Counts) -> Finding | None:
    """ST-4 E: the sums told and the sums of their vouchers are one."""
    told, shown = counts.get("money_told"), counts.get("money_shown")
    if told is None or shown is None or told == shown:
        return None
    return Finding(
        "ST-4",
        Level.ERROR,
        gettext("资金合计 %(told)s，凭证合计 %(shown)s，相差 %(gap)s")
        % {"told": yuan_words(told), "shown": yuan_words(shown), "gap": yuan_words(told - shown)},
        gettext("请补登凭证或更正金额"),
    )
