"""How well a round was rectified, by a score template (成效评估)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Locked, Row, one_of


class Assessor(models.TextChoices):
    OWN = "own", _("自评")
    SUPERIOR = "superior", _("上级评估")


class Assessment(Row, Locked):
    """One sheet, as it was made; a later one stands beside it. `sheet` holds template, deductions with their grounds, points
    by indicator, so that it can be read on its own."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="assessments")
    side = models.CharField(_("评估方"), max_length=8, choices=Assessor.choices)
    template = models.CharField(_("评分模板"), max_length=40)
    assessed_on = models.DateField(_("评估日期"))
    sheet = models.JSONField()
    score = models.PositiveSmallIntegerField(_("得分"))
    grade = models.CharField(_("等次"), max_length=20)
    made_by_name = models.CharField(_("评估人"), max_length=100)

    objects: ClassVar[models.Manager[Assessment]] = ScopedManager(office="office")

    LOCKED = (
        *("round_id", "side", "template", "assessed_on", "sheet", "score", "grade"),
        "made_by_name",
    )

    class Meta:
        constraints = [one_of("assessment_side", "side", Assessor)]

    def __str__(self) -> str:
        return f"{self.score} {self.grade}"
