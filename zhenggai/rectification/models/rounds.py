"""The event and its document: round, feedback, aspects."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.rows import Locked, Row, no_more, one_of


class Classification(models.TextChoices):
    """Anything above 内部 is refused at the door (product.md: state secrets are not ours)."""

    UNCLASSIFIED = "unclassified", _("非密")
    INTERNAL = "internal", _("内部")


class InspectionRound(Row):
    """One inspection of one office (轮次)."""

    name = models.TextField(_("名称"))
    kind = models.CharField(_("检查种类"), max_length=20, null=True)
    body = models.TextField(_("检查机构"), null=True)
    inspected_org = models.TextField(_("被检查单位"), null=True)
    started_on = models.DateField(_("检查开始"), null=True)
    ended_on = models.DateField(_("检查结束"), null=True)

    issue_count = models.PositiveIntegerField(default=0)
    measure_count = models.PositiveIntegerField(default=0)
    complete_count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[InspectionRound]] = ScopedManager(office="office")

    class Meta:
        constraints = [no_more("round_complete_of_measures", "complete_count", "measure_count")]
        indexes = [models.Index(fields=["office", "-created_at"], name="round_of_office")]

    def __str__(self) -> str:
        return self.name


class Feedback(Row, Locked):
    """The document that the round's issues come from (反馈意见); its text is locked."""

    round = models.OneToOneField(InspectionRound, on_delete=models.PROTECT, related_name="feedback")
    reading = models.OneToOneField(
        "intake.Reading", on_delete=models.PROTECT, related_name="+", null=True
    )
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )
    title = models.TextField(_("文件名"), null=True)
    issuer = models.TextField(_("发文机关"), null=True)
    issued_on = models.DateField(_("成文日期"), null=True)
    feedback_on = models.DateField(_("反馈日期"), null=True)
    classification = models.CharField(_("密级"), max_length=12, choices=Classification.choices)
    issue_count = models.PositiveIntegerField(_("所称问题总数"), null=True)
    digest = models.CharField(max_length=64)
    text = models.TextField(_("原文"))

    objects: ClassVar[models.Manager[Feedback]] = ScopedManager(office="office")

    LOCKED = ("text", "digest", "title", "issuer", "issued_on", "feedback_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "digest"], name="feedback_once_an_office"),
            one_of("feedback_classification", "classification", Classification),
        ]

    def __str__(self) -> str:
        return self.title or self.digest[:12]


class IssueCategory(Row):
    """An aspect of the feedback (方面); a document without aspects has one whose title is null."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="categories")
    position = models.PositiveIntegerField()
    number = models.TextField(_("序号"), null=True)
    title = models.TextField(_("方面"), null=True)

    objects: ClassVar[models.Manager[IssueCategory]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="category_place_in_round")
        ]

    def __str__(self) -> str:
        return self.title or ""
