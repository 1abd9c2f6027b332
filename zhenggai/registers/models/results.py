"""What checks found, what is excused until a day, when a register was swept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.registers.models.constraints import one_of
from zhenggai.registers.models.records import Record, RegisterVersion


class Level(models.TextChoices):
    ERROR = "E", _("错误")
    WARNING = "W", _("警告")
    HINT = "I", _("提示")


class ViolationState(models.TextChoices):
    OPEN = "open", _("未整改")
    WAIVED = "waived", _("已豁免")
    FIXED = "fixed", _("已整改")


class Violation(models.Model):
    """Where a check does not hold: one row a check and subject, however often it is seen."""

    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    part = models.CharField(max_length=40, default="")
    subject = models.CharField(max_length=200)
    level = models.CharField(max_length=1, choices=Level.choices)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="violations", null=True
    )
    record_key = models.CharField(max_length=200, default="")
    period = models.CharField(max_length=10, null=True)
    observed = models.TextField()
    expected = models.TextField()
    say = models.TextField()
    basis = models.CharField(max_length=200, default="")
    fix = models.CharField(max_length=200, default="")
    state = models.CharField(
        max_length=6, choices=ViolationState.choices, default=ViolationState.OPEN
    )
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    fixed_on = models.DateField(null=True)
    swept = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[Violation]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register", "check_id", "part", "subject"],
                name="violation_once",
            ),
            one_of("violation_state", "state", ViolationState),
            one_of("violation_level", "level", Level),
        ]
        indexes = [
            models.Index(
                fields=["register", "check_id", "part", "swept"],
                name="violation_open",
                condition=Q(state__in=[ViolationState.OPEN, ViolationState.WAIVED]),
            ),
            models.Index(fields=["office", "state", "level"], name="violation_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.subject}"


class Waiver(models.Model):
    """A violation excused until a day: asked for by one person, approved by another (豁免)."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(_("豁免理由"), max_length=1_000)
    until = models.DateField(_("豁免至"))
    asked_by_account = models.BigIntegerField(null=True)
    asked_by_person = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=100)
    asked_on = models.DateField()
    approved_by_name = models.CharField(max_length=100, default="")
    approved_on = models.DateField(null=True)

    objects: ClassVar[models.Manager[Waiver]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="waiver_ends_later", condition=Q(until__gt=models.F("asked_on"))
            )
        ]

    def __str__(self) -> str:
        return self.reason[:40]


class SweepMark(models.Model):
    """When an office's register was last swept, and under what: where nothing else has changed, only records changed
    since then are looked at again."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=40)
    edition = models.ForeignKey(RegisterVersion, on_delete=models.PROTECT, related_name="+")
    swept_at = models.DateTimeField()

    objects: ClassVar[models.Manager[SweepMark]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "register"], name="sweep_mark_once")
        ]

    def __str__(self) -> str:
        return self.register
