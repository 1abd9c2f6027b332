"""A beginning that many tests share is made by its actions once; after that its rows are put back as they were.

Every write is an action and every action leaves an event, so the head of the journal says what stands in the database:
rows are put back only onto the very state that they were made on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Max, Model

from zhenggai.journal.models import ChainHead

Made = TypeVar("Made")
_Rows = dict[type[Model], dict[Any, Model]]


class _Kept(NamedTuple):
    added: list[Model]
    changed: list[Model]
    made: Any


_kept: dict[Hashable, _Kept] = {}
STATIC = {"Workday", "ContentType", "Permission"}
"""Tables that the migrations filled."""


def made_once(name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes by actions of people alone; made anew unless it was made on this state before."""
    key = (connection.vendor, _state(), name)
    if key in _kept:
        return _put_back(_kept[key])
    before = _rows()
    made = make()
    _kept[key] = _Kept(*_differing(before, _rows()), deepcopy(made))
    return made


def _state() -> Hashable:
    """Two databases with the same state hold the same rows; a flush gives new keys to what migrations wrote."""
    head = ChainHead.objects.values_list("seq", "hash").first()
    return head, ContentType.objects.aggregate(last=Max("pk"))["last"]


def _put_back(kept: _Kept) -> Any:
    for model, rows in _by_model(kept.added):
        model._base_manager.bulk_create(rows)
    for row in kept.changed:
        row.save(force_update=True)
    return deepcopy(kept.made)


def _by_model(rows: Iterable[Model]) -> Iterable[tuple[type[Model], list[Model]]]:
    found: dict[type[Model], list[Model]] = {}
    for row in deepcopy(list(rows)):
        found.setdefault(type(row), []).append(row)
    return found.items()


def _rows() -> _Rows:
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model.__name__ not in STATIC
    ]
    return {model: {row.pk: row for row in model._base_manager.all()} for model in models}


def _differing(before: _Rows, after: _Rows) -> tuple[list[Model], list[Model]]:
    added, changed = [], []
    for model, rows in after.items():
        for key, row in rows.items():
            if key not in before[model]:
                added.append(row)
            elif _values(row) != _values(before[model][key]):
                changed.append(row)
        assert before[model].keys() <= rows.keys(), f"{model.__name__}: rows are gone"
    return added, changed


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
