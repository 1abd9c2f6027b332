"""Whoever acts, as the journal needs to know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Somebody:
    name: str
    account_id: int | None = None
    office_id: int | None = None
    roles: frozenset[str] = frozenset()
    source: str = "web"
    request_id: str = ""
    once: str = ""
