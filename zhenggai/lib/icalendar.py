"""Calendars that other programs read (RFC 5545): text escaped, lines folded at 75 octets, days without a time of day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75
"""Octets of a line without its end (RFC 5545 §3.1)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. `uid` is the same for the same thing as long as it lives."""

    uid: str
    day: date
    title: str
    text: str = ""
    address: str = ""


def calendar(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """The whole calendar, its lines ended by CR and LF."""
    lines = [
        *(
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//zhenggai//zhenggai//ZH",
            "CALSCALE:GREGORIAN",
        ),
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, now)
    return "\r\n".join([*(folded(line) for line in [*lines, "END:VCALENDAR"]), ""])


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line breaks (RFC 5545 §3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in "\\;,":
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first begun with a blank; no character is cut."""
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, size, room = "", 0, _LONGEST
    for character in line:
        octets = len(character.encode())
        if size + octets > room:
            yield piece
            # The blank at the beginning counts.
            piece, size, room = "", 0, _LONGEST - 1
        piece += character
        size += octets
    yield piece


def _event(entry: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.text:
        yield f"DESCRIPTION:{escaped(entry.text)}"
    if entry.address:
        yield f"URL:{entry.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
