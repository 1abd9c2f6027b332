"""The fictitious office of a demo year: its people, its days, and what is planted in its registers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from zhenggai.people.models import Person, Post
from zhenggai.people.queries import calendar
from zhenggai.registers.actions import Filled, Filler
from zhenggai.registers.queries import shown

SIX = ("资产", "证件", "组织关系", "档案", "账号", "责任书")
"""What somebody who leaves hands over."""

WINDOWS = ((1, 7), (8, 11), (25, 28))
"""Days of a month on which people are away or work late; meetings are on the days between."""


@dataclass(slots=True)
class Staff:
    """Somebody who works here. `branch` is the place of the branch in World.branches."""

    key: int
    name: str
    department: int
    worked_from: date
    branch: int | None = None
    slots: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    """A party branch: its people, first the secretary, then a deputy and a committee member."""

    key: int
    name: str
    people: list[Staff] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Planted:
    """What a sweep has to find."""

    check: str
    register: str
    record: str | None
    period: str | None

    def as_row(self) -> dict[str, str | None]:
        return {
            "check": self.check,
            "register": self.register,
            "record": self.record,
            "period": self.period,
        }


@dataclass(slots=True)
class World:
    """Everything that the generators share. `expect` notes what is wrong on purpose."""

    year: int
    organ: int
    organ_name: str
    filler: Filler
    chance: random.Random
    staff: list[Staff] = field(default_factory=list)
    spares: list[Staff] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    departments: list[int] = field(default_factory=list)
    liaisons: list[int] = field(default_factory=list)
    leaders: list[Staff] = field(default_factory=list)
    offices: dict[str, int] = field(default_factory=dict)
    planted: Counter[Planted] = field(default_factory=Counter)
    photo: Callable[[str, date | None], int] = lambda name, day: 0
    counter: int = 0
    members_of: list[list[Staff]] = field(default_factory=list)
    newcomer: Staff | None = None
    serials: Counter[int] = field(default_factory=Counter)
    gone: set[int] = field(default_factory=set)
    filed: set[int] = field(default_factory=set)
    everybody: list[Staff] = field(default_factory=list)
    asset_total: int = 0
    asset_count: int = 0
    digest_of: Callable[[int], str] = str

    last_leave: Filled | None = None

    # -- people ---------------------------------------------------------------------------------------------------

    def make_senior(self, who: Staff) -> None:
        """Somebody who has worked for eight years."""
        Person.objects.filter(pk=who.key).update(worked_from=date(self.year - 8, 7, 1))

    def move_post(self, who: Staff, since: date) -> None:
        """The person's post begins on that day only."""
        Post.objects.filter(person=who.key).update(valid_from=since)

    def leave_service(self, who: Staff, day: date) -> None:
        """The person goes: no post, not active; the handover is another record."""
        Post.objects.filter(person=who.key).update(valid_to=day)
        Person.objects.filter(pk=who.key).update(active=False, left_on=day)
        self.gone.add(who.key)

    def retire(self, who: Staff, day: date) -> Filled:
        """The same with everything handed over."""
        self.leave_service(who, day)
        return self.hand_over(who, day)

    def hand_over(self, who: Staff, day: date, *, items: Sequence[str] = SIX) -> Filled:
        done = [{"item": item, "done_on": after(day, 5).isoformat()} for item in items]
        values = {
            "person": who.key,
            "kind": "调出",
            "left_on": day.isoformat(),
            "items": done,
            "supervisor": self.leaders[2].key,
        }
        return self.put("handover", "done", after(day, 6), values, who=who)

    # -- the party ------------------------------------------------------------------------------------------------

    def members(self, place: int, month: int) -> list[Staff]:
        """The party members of a branch in a month; one joins branch 6 in December."""
        found = self.members_of[place]
        return [*found, self.newcomer] if place == 6 and month == 12 and self.newcomer else found

    def name_of(self, office: int) -> str:
        return self.filler.names.offices[office]

    def next_serial(self, year: int) -> int:
        """The next number of the archive."""
        self.serials[year] += 1
        return self.serials[year]

    # -- planting -------------------------------------------------------------------------------------------------

    def expect(
        self,
        checks: str,
        register: str,
        record: Filled | str | None,
        period: str | None = None,
        times: int = 1,
    ) -> None:
        """One or several checks (separated by spaces) fail there."""
        name = record.number if isinstance(record, Filled) else record
        for check in checks.split():
            self.planted[Planted(check, register, name, period)] += times

    def spare(self) -> Staff:
        """Somebody of whom nothing is registered but the file."""
        return self.spares.pop()

    # -- records --------------------------------------------------------------------------------------------------

    def put(
        self,
        register: str,
        state: str,
        on: date,
        values: Mapping[str, Any],
        *,
        who: Staff | None = None,
        **more: Any,
    ) -> Filled:
        return self.filler.put(
            register,
            values,
            on=on,
            state=state,
            handler=who.key if who else None,
            department=who.department if who else None,
            **more,
        )

    def unique(self) -> int:
        """Numbers that never stand next to each other: for invoices."""
        self.counter += 7
        return self.counter

    # -- days -----------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return date(self.year, 12, 31)

    def day(self, month: int, day: int) -> date:
        return date(self.year, month, day)

    def meeting_day(self, month: int, day: int) -> date:
        """The day, or the next working day before the 25th."""
        found = calendar().on_or_after(self.day(month, day))
        return found if found.month == month and found.day <= 24 else self.day(month, day)

    def workdays(self, month: int, window: int) -> list[date]:
        return list(_workdays(self.year, month, *WINDOWS[window]))

    def slot(self, who: Staff) -> list[date]:
        """The working days of a window in which the person is free; never the same twice."""
        if not who.slots:
            raise ValueError(f"{who.name} has no time left")
        month, window = who.slots.pop()
        return self.workdays(month, window)

    def fresh_slots(self) -> list[tuple[int, int]]:
        """The windows with two working days or more, in the order of chance; none in December, where ends lie open."""
        found = [
            (month, window)
            for month in range(1, 12)
            for window in range(1, len(WINDOWS))
            if len(self.workdays(month, window)) >= 2
        ]
        self.chance.shuffle(found)
        return found


@lru_cache(maxsize=1_000)
def _workdays(year: int, month: int, first: int, last: int) -> tuple[date, ...]:
    days = (date(year, month, day) for day in range(first, last + 1))
    return tuple(day for day in days if calendar().is_workday(day))


def at(day: date, clock: str) -> str:
    """A day and a time of it as registers keep moments."""
    return f"{day.isoformat()}T{clock}"


def before(day: date, days: int) -> date:
    return day - timedelta(days=days)


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def told_day(day: date) -> str:
    """As keys of results tell a date."""
    return shown(day.isoformat(), "date")


def told_moment(moment: str) -> str:
    return shown(moment, "datetime")
