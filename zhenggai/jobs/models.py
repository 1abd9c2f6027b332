"""Work for later: one row a job, claimed by an update that must change exactly one row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """`leased_until` is the promise of the worker that runs it: past that moment another one may take it over.

    `key` keeps the same work from being queued twice while it waits or runs.
    """

    name = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)
    office_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, default="")
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, default="")
    fault = models.TextField(default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="job_state", condition=Q(state__in=JobState.values)),
            models.UniqueConstraint(
                name="job_key_once",
                fields=["name", "key"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING], key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_at", "id"], name="job_waiting", condition=Q(state=JobState.WAITING)
            ),
            models.Index(
                fields=["leased_until"], name="job_running", condition=Q(state=JobState.RUNNING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Period(models.Model):
    """When a periodic function last ran, so that several workers run it once (D06)."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
