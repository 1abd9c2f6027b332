"""People and departments as people write them into a sheet: 办公室主任张三, 张三同志, 张 三（主任）, several in one cell.
What leads to exactly one is certain; whoever is unknown, or shares a name, is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhenggai.rectification.exchange.paper import Who

_BETWEEN = re.compile(r"[、,;/\n|]+|\s*(?:和|与|及|以及)\s*")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{0,30})[)\]】]")
_RANK = (
    r"(?:第一)?(?:副|正|常务副|代理?|党组|党委|党总支|党支部|支部|机关|总|助理|主任|一级|二级|三级|四级|巡视员?|调研员?){0,3}"
    r"(?:主任|书记|科长|科员|股长|处长|局长|部长|院长|所长|站长|队长|组长|室长|主席|秘书长|秘书|委员|专干|干事|干部|经理|会计"
    r"|出纳|负责人|联络员|责任人|承办人|经办人|同志|先生|女士|老师|领导|主管|职员|员|调研员|巡视员|县长|区长|镇长|乡长|市长|校长|园长|馆长|场长|行长|理事长|会长|董事长|总监|主编|编辑|法官|检察官|警官|司机|文员|助理)"
)
_TITLES = re.compile(rf"(?:{_RANK}){{1,3}}[:：]?")
_TRIMMED = re.compile(
    r"^(?:责任人|牵头领导|责任领导|领导|牵头|协办|配合|主办|承办)[:：]|(?:负责|牵头|配合|协办|等|等人)$"
)
_LONGEST, _LONGEST_CELL = 60, 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office, and where they work as what."""

    who: Who
    posts: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        return "、".join(f"{office} {title}" for office, title in self.posts)


@dataclass(frozen=True, slots=True)
class Department:
    who: Who
    short: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one piece of a cell leads to: `who` where it is certain, else those it may mean. `plain` says whether it
    is written just as the name is."""

    words: str
    who: Who | None = None
    plain: bool = True
    options: tuple[Who, ...] = ()


@dataclass(frozen=True)
class Directory:
    """Everybody and every department that the viewer may name."""

    persons: Sequence[Person]
    departments: Sequence[Department]

    @cached_property
    def people(self) -> dict[str, list[Person]]:
        """By name without white space."""
        named: dict[str, list[Person]] = {}
        for person in self.persons:
            named.setdefault(squeezed(person.who.name), []).append(person)
        return named

    @cached_property
    def offices(self) -> dict[str, list[Who]]:
        """By name and by short name."""
        named: dict[str, list[Who]] = {}
        for department in self.departments:
            for name in dict.fromkeys((department.who.name, department.short)):
                if name:
                    named.setdefault(squeezed(name), []).append(department.who)
        return named

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles of posts, as they stand in the directory."""
        return frozenset(title for person in self.persons for _, title in person.posts if title)


def squeezed(text: str) -> str:
    """Full width and white space aside, and what nobody sees."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKC", text)
        if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )


def read_people(text: str, directory: Directory) -> list[Found]:
    """The people that a cell names, in order."""
    pieces = _pieces(text, directory.people, lambda word: _is_title(word, directory))
    return [_person(piece, directory) for piece in pieces]


def read_offices(text: str, directory: Directory) -> list[Found]:
    """The departments that a cell names, in order."""
    pieces = _pieces(text, directory.offices, lambda word: False)
    return [_office(piece, directory) for piece in pieces]


def _pieces(text: str, known: Iterable[str], is_title: Callable[[str], bool]) -> list[str]:
    """The names of a cell. White space parts names, but neither 张 三 nor a title and its holder; a known name is
    never parted."""
    text = text[:_LONGEST_CELL]
    whole = squeezed(text)
    if not whole or whole in known:
        return [text.strip()] if whole else []
    plain = unicodedata.normalize("NFKC", text)
    outside = _BRACKETS.sub(lambda found: found[0].replace("、", "·").replace(",", "·"), plain)
    pieces: list[str] = []
    for piece in _BETWEEN.split(outside):
        words = piece.split()
        apart = len(words) > 1 and all(len(word) > 1 and not is_title(word) for word in words)
        pieces += words if apart and squeezed(piece) not in known else [piece.strip()]
    return [piece for piece in pieces if _TRIMMED.sub("", squeezed(piece))]


def _person(piece: str, directory: Directory) -> Found:
    words = _TRIMMED.sub("", squeezed(piece))[:_LONGEST]
    if words in directory.people:
        return _chosen(words, directory.people[words], "")
    beside = "".join(_BRACKETS.findall(words)).replace("·", "")
    bare = _BRACKETS.sub("", words)
    if bare in directory.people and _is_title(beside, directory):
        return _chosen(words, directory.people[bare], beside)
    named = {
        name: rest
        for name, rest in _splits(bare, directory)
        if _is_title(rest, directory) and _is_title(beside, directory)
    }
    if len(named) == 1:
        ((name, rest),) = named.items()
        return _chosen(words, directory.people[name], rest + beside)
    near = [name for name, _ in _splits(bare, directory)]
    return Found(words, None, False, _whos(near, directory))


def _splits(words: str, directory: Directory) -> list[tuple[str, str]]:
    """Known names that the words begin or end with, each with the rest."""
    found = []
    for length in range(2, min(len(words), 12) + 1):
        for name, rest in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            if name in directory.people and rest:
                found.append((name, rest))
    return found


def _is_title(rest: str, directory: Directory) -> bool:
    """Whether the rest is no more than a department and a title."""
    if not rest or rest in directory.titles or _TITLES.fullmatch(rest):
        return True
    for name in sorted(directory.offices, key=len, reverse=True):
        if name in rest:
            rest = rest.replace(name, "", 1)
            break
    return not rest or rest in directory.titles or bool(_TITLES.fullmatch(rest))


def _chosen(words: str, persons: Sequence[Person], beside: str) -> Found:
    """The one of that name; of several the one whose post is written beside it."""
    if len(persons) > 1 and beside:
        fitting = [
            person
            for person in persons
            if any(squeezed(office + title) == beside for office, title in person.posts)
        ] or [
            person
            for person in persons
            if any(squeezed(office) in beside or title == beside for office, title in person.posts)
        ]
        persons = fitting if len(fitting) == 1 else persons
    if len(persons) > 1:
        return Found(words, None, False, tuple(person.who for person in persons))
    who = persons[0].who
    return Found(words, who, words == squeezed(who.name))


def _whos(names: Iterable[str], directory: Directory) -> tuple[Who, ...]:
    return tuple(person.who for name in dict.fromkeys(names) for person in directory.people[name])


def _office(piece: str, directory: Directory) -> Found:
    words = _TRIMMED.sub("", _BRACKETS.sub("", squeezed(piece)))[:_LONGEST]
    known = directory.offices
    if len(known.get(words, ())) == 1:
        return Found(words, known[words][0], words == squeezed(known[words][0].name))
    if words in known:
        return Found(words, None, False, tuple(known[words]))
    longer = {
        who: name
        for name, whos in known.items()
        for who in whos
        if words.endswith(name) and words[: -len(name)] in known
    }
    if len(longer) == 1:
        return Found(words, next(iter(longer)), False)
    near = {
        who
        for name, whos in known.items()
        for who in whos
        if len(words) > 1 and (name in words or words in name)
    }
    return Found(words, None, False, tuple(sorted(near, key=lambda who: who.name)))
