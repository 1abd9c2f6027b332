"""The journal 留痕: append-only events in a hash chain (security.md L01–L04). Plain columns, no foreign keys."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Who did what, when. `hash` binds every other column and the event before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    role = models.CharField(max_length=200)
    office_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    result = models.CharField(max_length=60)
    summary = models.TextField()
    request_id = models.CharField(max_length=64)
    source = models.CharField(max_length=60)
    detail_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    alg = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="event_of_object"),
            models.Index(fields=["office_id", "seq"], name="event_of_office"),
            models.Index(fields=["actor_id", "seq"], name="event_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class EventDetail(models.Model):
    """Values before and after. It may be destroyed when its time is up; the chain holds only its digest (L02)."""

    seq = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(max_length=16)
    body = models.TextField()

    def __str__(self) -> str:
        return str(self.seq)


class ChainHead(models.Model):
    """The one row that is locked to append: the last number and hash."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.seq)


class Submission(models.Model):
    """A form that has been taken: its token, for a day, so that a second press does not do it twice (D05)."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]


class Verification(models.Model):
    """That the whole chain was recomputed, by whom, and what came of it."""

    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=100)
    exit_code = models.PositiveSmallIntegerField()
    sentence = models.TextField()
    events = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="verification_newest")]

    def __str__(self) -> str:
        return self.sentence
