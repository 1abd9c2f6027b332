"""What a person or an office still answers for, told by the rooms above: people knows neither issues nor registers.

A room puts a function on the list when the program starts, as with gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from zhenggai.people.models import Office, Person
from zhenggai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """One thing held: what the journal calls it, its public name, and what it is called."""

    object_type: str
    uuid: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Holding:
    """So many things of one kind. `items` are the first of them, none where the viewer may not know them."""

    words: str
    count: int
    items: tuple[Item, ...] = ()


OfPerson = Callable[[Viewer, Person], Iterable[Holding]]
OfOffice = Callable[[Viewer, Office], Iterable[Holding]]
Renamed = Callable[[str, int, int], object]
"""`person` or `office`, its number, and that of its organ."""

_of_person: list[OfPerson] = []
_of_office: list[OfOffice] = []
_renamed: list[Renamed] = []


def register_holdings(*, of_person: OfPerson, of_office: OfOffice) -> None:
    """Take a room's answers to what a person, and an office, hold there."""
    _of_person.append(of_person)
    _of_office.append(of_office)


def register_renaming(call: Renamed) -> None:
    """Let a room know when a person or an office has got another name."""
    _renamed.append(call)


def held_by_person(viewer: Viewer, person: Person) -> list[Holding]:
    """Everything open that names the person, in any room."""
    return [item for ask in _of_person for item in ask(viewer, person) if item.count]


def held_by_office(viewer: Viewer, office: Office) -> list[Holding]:
    """Everything open that names the office, in any room."""
    return [item for ask in _of_office for item in ask(viewer, office) if item.count]


def tell_renamed(who: Person | Office) -> None:
    kind = "person" if isinstance(who, Person) else "office"
    for call in _renamed:
        call(kind, who.pk, who.organ.pk)
