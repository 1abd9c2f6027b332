"""What an office may set in rectification, with the basis of each default (process.md §6, §5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhenggai.jobs.actions import enqueue
from zhenggai.people.queries import setting_values
from zhenggai.people.settings import Setting
from zhenggai.rectification.deadlines import Colour, GreenMeaning, Thresholds, legend
from zhenggai.rectification.levels import OFF, ON, RULES, Level, LevelRule

RECOUNT_JOB = "rectification.recount"
REINDEX_JOB = "rectification.reindex"


def _recount(office_id: int) -> None:
    """The warning days of every open item are worked out anew, by the worker."""
    enqueue(RECOUNT_JOB, {"office": office_id}, office_id=office_id)


_THREE_COLOURS = _("三色预警通行做法：剩余 20 天首次预警，剩余 10 天二次预警，超期红色预警")

_LADDER = _(
    "督办升级通行做法：超期 1 至 15 天提醒，16 至 30 天告诫并约谈，超过 30 天或最后期限仍未完成提请问责"
)


def _level_setting(rule: LevelRule) -> Setting:
    """Whether a level applies; the superior's confirmation only where an office says so."""
    return Setting(
        rule.setting or "", rule.level.label, OFF if rule.level is Level.SUPERIOR else ON, rule.basis,
        room=_("销号"), choices=((ON, _("须经这一级")), (OFF, _("不设这一级"))),
    )  # fmt: skip


SETTINGS = (
    Setting(
        "warning.green_days", _("首次提醒：剩余天数"), 20, _THREE_COLOURS,
        room=_("预警"), unit=_("天"), low=1, high=365, changed=_recount,
    ),
    Setting(
        "warning.yellow_days", _("临期预警：剩余天数"), 10, _THREE_COLOURS,
        room=_("预警"), unit=_("天"), low=0, high=365, changed=_recount,
    ),
    Setting(
        "warning.short_days", _("按比例预警的短期限：总天数少于"), 30,
        _("总时长不足 30 天的任务，剩余三分之一提醒、六分之一临期"),
        room=_("预警"), unit=_("天"), low=0, high=365, changed=_recount,
    ),
    Setting(
        "warning.green_meaning", _("绿色的含义"), GreenMeaning.REMINDER.value,
        _("有的单位以绿色为首次提醒，有的以绿色为进展正常：图例随之改变"),
        room=_("预警"), choices=tuple((item.value, item.label) for item in GreenMeaning),
    ),
    Setting(
        "progress.every_days", _("填报进展的间隔"), 30,
        _("进展每月至少填报一次；逾此天数没有进展即为停滞"),
        room=_("进展"), unit=_("天"), low=1, high=365,
    ),
    Setting(
        "trigger.days", _("事件发生后的整改时限"), 30,
        _("条件触发型时限：事件登记后，按此天数推算时限"),
        room=_("时限"), unit=_("天"), low=1, high=365,
    ),
    Setting(
        "breakdown.hand_in_days", _("各室委提交原因和措施的时限"), 5,
        _("反馈后 5 天内提交，写入任务分解表——通行做法，以单位通知为准"),
        room=_("时限"), unit=_("天"), low=1, high=60,
    ),
    Setting(
        "stage.shift", _("阶段截止日遇休息日"), "no",
        _("截止日遇节假日默认不顺延；顺延的按本单位工作日历推到下一个工作日"),
        room=_("时限"), choices=(("no", _("不顺延")), ("yes", _("顺延到下一个工作日"))),
    ),
    Setting(
        "supervision.reminder_days", _("督办：超期几天以内发提醒书"), 15, _LADDER,
        room=_("督办"), unit=_("天"), low=1, high=365,
    ),
    Setting(
        "supervision.admonition_days", _("督办：超期几天以内发告诫书"), 30, _LADDER,
        room=_("督办"), unit=_("天"), low=1, high=365,
    ),
    Setting(
        "supervision.reply_days", _("督办：回复期限"), 5,
        _("每份督办文书须有回复期限——天数以本单位规定为准"),
        room=_("督办"), unit=_("天"), low=1, high=90,
    ),
    Setting(
        "digest.hour", _("每日摘要：几点以后发"), 8, _("上班时送达——以本单位作息为准"),
        room=_("通知"), unit=_("点"), low=0, high=23,
    ),
    *(_level_setting(rule) for rule in RULES.values() if rule.setting),
    Setting(
        "closure.sample_share", _("抽查佐证：比例"), 20, _("复核抽查佐证不少于 2 份或 20%，取大"),
        room=_("销号"), unit="%", low=1, high=100,
    ),
    Setting(
        "closure.sample_least", _("抽查佐证：最少份数"), 2, _("复核抽查佐证不少于 2 份或 20%，取大"),
        room=_("销号"), unit=_("份"), low=1, high=50,
    ),
    Setting(
        "closure.supervise_after", _("退回几次转入督办"), 2, _("同一问题退回两次以上触发督办"),
        room=_("销号"), unit=_("次"), low=1, high=10,
    ),
    Setting(
        "extension.most", _("延期：最多次数"), 1, _("整改时限严肃，延期一般不超过 1 次"),
        room=_("延期"), unit=_("次"), low=0, high=10,
    ),
    Setting(
        "extension.days_before", _("延期：到期前几天提出"), 5, _("延期须在到期前 5 天以上提出"),
        room=_("延期"), unit=_("天"), low=0, high=90,
    ),
    Setting(
        "survey.least", _("满意度：最小样本"), 10, _("有效票不足 10 张不出百分比，只报票数"),
        room=_("满意度"), unit=_("张"), low=3, high=1000,
    ),
    Setting(
        "survey.weight_satisfied", _("满意度：满意的权重"), 100, _("加权分＝Σ权重×票÷有效票，不了解不计入"),
        room=_("满意度"), unit=_("分"), low=0, high=100,
    ),
    Setting(
        "survey.weight_fair", _("满意度：基本满意的权重"), 70, _("加权分＝Σ权重×票÷有效票，不了解不计入"),
        room=_("满意度"), unit=_("分"), low=0, high=100,
    ),
    Setting(
        "survey.weight_poor", _("满意度：不满意的权重"), 30, _("加权分＝Σ权重×票÷有效票，不了解不计入"),
        room=_("满意度"), unit=_("分"), low=0, high=100,
    ),
)  # fmt: skip


def thresholds(office_id: int) -> Thresholds:
    """When the office's open items turn green and yellow."""
    values = setting_values(office_id)
    return Thresholds(
        values["warning.green_days"], values["warning.yellow_days"], values["warning.short_days"]
    )


def legend_of(office_id: int | None) -> tuple[GreenMeaning, tuple[tuple[Colour, str], ...]]:
    """What green means in an office, and what each mark says there."""
    values = setting_values(office_id)
    meaning = GreenMeaning(values["warning.green_meaning"])
    days = Thresholds(values["warning.green_days"], values["warning.yellow_days"])
    return meaning, legend(meaning, days)


def stalled_after(office_id: int | None) -> int:
    """Days without progress after which an open issue counts as stalled."""
    return int(setting_values(office_id)["progress.every_days"])


def shifts_days_off(office_id: int | None) -> bool:
    """Whether a stage that is due on a day off is due on the next working day instead."""
    return bool(setting_values(office_id)["stage.shift"] == "yes")
