"""Rows as they stood at a moment: today's with what the database kept of them laid over (keeping.py)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from zhenggai.rectification.keeping import KEPT
from zhenggai.rectification.models import Past


def rows_at(
    model: type[Model], found: QuerySet[Any], moment: datetime, *fixed: str
) -> list[dict[str, Any]]:
    """Each row that existed, its kept columns as they were: the first change after the moment tells what was before. A column
    that was not yet kept at the time reads as it does today."""
    columns = KEPT[model]
    rows = [
        dict(row) for row in found.filter(created_at__lte=moment).values("id", *fixed, *columns)
    ]
    before = _kept(model._meta.db_table, found.order_by().values("pk"), moment)
    for row in rows:
        body = before.get(row["id"])
        if body is not None:
            row |= {name: _value(name, body[name]) for name in columns if name in body}
    return rows


def _kept(table: str, keys: Any, moment: datetime) -> dict[int, Any]:
    """By row, the earliest that was written down after the moment."""
    found: dict[int, Any] = {}
    for row, body in (
        Past.objects.filter(of=table, at__gt=moment, row__in=keys)
        .order_by("-at", "-pk")
        .values_list("row", "body")
    ):
        found[row] = body
    return found


def _value(name: str, kept: Any) -> Any:
    """A value as the column holds it: days as dates, lists as lists whichever way the database wrote them."""
    if kept is None:
        return None
    if name.endswith("_on") or name == "deadline":
        return date.fromisoformat(str(kept)[:10])
    if name == "kinds" and isinstance(kept, str):
        return json.loads(kept)
    return kept
