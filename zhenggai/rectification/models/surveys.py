"""Asking how satisfied people are (满意度测评), so that no answer leads back to anybody: slips and answers know neither time nor
each other (process.md §7)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Row, no_more, one_of


class Audience(models.TextChoices):
    LEADERS = "leaders", _("班子成员")
    STAFF = "staff", _("干部职工")
    SERVED = "served", _("服务对象")
    PUBLIC = "public", _("群众代表")


class Satisfaction(models.TextChoices):
    """The four answers to every question."""

    SATISFIED = "satisfied", _("满意")
    FAIR = "fair", _("基本满意")
    POOR = "poor", _("不满意")
    UNKNOWN = "unknown", _("不了解")


class Survey(Row):
    """One survey among one kind of people. Weights and the smallest sample are those of the office when it was made."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("测评名称"), max_length=100)
    audience = models.CharField(_("测评对象"), max_length=7, choices=Audience.choices)
    questions = models.JSONField(_("题目"))
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"))
    closed_on = models.DateField(_("提前结束日期"), null=True)
    least = models.PositiveSmallIntegerField(_("最小样本"))
    weights = models.JSONField(_("权重"))
    made_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[Survey]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("survey_audience", "audience", Audience),
            no_more("survey_closes_after_it_opens", "opens_on", "closes_on"),
        ]

    def __str__(self) -> str:
        return self.title


class SurveySlip(models.Model):
    """A slip that lets one answer in. Only the digest of its token is kept, and whether it has been used."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="slips")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.digest[:8]


class SurveyAnswer(models.Model):
    """One answer: a choice for every question, perhaps a few words. Its key is drawn, so that keys tell no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    choices = models.JSONField()
    words = models.TextField(null=True)

    def __str__(self) -> str:
        return str(self.survey_id)
