"""The least evidence that each kind of measure needs before it counts (process.md §2), as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeasureKind(TextChoices):
    STUDY = "study", _("学习教育")
    MEETING = "meeting", _("会议研究")
    POLICY = "policy", _("制度建设")
    CORRECT = "correct", _("纠正清理")
    LEDGER = "ledger", _("建账登记")
    CHECK = "check", _("督促检查")
    NOTIFY = "notify", _("沟通告知")
    PUBLICITY = "publicity", _("公开公示")
    RECOVER = "recover", _("追缴退赔")
    ACCOUNT = "account", _("问责处理")


class EvidenceKind(TextChoices):
    NOTICE = "notice", _("通知、方案或议题")
    SIGN_IN = "sign_in", _("签到（应到、实到）")
    RECORD = "record", _("学习或会议记录、纪要")
    PHOTO = "photo", _("照片")
    COURSEWARE = "courseware", _("课件")
    POLICY_TEXT = "policy_text", _("制度正式文本（文号、印发日）")
    DELIBERATION = "deliberation", _("审议会议记录")
    ISSUANCE = "issuance", _("印发凭证")
    BRIEFING = "briefing", _("学习宣贯记录")
    COMPARISON = "comparison", _("整改前后对比")
    LIST = "list", _("逐条清单")
    LEDGER_COPY = "ledger_copy", _("台账导出件")
    SAMPLE_CHECK = "sample_check", _("抽样核对单")
    CHECK_RECORD = "check_record", _("检查记录（样本、发现、处理）")
    LETTER = "letter", _("函件或告知书")
    DELIVERY = "delivery", _("送达凭证")
    PUBLIC_NOTICE = "public_notice", _("公示件（起止日期）")
    SCREENSHOT = "screenshot", _("截图")
    PAYMENT = "payment", _("缴款凭证和账户流水号")
    TALLY = "tally", _("种类、日期、人数登记")
    OTHER = "other", _("其他")


class Verdict(TextChoices):
    """What the rectification office says of one piece of evidence."""

    PENDING = "pending", _("待核")
    ACCEPTED = "accepted", _("已采信")
    RETURNED = "returned", _("已退回")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there; any of `kinds` will do."""

    kinds: frozenset[str]

    @property
    def usual(self) -> str:
        """The first of the kinds, as they are listed."""
        return next(kind.value for kind in EvidenceKind if kind in self.kinds)

    @property
    def label(self) -> str:
        return "／".join(str(kind.label) for kind in EvidenceKind if kind in self.kinds)


def _needs(*each: Sequence[EvidenceKind]) -> tuple[Need, ...]:
    return tuple(Need(frozenset(kinds)) for kinds in each)


_E = EvidenceKind

LEAST: dict[str, tuple[Need, ...]] = {
    MeasureKind.STUDY: _needs([_E.NOTICE], [_E.SIGN_IN], [_E.RECORD], [_E.PHOTO, _E.COURSEWARE]),
    MeasureKind.MEETING: _needs([_E.NOTICE], [_E.SIGN_IN], [_E.RECORD]),
    MeasureKind.POLICY: _needs([_E.POLICY_TEXT], [_E.DELIBERATION], [_E.ISSUANCE], [_E.BRIEFING]),
    MeasureKind.CORRECT: _needs([_E.COMPARISON], [_E.LIST]),
    MeasureKind.LEDGER: _needs([_E.LEDGER_COPY], [_E.SAMPLE_CHECK]),
    MeasureKind.CHECK: _needs([_E.NOTICE], [_E.CHECK_RECORD]),
    MeasureKind.NOTIFY: _needs([_E.LETTER], [_E.DELIVERY]),
    MeasureKind.PUBLICITY: _needs([_E.PUBLIC_NOTICE], [_E.SCREENSHOT, _E.PHOTO]),
    MeasureKind.RECOVER: _needs([_E.LIST], [_E.PAYMENT]),
    MeasureKind.ACCOUNT: _needs([_E.TALLY]),
}

ONLY_WORDS = frozenset({MeasureKind.STUDY, MeasureKind.MEETING})
"""Kinds that change nothing by themselves: an issue answered by these alone is suspected of 纸面整改 (PL-10)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A need of a measure and whether it is met; `kind` is the usual kind of evidence for it."""

    label: str
    met: bool
    kind: str


def checklist(kinds: Iterable[str], present: Iterable[str]) -> tuple[Checked, ...]:
    """What a measure of these kinds must show, each need once, with what is there ticked."""
    there = set(present)
    needs = dict.fromkeys(need for kind in kinds for need in LEAST[kind])
    return tuple(Checked(need.label, bool(need.kinds & there), need.usual) for need in needs)


def answers_by_words_only(kinds_of_measures: Iterable[Sequence[str]]) -> bool:
    """Whether measures exist, all of known kind, and none is more than study or meeting."""
    several = list(kinds_of_measures)
    return bool(several) and all(kinds and ONLY_WORDS.issuperset(kinds) for kinds in several)
