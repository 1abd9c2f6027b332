"""People and places of the demo year: departments, branches, liaison offices; everybody with a post and a file to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from zhenggai.config.demo_year.world import Branch, Staff, World
from zhenggai.people.models import Office, Person, Post, pinyin_of

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎"
)
FIRST = "文明志国建永春晓思雅静慧嘉俊子书一若安可"
SECOND = "华强军平辉峰涛斌宁杰敏丽芳娟秀玲霞燕琳洁"
A_DEPARTMENT = 12
A_BRANCH = 14
SPARES = 150


@dataclass(frozen=True, slots=True)
class Places:
    organ: Office
    departments: list[Office]
    branches: list[Office]
    liaisons: list[Office]


def names() -> Iterator[str]:
    """Different names without end: after the short ones come those with a number."""
    yield from ("".join(parts) for parts in product(SURNAMES, FIRST, SECOND))
    yield from (f"演示{n}" for n in range(1, 10_000_000))


def make_places(organ: Office, people: int) -> Places:
    """Enough departments and branches for so many people."""
    departments = max(people // A_DEPARTMENT, 4)
    branches = max(people // A_BRANCH, 12)
    return Places(
        organ=organ,
        departments=_offices(organ, "department", [f"第{n}室" for n in range(1, departments + 1)]),
        branches=_offices(organ, "branch", [f"第{n}支部" for n in range(1, branches + 1)]),
        liaisons=_offices(organ, "liaison", [f"{n}镇联络处" for n in "东南西北"]),
    )


def _offices(organ: Office, kind: str, called: list[str]) -> list[Office]:
    found = [
        Office(name=name, kind=kind, parent=organ, organ_key=organ, pinyin=pinyin_of(name))
        for name in called
    ]
    return Office.objects.bulk_create(found, batch_size=1_000)


def make_people(world: World, places: Places, people: int) -> None:
    """The leaders, so many people in departments and branches, and the spare ones."""
    called = names()
    world.offices = {office.name: office.pk for office in (*places.branches, *places.liaisons)}
    world.departments = [office.pk for office in places.departments]
    world.liaisons = [office.pk for office in places.liaisons]
    world.branches = [Branch(office.pk, office.name) for office in places.branches]
    world.leaders = _persons(world, islice(called, 4), places.organ.pk)
    world.staff = _persons(world, islice(called, people), None)
    world.spares = _persons(world, islice(called, SPARES), None, first=date(world.year, 2, 1))
    for n, who in enumerate(world.staff):
        who.branch = n % len(world.branches)
        world.branches[who.branch].people.append(who)
    world.everybody = list(world.spares)
    world.members_of = [branch.people for branch in world.branches]
    _posts(world, places)


def _persons(
    world: World, called: Iterator[str], department: int | None, first: date | None = None
) -> list[Staff]:
    """Persons with the day they began to work: from one to thirty years ago, or after `first` for whoever is new."""
    rows = [
        Person(name=name, organ_id=world.organ, pinyin="", worked_from=first or _began(world, n))
        for n, name in enumerate(called)
    ]
    made = Person.objects.bulk_create(rows, batch_size=1_000)
    found = []
    for n, person in enumerate(made):
        place = department or world.departments[n % len(world.departments)]
        began = person.worked_from or date(world.year, 1, 1)
        found.append(Staff(person.pk, person.name, place, began, slots=world.fresh_slots()))
        world.filler.names.persons[person.pk] = person.name
    return found


def _began(world: World, n: int) -> date:
    """On a 1st of July, two to thirty years ago: entitlements do not change around the turn of the year."""
    return date(world.year - 2 - n % 29, 7, 1)


def _posts(world: World, places: Places) -> None:
    since = date(world.year - 4, 1, 1)
    rows = [
        Post(person_id=who.key, office_id=places.organ.pk, title=title, valid_from=since)
        for who, title in zip(
            world.leaders, ("党组书记", "副主席", "秘书长", "机关纪委书记"), strict=True
        )
    ]
    rows += [
        Post(person_id=who.key, office_id=who.department, title="工作人员", valid_from=since)
        for who in (*world.staff, *world.spares)
    ]
    for branch in world.branches:
        for who, title in zip(branch.people, ("支部书记", "支部副书记", "组织委员"), strict=False):
            rows.append(
                Post(person_id=who.key, office_id=branch.key, title=title, valid_from=since)
            )
    Post.objects.bulk_create(rows, batch_size=1_000)
    world.filler.names.offices |= {
        office.pk: office.name
        for office in (places.organ, *places.departments, *places.branches, *places.liaisons)
    }
