"""A demo year: a fictitious office with a year of plausible records in the registers of the library, some of them wrong
on purpose, and a list of what is wrong (`zhenggai demo --year`)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhenggai.config.adoption import adopt_file
from zhenggai.config.demo import CIRCULAR
from zhenggai.config.demo_year.daily import fill_daily, pad
from zhenggai.config.demo_year.files import fill_files
from zhenggai.config.demo_year.issues import plant_issues
from zhenggai.config.demo_year.meetings import GROUPS, fill_meetings, twists_of
from zhenggai.config.demo_year.members import fill_members
from zhenggai.config.demo_year.money import fill_money
from zhenggai.config.demo_year.papers import Papers
from zhenggai.config.demo_year.party import fill_party
from zhenggai.config.demo_year.staff import make_people, make_places
from zhenggai.config.demo_year.world import Planted, World
from zhenggai.lib.errors import Refused
from zhenggai.people import actions as people
from zhenggai.people.models import Account, Office
from zhenggai.people.queries import is_first_start, scope_for, system_viewer, viewer_for
from zhenggai.people.roles import RegisterRole, Role, role_label
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions import Filler, fill_records, publish, set_setting
from zhenggai.registers.queries import annual_leave_after, editions, library_texts
from zhenggai.rules.calendars import months

LEAST_PEOPLE = 132
RECORDS_A_PERSON = 48
NAME = "演示年机关"
_SEED = 20_250_101

KEYS = ("check", "register", "record", "period")
"""What a row of the list of planted faults holds."""

Login = tuple[str, str, str]


@dataclass(slots=True)
class Made:
    """What was made: how many records, what is wrong with them, and who may sign in."""

    count: int
    planted: list[Planted]
    logins: list[Login] = field(default_factory=list)


def fill_year(year: int, size: int) -> Made:
    """A year of about so many records in an empty data folder; never fewer than hold every fault once."""
    if not is_first_start():
        raise Refused(
            "demo.not_empty", "数据目录里已有账号，不再准备演示——请换一个空的数据目录（DATA=…）"
        )
    system = system_viewer()
    logins = [
        (account.username, account.display_name, password)
        for account, password in people.create_first_accounts()
    ]
    with scope_for(system):
        organ = people.create_office(system, kind="organ", name=NAME)
        logins += _accounts(organ)
        clerk = viewer_for(Account.objects.get(username="zhenggaiban"), source="cli")
    with scope_for(clerk):
        adopt_file(clerk, CIRCULAR)
        _publish(system, year)
        _set(clerk, year)
    with scope_for(system):
        return _filled(system, organ, year, size, logins)


def write_planted(made: Made, target: Path) -> None:
    """What is wrong on purpose, as a JSON array of {check, register, record, period}; whole or not at all."""
    part = target.with_name(target.name + ".partial")
    rows = [item.as_row() for item in made.planted]
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    part.replace(target)


def _filled(viewer: Viewer, organ: Office, year: int, size: int, logins: list[Login]) -> Made:
    count = max(size // RECORDS_A_PERSON, LEAST_PEOPLE)
    papers = Papers(viewer, organ.pk)
    worlds: list[World] = []

    def work(filler: Filler) -> None:
        chance = random.Random(_SEED)  # noqa: S311  # made-up rows, no secret
        world = World(year, organ.pk, organ.name, filler, chance)
        world.photo, world.digest_of = papers.photo, papers.digest_of
        worlds.append(world)
        make_people(world, make_places(organ, count), count)
        filler.lookups = {**filler.lookups, **_lookups(world)}
        _records(world, size)

    made = fill_records(viewer, organ.pk, work, paper=papers.sample)
    world = worlds[0]
    plant_issues(world, papers)
    return Made(made, sorted(world.planted.elements(), key=_order), logins)


def _records(world: World, size: int) -> None:
    fill_party(world)
    fill_meetings(world, twists_of(world))
    fill_daily(world)
    fill_money(world)
    fill_members(world)
    fill_files(world)
    pad(world, size - world.filler.count)


def _order(item: Planted) -> tuple[str, ...]:
    return (item.check, item.register, item.record or "", item.period or "")


def _lookups(world: World) -> Mapping[str, Callable[..., Any]]:
    """The same answers as the registers' look-ups, from what is at hand: nobody is asked a million times."""
    began = {who.key: who.worked_from for who in (*world.leaders, *world.staff, *world.everybody)}
    posts = {
        (who.key, branch.key): title
        for branch in world.branches
        for who, title in zip(branch.people, ("支部书记", "支部副书记", "组织委员"), strict=False)
    }
    day_type = lru_cache(maxsize=1_000)(world.filler.lookups["day_type"])

    def annual_leave(person: int, day: str) -> int:
        return annual_leave_after(months(began[person].isoformat(), day[:10]))

    return {
        "annual_leave": annual_leave,
        "post_in": lambda person, office, day: posts.get((person, office)),
        "day_type": lambda day: day_type(day[:10]),
    }


# -- the office -----------------------------------------------------------------------------------------------------------------


def _accounts(organ: Office) -> list[Login]:
    """One account for the work of rectification and one that keeps every register, so that all can be seen."""
    wanted = (
        ("zhenggaiban", "整改办", [Role.RECT_OFFICE, Role.OFFICE_ADMIN]),
        ("taizhang", "台账员", list(RegisterRole)),
        ("zhuyao", "主要领导", [Role.PRINCIPAL]),
    )
    system, logins = system_viewer(), []
    for username, called, roles in wanted:
        account, password = people.create_account(
            system, username=username, display_name=called, person=None, is_demo=True
        )
        people.grant_as_system(account, [str(role) for role in roles], organ)
        logins.append((username, role_label(str(roles[0])), password))
    return logins


def _publish(viewer: Viewer, year: int) -> None:
    for text in library_texts():
        publish(viewer, text, today=date(year, 1, 1))


def _set(viewer: Viewer, year: int) -> None:
    """Cadences are asked from the year on; the first branch has two groups."""
    for code, edition in editions().items():
        if "since" in edition.declaration.settings:
            set_setting(viewer, code, "since", f"{year}-01-01", basis="演示年启用")
    set_setting(viewer, "org_life", "groups", list(GROUPS), basis="本支部设置")
