"""Refusals: what the product says when it will not do a thing, and why."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """A rule stands in the way. The code is for machines and never changes; the sentence is for people:
    what is missing, on what basis, how to mend it. `missing` lists single obstacles as sentences."""

    status = 409

    def __init__(self, code: str, sentence: str, missing: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.missing = tuple(missing)

    def __str__(self) -> str:
        return self.sentence


class NotFound(Refused):
    """Outside one's scope, or not there: the same answer, so that nothing is learned (security.md A04)."""

    status = 404


class NotAllowed(Refused):
    """Inside one's scope, without the right."""

    status = 403


class BadInput(Refused):
    """What was typed or handed in cannot be taken as it is."""

    status = 422


class Conflict(Refused):
    """Somebody else changed the same thing first (security.md D04)."""

    status = 412


class FileRefused(BadInput):
    """A file that may not come in, or cannot be read (security.md F01–F08)."""


class Unavailable(Refused):
    """Not now: the disk is full or the database does not answer (security.md D07)."""

    status = 503
