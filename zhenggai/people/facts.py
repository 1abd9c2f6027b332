"""Single facts about a person, for rules of registers: by key, on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhenggai.people.models import DayKind, Office, OfficeKind, Person, Post, Workday


def worked_from(person: int) -> date | None:
    """The day somebody began to work; None where nobody has entered it."""
    return Person.objects.filter(pk=person).values_list("worked_from", flat=True).first()


def title_of(person: int, day: date) -> str | None:
    """The title of the post in force on a day; the longest held where there are several."""
    post = _posts(person, day).order_by("valid_from").first()
    return post.title if post else None


def post_in(person: int, office: int, day: date) -> str | None:
    """The title that somebody holds in an office on a day; None without a post there."""
    post = _posts(person, day).filter(office=office).order_by("valid_from").first()
    return post.title if post else None


def posts_on(persons: set[int], day: date) -> dict[int, tuple[str, str]]:
    """Title and office of the post that each held longest of those in force on a day."""
    rows = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person__in=persons, valid_from__lte=day
    )
    found: dict[int, tuple[str, str]] = {}
    for row in rows.select_related("office").order_by("valid_from", "pk"):
        found.setdefault(row.person_id, (row.title, row.office.name))
    return found


def day_type(day: date) -> str:
    """What kind of day it is, as registers write it: 工作日, 休息日, 法定假日."""
    kind = Workday.objects.filter(day=day).values_list("kind", flat=True).first()
    if kind is None:
        return "休息日" if day.weekday() >= 5 else "工作日"
    return _DAY_TYPES[kind]


_DAY_TYPES: dict[str, str] = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKE_UP: "工作日",
    DayKind.WEEKEND: "休息日",
    DayKind.REST: "休息日",
    DayKind.HOLIDAY: "法定假日",
}


def department_of(person: int, day: date) -> int | None:
    """The key of the office below the 机关 in which somebody works on a day; None where there is none or several."""
    found = (
        _posts(person, day)
        .exclude(office__kind__in=[OfficeKind.ORGAN, OfficeKind.SUPERIOR])
        .values_list("office_id", flat=True)
        .distinct()[:2]
    )
    return found[0] if len(found) == 1 else None


def names_of(persons: set[int], offices: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """What persons and offices are called, by their keys."""
    return (
        dict(Person.objects.filter(pk__in=persons).values_list("pk", "name")),
        dict(Office.objects.filter(pk__in=offices).values_list("pk", "name")),
    )


def offices_named(offices: set[int]) -> dict[int, tuple[UUID, str]]:
    """The public key and the name of offices, by their keys."""
    named = Office.objects.filter(pk__in=offices).values_list("pk", "uuid", "name")
    return {key: (uuid, name) for key, uuid, name in named}


def organ_keys() -> list[int]:
    """The keys of every 机关 in use."""
    return list(
        Office.objects.filter(kind=OfficeKind.ORGAN, active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def organs_named(name: str) -> list[int]:
    """The keys of the 机关 in use that are called so, in full or in short."""
    return list(
        Office.objects.filter(Q(name=name) | Q(short_name=name), kind=OfficeKind.ORGAN, active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _posts(person: int, day: date) -> QuerySet[Post]:
    return Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person=person, valid_from__lte=day
    )
