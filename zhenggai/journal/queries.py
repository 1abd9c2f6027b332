"""Reading the journal: an object's history, and whether the chain still holds (L06)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from zhenggai.journal.actions import Actor
from zhenggai.journal.chain import COLUMNS, FIRST, detail_digest, event_hash
from zhenggai.journal.models import ChainHead, Event, EventDetail, Verification
from zhenggai.journal.relations import RELATIONS as RELATIONS
from zhenggai.journal.room import is_low as is_low

__all__ = ["Event", "Verification"]
GOOD, TAMPERED, NO_CHECKPOINT = 0, 1, 3
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """`exit_code`: 0 good, 1 tampered, 3 checkpoint missing; `seq` the first event that is wrong."""

    exit_code: int
    sentence: str
    events: int
    seq: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "exit_code": self.exit_code,
            "sentence": self.sentence,
            "events": self.events,
            "first_bad_seq": self.seq,
        }


def history(viewer: object, object_type: str, object_id: str) -> list[Event]:
    """What has happened to one object, oldest first. Whoever may see the object asks for its history."""
    found = Event.objects.filter(object_type=object_type, object_id=object_id, result="done")
    return list(found.order_by("seq"))


def own(viewer: Actor, *, most: int = 50) -> list[Event]:
    """What the viewer has done, newest first; signing in and out aside."""
    if viewer.account_id is None:
        return []
    found = Event.objects.filter(actor_id=viewer.account_id, result="done")
    return list(found.exclude(action__startswith="session.").order_by("-seq")[:most])


def verify(*, checkpoint: Path | None = None, tell: Callable[[int], None] | None = None) -> Verdict:
    """Recompute the whole chain: numbers, hashes, details, head, and the checkpoint where one is given. Memory
    stays flat whatever the length; `tell` hears now and then how many events have been looked at."""
    count, previous, hashes = 0, FIRST, _checkpoint(checkpoint)
    if hashes is None:
        return Verdict(NO_CHECKPOINT, gettext("没有找到检查点文件，无法核对库外记录"), 0)
    for event, detail in _events():
        count += 1
        if tell is not None and count % _CHUNK == 0:
            tell(count)
        fault = _fault(event, detail, count, previous)
        if fault is None and hashes.get(event["seq"], event["hash"]) != event["hash"]:
            fault = gettext("与检查点不符")
        if fault is not None:
            sentence = gettext("第 %(seq)s 条留痕有问题：%(fault)s") % {
                "seq": count,
                "fault": fault,
            }
            return Verdict(TAMPERED, sentence, count, count)
        previous = event["hash"]
    return _at_end(count, previous, max(hashes, default=0))


def last_verification() -> Verification | None:
    """When the chain was recomputed last, by whom, and what was found."""
    return Verification.objects.order_by("-at", "-pk").first()


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What a reader of the journal looks for. `families` are the beginnings of actions; days are inclusive moments."""

    actor: str = ""
    families: tuple[str, ...] = ()
    refused: bool = False
    since: datetime | None = None
    until: datetime | None = None


def events(
    filters: EventFilters, *, before: int | None = None, most: int | None = 50
) -> list[Event]:
    """The newest events that fit, those before a number where one is given. Whoever asks has been asked who they are
    (people.trail)."""
    return list(_filtered(filters, before)[:most])


def events_of_office(
    office_id: int, family: str, *, most: int
) -> list[tuple[Event, dict[str, Any]]]:
    """The newest events of a family in one office, with their details where these are still kept."""
    rows = Event.objects.filter(
        office_id=office_id, action__startswith=f"{family}.", result="done"
    ).order_by("-seq")[:most]
    found = list(rows)
    bodies = EventDetail.objects.filter(seq__in=[event.seq for event in found])
    details = {row.seq: json.loads(row.body) for row in bodies}
    return [(event, details.get(event.seq, {})) for event in found]


def each_event(filters: EventFilters) -> Iterator[Event]:
    """Every event that fits, newest first, in constant memory."""
    return _filtered(filters, None).iterator(chunk_size=_CHUNK)


def _filtered(filters: EventFilters, before: int | None) -> QuerySet[Event]:
    rows = Event.objects.order_by("-seq")
    if filters.actor:
        rows = rows.filter(actor_name__icontains=filters.actor)
    if filters.families:
        wanted = Q()
        for family in filters.families:
            wanted |= Q(action__startswith=f"{family}.")
        rows = rows.filter(wanted)
    if filters.refused:
        rows = rows.exclude(result="done")
    if filters.since is not None:
        rows = rows.filter(at__gte=filters.since)
    if filters.until is not None:
        rows = rows.filter(at__lt=filters.until)
    return rows if before is None else rows.filter(seq__lt=before)


def length() -> int:
    """How many events there are, as the head says."""
    head = ChainHead.objects.filter(pk=1).first()
    return head.seq if head else 0


def _at_end(count: int, last: str, checked: int) -> Verdict:
    head = ChainHead.objects.filter(pk=1).first()
    told = (head.seq, head.hash) if head else (0, FIRST)
    if told != (count, last) or checked > count:
        sentence = gettext("第 %(seq)s 条之后的留痕缺失") % {"seq": count}
        return Verdict(TAMPERED, sentence, count, count + 1)
    return Verdict(GOOD, gettext("留痕完好，共 %(count)s 条") % {"count": count}, count)


def _fault(
    event: dict[str, Any], detail: tuple[bytes, str] | None, seq: int, previous: str
) -> str | None:
    if event["seq"] != seq:
        return gettext("编号不连续")
    if event["prev_hash"] != previous:
        return gettext("与前一条接不上")
    if event_hash({name: event[name] for name in COLUMNS}) != event["hash"]:
        return gettext("内容被改动")
    if detail is not None and detail_digest(*detail) != event["detail_hash"]:
        return gettext("明细被改动")
    return None


def _events() -> Iterator[tuple[dict[str, Any], tuple[bytes, str] | None]]:
    """Every event with its detail, in chunks by number."""
    after = 0
    while True:
        rows = Event.objects.filter(seq__gt=after).order_by("seq").values()[:_CHUNK]
        chunk: list[dict[str, Any]] = [dict(row) for row in rows]
        if not chunk:
            return
        low, high = chunk[0]["seq"], chunk[-1]["seq"]
        details = {
            row.seq: (bytes(row.salt), row.body)
            for row in EventDetail.objects.filter(seq__gte=low, seq__lte=high)
        }
        for event in chunk:
            yield event, details.get(event["seq"])
        after = high


def _checkpoint(path: Path | None) -> dict[int, str] | None:
    """Numbers and hashes that were written outside the database: lines of `seq hash`, or of JSON."""
    if path is None:
        return {}
    if not path.is_file():
        return None
    hashes: dict[int, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            hashes[int(row["seq"])] = str(row["hash"])
        elif len(parts := line.split()) == 2 and parts[0].isdecimal():
            hashes[int(parts[0])] = parts[1]
    return hashes
