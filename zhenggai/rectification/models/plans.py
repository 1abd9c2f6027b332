"""The plan of a round (整改方案), what the superior said of it, and what was promised when it was approved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.meetings import Meeting
from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Locked, Row, one_of


class PlanState(models.TextChoices):
    DRAFT = "draft", _("拟稿")
    SUBMITTED = "submitted", _("待审定")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已审定")


class Plan(Row):
    """One edition of the plan. It is worked on in the ledger; what stands here is its text and its way to approval."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("稿次"))
    state = models.CharField(
        _("状态"), max_length=9, choices=PlanState.choices, default=PlanState.DRAFT
    )
    guidance = models.TextField(_("指导思想"), null=True)
    goals = models.TextField(_("目标要求"), null=True)
    demands = models.TextField(_("工作要求"), null=True)
    submitted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    submitted_by_name = models.CharField(max_length=100, null=True)
    submitted_on = models.DateField(_("提交日期"), null=True)
    returned_reason = models.TextField(_("退回理由"), null=True)
    approved_by_name = models.CharField(max_length=100, null=True)
    approved_on = models.DateField(_("审定日期"), null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Plan]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["round"],
                condition=~Q(state=PlanState.APPROVED),
                name="plan_one_open_edition",
            ),
            one_of("plan_state", "state", PlanState),
            models.CheckConstraint(
                name="plan_approved_at_a_meeting",
                condition=~Q(state=PlanState.APPROVED)
                | Q(meeting__isnull=False, approved_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Opinion(models.TextChoices):
    AGREED = "agreed", _("同意")
    RETURNED = "returned", _("退单重报")


class PlanReview(Row):
    """What the superior said of an approved plan (方案会审), by letter where they do not work in the system."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    bodies = models.CharField(_("会审单位"), max_length=200)
    opinion = models.CharField(_("结论"), max_length=8, choices=Opinion.choices)
    text = models.TextField(_("审核意见"))
    letter_no = models.CharField(_("函件文号"), max_length=60, null=True)
    reviewed_on = models.DateField(_("审核日期"))
    recorded_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[PlanReview]] = ScopedManager(office="office")

    class Meta:
        constraints = [one_of("plan_review_opinion", "opinion", Opinion)]

    def __str__(self) -> str:
        return self.bodies


class Baseline(Row, Locked):
    """What was promised when an edition was approved: every issue and measure as it stood. `digest` is that of `body`."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="baseline")
    taken_on = models.DateField(_("审定日期"))
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    issue_count = models.PositiveIntegerField()
    measure_count = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[Baseline]] = ScopedManager(office="office")

    LOCKED = ("plan_id", "taken_on", "body", "digest", "issue_count", "measure_count")

    def __str__(self) -> str:
        return self.digest[:12]


class Past(models.Model):
    """What a row said before it was changed or taken away, written by the database itself (past.py): with these, the
    ledger of any moment can be told. `of` is the table, `row` its key."""

    of = models.CharField(max_length=40)
    row = models.BigIntegerField()
    at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["of", "row", "at"], name="past_of_row")]

    def __str__(self) -> str:
        return f"{self.of} {self.row}"
