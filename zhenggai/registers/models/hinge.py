"""Issues that hang on checks, and look-backs that failing checks call for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.registers.models.constraints import one_of


class CheckBinding(models.Model):
    """A check that proves an issue, or one of its measures, mended: closing asks it, and when it fails after closure a
    look-back is called for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey("rectification.Issue", on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(
        "rectification.Measure", on_delete=models.PROTECT, related_name="+", null=True
    )
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    bound_on = models.DateField()
    bound_by_name = models.CharField(max_length=100)
    ended_on = models.DateField(null=True)
    ended_by_name = models.CharField(max_length=100, default="")
    end_reason = models.CharField(max_length=500, default="")

    objects: ClassVar[models.Manager[CheckBinding]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "register", "check_id"],
                condition=Q(ended_on=None),
                name="binding_once",
            ),
            models.CheckConstraint(
                name="binding_ended_with_reason",
                condition=Q(ended_on=None) | ~Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "register", "check_id"],
                name="binding_of_check",
                condition=Q(ended_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.issue_id}"


class CallState(models.TextChoices):
    OPEN = "open", _("待核实")
    SOLID = "solid", _("未反弹")
    PARTIAL = "partial", _("部分反弹")
    RELAPSED = "relapsed", _("回潮")


class LookbackCall(models.Model):
    """A look-back that a bound check has called for: it fails although the issue is closed (process.md §10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey("rectification.Issue", on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    failing = models.PositiveIntegerField()
    said = models.TextField()
    called_on = models.DateField()
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.OPEN)
    findings = models.CharField(_("核实情况"), max_length=1_000, default="")
    settled_on = models.DateField(null=True)
    settled_by_name = models.CharField(max_length=100, default="")

    objects: ClassVar[models.Manager[LookbackCall]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=Q(state=CallState.OPEN), name="lookback_call_once"
            ),
            one_of("lookback_call_state", "state", CallState),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.issue_id}"
