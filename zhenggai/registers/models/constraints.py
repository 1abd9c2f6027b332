"""What columns may hold, as the database itself guards it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The column holds one of the choices' codes."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))
