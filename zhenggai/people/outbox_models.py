"""What leaves the house, and how somebody wants to be told."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Channel(models.TextChoices):
    """How it travels. `target` is an address for mail, the public name of a robot for a robot."""

    MAIL = "mail"
    ROBOT = "robot"


class OutgoingState(models.TextChoices):
    """`sending` is one whose try has begun: where it stays so, nobody knows whether it arrived. `dropped` is a dead one
    that somebody has set aside."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


class Outgoing(models.Model):
    """A message on its way out, written in the transaction of what it tells of. `key` is there once: the same is not
    written twice. `again_at` is when somebody had a dead one sent again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.CASCADE, related_name="+", null=True
    )
    channel = models.CharField(max_length=8, choices=Channel.choices)
    key = models.CharField(max_length=120, unique=True)
    target = models.TextField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(
        max_length=8, choices=OutgoingState.choices, default=OutgoingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    begun_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outgoing_state", condition=Q(state__in=OutgoingState.values)
            ),
            models.CheckConstraint(
                name="outgoing_channel", condition=Q(channel__in=Channel.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outgoing_due",
                condition=Q(state=OutgoingState.WAITING),
            ),
            models.Index(
                fields=["office", "-id"],
                name="outgoing_dead",
                condition=Q(state=OutgoingState.DEAD),
            ),
            models.Index(
                fields=["target", "-id"],
                name="outgoing_of_robot",
                condition=Q(channel=Channel.ROBOT),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class NoticeChoice(models.Model):
    """How a person wants to be told. `feed_digest` stands for the secret of the calendar's address, which is shown once
    and kept nowhere."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=200, default="")
    wants_digest = models.BooleanField(default=True)
    feed_digest = models.CharField(max_length=64, unique=True, null=True)
    feed_made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)
