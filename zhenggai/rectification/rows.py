"""What the tables of this room share: a public name and an office, locked columns, a place in the source."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import Refused


class Row(models.Model):
    """What every table here has: a public name and the 机关 it belongs to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Locked(models.Model):
    """A row whose columns named in `LOCKED` stay as they were first written. The sentence comes from here, the
    certainty from the database (triggers.py)."""

    LOCKED: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            stored = type(self)._base_manager.filter(pk=self.pk).values(*self.LOCKED).get()
            if any(getattr(self, name) != value for name, value in stored.items()):
                raise Refused(
                    "row.locked",
                    gettext("原文和已提交的内容不能改——以原件为准；确有错误请另行登记更正"),
                )
        super().save(**options)


class Cited(models.Model):
    """The place of a row in `Feedback.text`: code points, end exclusive; null where the document shows none."""

    source_start = models.PositiveIntegerField(null=True)
    source_end = models.PositiveIntegerField(null=True)
    source_page = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


def no_more(name: str, low: str, high: str) -> models.CheckConstraint:
    """The first column is at most the second."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{low}__lte": F(high)}))


def one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))


def ledger_index(name: str, *fields: str, only: Q | None = None) -> models.Index:
    """An index that answers a question about a round's ledger alone: the office is in it for the viewer's scope."""
    return models.Index(name=name, fields=["round", *fields, "office"], condition=only)
