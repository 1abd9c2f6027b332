"""Optimistic versions: nobody's change is lost without a word (security.md D04)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from zhenggai.lib.errors import Conflict


def save_version(obj: Model, expected: int, **changes: Any) -> None:
    """Write the changes where the row still has the expected version; else Conflict, with both values."""
    manager = type(obj)._default_manager
    changed = manager.filter(pk=obj.pk, version=expected).update(**changes, version=expected + 1)
    if changed:
        obj.version = expected + 1  # type: ignore[attr-defined]  # every editable model has one
        return
    stored = manager.filter(pk=obj.pk).values(*changes).first() or {}
    raise Conflict(
        "version.changed",
        gettext("别人刚改过这一条，您的修改没有保存——请看清两边的值后再提交"),
        [
            gettext("%(field)s：现为“%(stored)s”，您填的是“%(given)s”")
            % {"field": _label(obj, name), "stored": stored.get(name), "given": given}
            for name, given in changes.items()
            if stored.get(name) != getattr(given, "pk", given)
        ],
    )


def _label(obj: Model, name: str) -> str:
    return str(getattr(obj._meta.get_field(name), "verbose_name", name))
