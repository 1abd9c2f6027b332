"""What came of it, to be counted: rules by document number, money with its vouchers, how people were dealt with (process.md §8)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.issues import Issue
from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Row, one_of


class RuleChange(models.TextChoices):
    MADE = "made", _("新建")
    REVISED = "revised", _("修订")
    ABOLISHED = "abolished", _("废止")
    REISSUED = "reissued", _("重申印发")


class MoneyKind(models.TextChoices):
    CLEARED = "cleared", _("清退违规")
    RECOVERED = "recovered", _("追缴")
    BORNE = "borne", _("追回个人承担")
    SAVED = "saved", _("挽回损失")


class Treatment(models.TextChoices):
    """How somebody was dealt with, the lightest first."""

    CRITICISM = "criticism", _("批评教育、提醒谈话")
    ADMONITION = "admonition", _("诫勉")
    ORGANIZATIONAL = "organizational", _("组织处理")
    DISCIPLINE = "discipline", _("党纪政务处分")
    TRANSFERRED = "transferred", _("移送")


def _withdrawn(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_on=None, withdrawn_reason=None)
        | Q(withdrawn_on__isnull=False, withdrawn_reason__isnull=False),
    )


class Outcome(Row):
    """What the three have in common. One that was wrong is withdrawn with a reason and stays to be seen."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="%(class)ss")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_by_name = models.CharField(_("登记人"), max_length=100)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(_("撤销原因"), null=True)

    class Meta:
        abstract = True


class RuleOutcome(Outcome):
    """A rule that was made, revised, abolished or issued again; without a document number it is a draft and does not count."""

    change = models.CharField(_("动作"), max_length=9, choices=RuleChange.choices)
    title = models.CharField(_("制度名称"), max_length=200)
    doc_no = models.CharField(_("文号"), max_length=60, null=True)
    issued_on = models.DateField(_("印发日期"), null=True)

    objects: ClassVar[models.Manager[RuleOutcome]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("rule_outcome_change", "change", RuleChange),
            models.CheckConstraint(
                name="rule_outcome_number_with_day",
                condition=Q(doc_no=None, issued_on=None)
                | Q(doc_no__isnull=False, issued_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["office", "doc_no", "change"],
                condition=Q(withdrawn_on=None),
                name="rule_outcome_once",
            ),
            _withdrawn("rule_outcome_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.title


class MoneyOutcome(Outcome):
    """Money that came back or was kept, in whole 分."""

    kind = models.CharField(_("类别"), max_length=9, choices=MoneyKind.choices)
    fen = models.BigIntegerField(_("金额"))
    happened_on = models.DateField(_("日期"))
    words = models.CharField(_("事由"), max_length=200)

    objects: ClassVar[models.Manager[MoneyOutcome]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("money_outcome_kind", "kind", MoneyKind),
            models.CheckConstraint(name="money_outcome_positive", condition=Q(fen__gt=0)),
            _withdrawn("money_outcome_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.words


class MoneyVoucher(Row):
    """A voucher of such money (凭证): its number and sum in whole 分."""

    outcome = models.ForeignKey(MoneyOutcome, on_delete=models.PROTECT, related_name="vouchers")
    number = models.CharField(_("凭证号"), max_length=60)
    fen = models.BigIntegerField(_("凭证金额"))
    paid_on = models.DateField(_("凭证日期"))
    recorded_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[MoneyVoucher]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "number"], name="money_voucher_once"),
            models.CheckConstraint(name="money_voucher_positive", condition=Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number


class PersonOutcome(Outcome):
    """Somebody was dealt with, once. No name stands here: `mark` is the office's own sign for the person (代号), so that one
    person is counted once."""

    treatment = models.CharField(_("处理"), max_length=14, choices=Treatment.choices)
    mark = models.CharField(_("代号"), max_length=20)
    decided_on = models.DateField(_("处理日期"))

    objects: ClassVar[models.Manager[PersonOutcome]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("person_outcome_treatment", "treatment", Treatment),
            _withdrawn("person_outcome_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.mark
