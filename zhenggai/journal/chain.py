"""The chain: how an event is written down so that it hashes in one way only, and how it is appended (L01, L03)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from zhenggai.journal.models import ChainHead, Event, EventDetail

ALGORITHM = "sha256"
FIRST = "0" * 64
COLUMNS = (
    *(
        "seq",
        "at",
        "actor_id",
        "actor_name",
        "role",
        "office_id",
        "action",
        "object_type",
        "object_id",
    ),
    *("result", "summary", "request_id", "source", "detail_hash", "prev_hash", "alg"),
)


def append(values: Mapping[str, Any], detail: Mapping[str, Any]) -> Event:
    """Write one event at the end of the chain. Must run inside a transaction, as its last step: the head is
    locked here and released by the commit."""
    return append_all([(values, detail)])[0]


def append_all(entries: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Event]:
    """The same for several events, in the order given, under one lock of the head."""
    head = _locked_head()
    seq, last, events, details = head.seq, head.hash, [], []
    for values, detail in entries:
        seq += 1
        salt, body = secrets.token_bytes(16), canonical(detail)
        event = Event(
            **{name: _clean(value) for name, value in values.items()},
            seq=seq,
            at=timezone.now().astimezone(UTC),
            detail_hash=detail_digest(salt, body),
            prev_hash=last,
            alg=ALGORITHM,
        )
        event.hash = last = event_hash({name: getattr(event, name) for name in COLUMNS})
        events.append(event)
        details.append(EventDetail(seq=seq, salt=salt, body=body))
    Event.objects.bulk_create(events)
    EventDetail.objects.bulk_create(details)
    ChainHead.objects.filter(pk=1).update(seq=seq, hash=last)
    return events


def event_hash(values: Mapping[str, Any]) -> str:
    """H(canonical JSON of every column but `hash`); the hash before it is one of them."""
    return hashlib.new(values["alg"], canonical(values).encode()).hexdigest()


def detail_digest(salt: bytes, body: str) -> str:
    return hashlib.sha256(bytes(salt) + body.encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with one spelling for one value: keys sorted, no white space, moments in UTC to the microsecond."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled
    )


def _spelled(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    return str(value)


def _clean(value: Any) -> Any:
    """Line ends and terminal control characters are written out (L07)."""
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value)


def _locked_head() -> ChainHead:
    """The head, locked where the database has such locks; the first event of all makes it."""
    heads = ChainHead.objects.filter(pk=1)
    if connection.features.has_select_for_update:
        heads = heads.select_for_update()
    try:
        return heads.get()
    except ChainHead.DoesNotExist:
        ChainHead.objects.get_or_create(pk=1)
        return heads.get()
