"""Attachments, each by the digest of its bytes, and running numbers (security.md E01, E02)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Attachment(models.Model):
    """A file that was handed in. Its bytes lie in the store under their digest and are never written again.

    `sealed` says that the file is kept as it came and not shown (security.md F01: files taken in for reading).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    alg = models.CharField(max_length=10, default="sha256")
    size = models.PositiveBigIntegerField()
    detected_type = models.CharField(max_length=100)
    original_name = models.CharField(_("文件名"), max_length=200)
    uploader_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    sealed = models.BooleanField(default=False)

    objects = ScopedManager(office="office")

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="attachment_by_digest")]

    def __str__(self) -> str:
        return self.original_name


class Series(models.Model):
    """A running number of an office and year, such as the letters of 2021."""

    name = models.CharField(max_length=40)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="series_once", fields=["name", "office", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
