"""What is wrong with a text of the rule language, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the text of an expression; both count from 1."""

    line: int
    column: int


class RuleError(Exception):
    """`message` is a Chinese sentence with %(name)s for `values`: rooms with a catalogue translate it. `meant` is the
    known word that comes nearest to the one that was written. A tuple among the values is a list of words."""

    def __init__(self, message: str, at: Position, *, meant: str | None = None, **values: object):
        super().__init__(message)
        self.message = message
        self.at = at
        self.meant = meant
        self.values = values

    def __str__(self) -> str:
        values = {
            name: "、".join(value) if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        return self.message % values if values else self.message


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue; this room stands without one."""
    return message


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant; None where none comes near."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None
