"""The one row that somebody asks for."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound

M = TypeVar("M", bound=Model)


def only(found: QuerySet[M]) -> M:
    """That row; where there is none, or none to see, the same answer (security.md A04)."""
    row = found.first()
    if row is None:
        raise not_found()
    return row


def not_found() -> NotFound:
    return NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
