"""The published editions, parsed once a process: an edition's text never changes, so what was made of it stays good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.lib.memory import remembered
from zhenggai.registers.catalogue import Catalogue, Outline
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.loading import fields_of, load_kept, outlines
from zhenggai.registers.models import RegisterVersion, Setting
from zhenggai.registers.shelf import shelf_outlines


@dataclass(frozen=True, slots=True)
class Edition:
    """A current edition and its declaration."""

    key: int
    declaration: Declaration


def editions() -> dict[str, Edition]:
    """Every register in use, by code; asked once a request."""
    return remembered("registers.editions", _editions)


def _editions() -> dict[str, Edition]:
    rows = tuple(
        RegisterVersion.objects.filter(is_current=True)
        .order_by("register", "code")
        .values_list("pk", "code", "digest")
    )
    parsed = _parsed(tuple((code, digest) for _, code, digest in rows))
    return {code: Edition(key, parsed[code]) for key, code, _ in rows}


def edition(code: str) -> Edition:
    """The current edition of a register; not found where none is published."""
    found = editions().get(code)
    if found is None:
        raise NotFound(
            "register.not_found",
            gettext("没有启用登记簿“%(code)s”——请先发布它的声明") % {"code": code},
        )
    return found


def edition_fields(key: int) -> Mapping[str, Field]:
    """The fields of any edition, current or not: what its records are shown with."""
    source, code = RegisterVersion.objects.values_list("source", "code").get(pk=key)
    return _fields(source, code)


def catalogue() -> Catalogue:
    """What declarations may name: everything published, and the library for what is not yet."""
    known: dict[str, Outline] = dict(shelf_outlines())
    rows = RegisterVersion.objects.filter(is_current=True).values_list("source", flat=True)
    for source in rows:
        known |= outlines(source)
    return known


def office_settings(code: str, defaults: Mapping[str, Any], office: int) -> dict[str, Any]:
    """The settings of a register in force in an office: its own values before the defaults."""
    own = remembered(("registers.settings", office, code), lambda: _own_settings(office, code))
    return {**defaults, **{name: value for name, value in own if name in defaults}}


def _own_settings(office: int, code: str) -> list[tuple[str, Any]]:
    return list(Setting._base_manager.filter(office=office, code=code).values_list("name", "value"))


@lru_cache(maxsize=8)
def _parsed(editions: tuple[tuple[str, str], ...]) -> dict[str, Declaration]:
    """The declarations of a set of editions, named by code and digest, each checked against all of them."""
    rows = list(RegisterVersion.objects.filter(is_current=True).values_list("code", "source"))
    known: dict[str, Outline] = dict(shelf_outlines())
    for _, source in rows:
        known |= outlines(source)
    files = {source: {item.code: item for item in load_kept(source, known)} for _, source in rows}
    return {code: files[source][code] for code, source in rows}


@lru_cache(maxsize=256)
def _fields(source: str, code: str) -> Mapping[str, Field]:
    return fields_of(source, code)
