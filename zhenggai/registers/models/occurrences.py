"""What falls due: obligations that come round, moves that records wait for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.registers.models.constraints import one_of
from zhenggai.registers.models.records import Record


class OccurrenceState(models.TextChoices):
    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    EXCUSED = "excused", _("免办")
    DROPPED = "dropped", _("不再需要")


class Occurrence(models.Model):
    """One instance of something that falls due: of an obligation that comes round, or of a move that a record waits
    for (`record` is set). `nominal_on` is the rule's day; `due_on` has been moved off days off and given its time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="reminders", null=True
    )
    nominal_on = models.DateField()
    starts_on = models.DateField()
    due_on = models.DateField()
    role = models.CharField(max_length=24, null=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    department = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    state = models.CharField(
        max_length=8, choices=OccurrenceState.choices, default=OccurrenceState.OPEN
    )
    done_on = models.DateField(null=True)
    done_by_name = models.CharField(max_length=100, default="")
    note = models.CharField(max_length=500, default="")
    moved_from = models.DateField(null=True)
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects: ClassVar[models.Manager[Occurrence]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register", "name", "nominal_on"],
                condition=Q(record=None),
                name="occurrence_once",
            ),
            models.UniqueConstraint(
                fields=["record", "name"],
                condition=Q(record__isnull=False, state=OccurrenceState.OPEN),
                name="reminder_once",
            ),
            one_of("occurrence_state", "state", OccurrenceState),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_on"],
                name="occurrence_open",
                condition=Q(state=OccurrenceState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}.{self.name} {self.due_on}"
