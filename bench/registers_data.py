"""Records of any number for benchmarks: leave and its neighbours, over some offices. Fast and not journaled, so for
nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from zhenggai.people.models import Office, Person
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition

DAY = date(2021, 9, 8)
KINDS = ["年休", "事假", "婚假", "丧假", "探亲", "其他"]
STATES = {"returned": 940, "refused": 30, "submitted": 20, "draft": 9, "on_leave": 1}
"""A thousandth is still away, and so fails a check: what fails is told, and telling costs more than finding."""

PEOPLE = 5_000
"""Persons an office: a million records over four offices are fifty leaves a person in eleven years."""

_BATCH = 5_000


def organs(count: int) -> list[tuple[Office, list[int]]]:
    """Offices with the keys of their people."""
    found = []
    for n in range(count):
        office = Office.objects.create(name=f"基准{n}", kind="organ")
        people = Person.objects.bulk_create(
            Person(name=f"人{n}-{i}", organ=office, worked_from=date(2001 + i % 19, 7, 1))
            for i in range(PEOPLE)
        )
        found.append((office, [person.pk for person in people]))
    return found


def fill(register: str, places: list[tuple[Office, list[int]]], first: int, last: int) -> None:
    """Records numbered from first to last, the same for the same numbers."""
    key = edition(register).key
    make = {"leave": _leave, "attendance": _attendance}[register]
    chance = random.Random(first)  # noqa: S311 - made-up rows, no secret
    for start in range(first, last, _BATCH):
        Record.objects.bulk_create(
            _records(register, key, places, range(start, min(start + _BATCH, last)), make, chance)
        )


def _records(
    register: str,
    key: int,
    places: list[tuple[Office, list[int]]],
    numbers: range,
    make: Any,
    chance: random.Random,
) -> Iterator[Record]:
    for n in numbers:
        office, people = places[n % len(places)]
        person = people[(n // len(places)) % len(people)]
        yield Record(
            office_id=office.pk,
            register=register,
            edition_id=key,
            number=f"{register}{n}",
            year=2021,
            state=chance.choices(list(STATES), list(STATES.values()))[0]
            if register == "leave"
            else "recorded",
            recorded_on=DAY,
            data=make(n, person, chance),
        )


def _leave(n: int, person: int, chance: random.Random) -> dict[str, Any]:
    start = datetime(2010, 1, 4, 8, 30) + timedelta(days=chance.randint(0, 4_000))  # noqa: DTZ001
    length = chance.randint(0, 3)
    end = start + timedelta(days=length, hours=9)
    return {
        "applicant": person,
        "kind": chance.choice(KINDS),
        "start": start.isoformat(timespec="minutes"),
        "end": end.isoformat(timespec="minutes"),
        "days": 10 * (length + 1),
        "entitled": 10,
        "reason": "基准测试",
        "destination": "本市",
        "phone": "13800000000",
        "delegate": person,
        "urgent": False,
        "approved_at": (start - timedelta(days=1)).isoformat(timespec="minutes"),
    }


def _attendance(n: int, person: int, chance: random.Random) -> dict[str, Any]:
    day = date(2010, 1, 4) + timedelta(days=n // (2 * PEOPLE))
    return {
        "person": person,
        "day": day.isoformat(),
        "part": "上午" if n % 2 else "下午",
        "mark": chance.choices(["出勤", "缺勤", "公出"], [97, 1, 2])[0],
    }
