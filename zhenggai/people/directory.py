"""The directory: who is where, which departments there are, found by name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.people.clock import today
from zhenggai.people.models import Account, Office, OfficeKind, Person, Post
from zhenggai.people.policy import guard, rows_for
from zhenggai.people.viewer import Viewer

M = TypeVar("M", bound=Model)
T = TypeVar("T")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A person or an office that may be chosen; `place` tells namesakes apart."""

    uuid: UUID
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its days; `until` is None while it goes on."""

    uuid: UUID
    office_uuid: UUID
    office: str
    title: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody with the posts held now, and the account's name where there is one."""

    uuid: UUID
    name: str
    organ: str
    active: bool
    left_on: date | None
    posts: tuple[PostRow, ...] = ()
    account: str | None = None
    account_uuid: UUID | None = None
    account_active: bool = True


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at work with the posts that they hold: office and title."""

    uuid: UUID
    name: str
    posts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A node of the tree, so many steps below its organ, with the people who hold a post in it."""

    uuid: UUID
    name: str
    short_name: str
    kind: str
    kind_label: str
    active: bool
    depth: int
    person_count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a longer list."""

    rows: tuple[T, ...]
    count: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.count // PAGE))


def offices(viewer: Viewer) -> QuerySet[Office]:
    """Every node of the viewer's offices that is in use, by pinyin."""
    return rows_for(viewer, Office).filter(active=True).order_by("pinyin")


def persons(viewer: Viewer) -> QuerySet[Person]:
    """Everybody at work in the viewer's offices, by pinyin."""
    return rows_for(viewer, Person).filter(active=True).order_by("pinyin")


def staff(viewer: Viewer) -> list[Staff]:
    """Everybody at work in the viewer's offices with their posts, in two queries."""
    found = list(persons(viewer).values_list("pk", "uuid", "name"))
    held: dict[int, list[tuple[str, str]]] = {}
    posts = Post.objects.filter(person__in=[key for key, _, _ in found], valid_to=None)
    for key, office, title in posts.values_list("person_id", "office__name", "title"):
        held.setdefault(key, []).append((office, title))
    return [Staff(uuid, name, tuple(held.get(key, ()))) for key, uuid, name in found]


def persons_ever(viewer: Viewer) -> QuerySet[Person]:
    """Everybody who works or has worked in the viewer's offices: a record may name who has left."""
    return rows_for(viewer, Person).order_by("pinyin")


def find_persons(viewer: Viewer, words: str, *, most: int = 12) -> list[Found]:
    """People at work whose name holds the words, or whose pinyin or initials begin with them."""
    rows = called(persons(viewer), words)[:most]
    posts = Post.objects.filter(person__in=[row.pk for row in rows], valid_to=None)
    places = {
        post.person_id: f"{post.office} {post.title}" for post in posts.select_related("office")
    }
    return [Found(row.uuid, row.name, places.get(row.pk, "")) for row in rows]


def find_offices(viewer: Viewer, words: str, *, most: int = 12) -> list[Found]:
    """The same for the nodes of the viewer's offices."""
    rows = called(offices(viewer), words)[:most]
    return [Found(row.uuid, row.name, str(OfficeKind(row.kind).label)) for row in rows]


def people(
    viewer: Viewer,
    *,
    words: str = "",
    office: Office | None = None,
    left: bool = False,
    page: int = 1,
) -> Page[PersonRow]:
    """The list of people, by pinyin: those at work, or those who have left."""
    guard(viewer, "person.list")
    rows = called(rows_for(viewer, Person).filter(active=not left), words)
    if office is not None:
        rows = rows.filter(_in_office(office))
    found, count, page = paged(rows.order_by("pinyin", "pk").select_related("organ"), page)
    return Page(_with_posts(found), count, page)


def everybody(viewer: Viewer, organ: Office) -> list[PersonRow]:
    """Everybody at work in an organ, for its list to be written out."""
    guard(viewer, "person.export")
    rows = rows_for(viewer, Person).filter(active=True, organ=organ).order_by("pinyin", "pk")
    return list(_with_posts(list(rows.select_related("organ"))))


def person_row(viewer: Viewer, person: Person) -> PersonRow:
    """One person, with every post ever held, the last first."""
    guard(viewer, "person.list", person)
    posts = person.posts.select_related("office").order_by("-valid_from", "-pk")
    return _row(
        person, [_post(post) for post in posts], Account.objects.filter(person=person).first()
    )


def organ_rows(viewer: Viewer) -> QuerySet[Office]:
    """The organs and superiors in use that the viewer may know of, by pinyin."""
    return offices(viewer).filter(kind__in=(OfficeKind.ORGAN, OfficeKind.SUPERIOR))


def organs(viewer: Viewer, *, page: int = 1) -> Page[OfficeRow]:
    """The organs that the viewer keeps or sees, by pinyin, each with the people at work in it."""
    guard(viewer, "office.list")
    roots = rows_for(viewer, Office).filter(kind__in=(OfficeKind.ORGAN, OfficeKind.SUPERIOR))
    found, count, page = paged(roots.order_by("pinyin", "pk"), page)
    at_work = rows_for(viewer, Person).filter(active=True, organ__in=found)
    counts = dict(at_work.values_list("organ").annotate(Count("pk")))
    return Page(tuple(_node(node, 0, counts.get(node.pk, 0)) for node in found), count, page)


def tree(viewer: Viewer, organ: Office, *, counted: bool = True) -> list[OfficeRow]:
    """An organ and everything below it, each node under its parent; those closed last among their neighbours."""
    guard(viewer, "office.list")
    reach = rows_for(viewer, Office).filter(Q(pk=organ.pk) | Q(organ_key=organ))
    nodes = list(reach.order_by("pinyin"))
    if organ not in nodes:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    counts: dict[int, int] = {}
    if counted:
        held = Post.objects.filter(_not_over(), office__in=nodes, person__active=True)
        counts = dict(held.values_list("office").annotate(Count("person", distinct=True)))
    below: dict[int | None, list[Office]] = {}
    for node in sorted(nodes, key=lambda node: not node.active):
        below.setdefault(node.parent_id, []).append(node)
    rows: list[OfficeRow] = []

    def walk(node: Office, depth: int) -> None:
        rows.append(_node(node, depth, counts.get(node.pk, 0)))
        for child in below.get(node.pk, ()):
            walk(child, depth + 1)

    walk(organ, 0)
    return rows


def find_person(viewer: Viewer, uuid: UUID) -> Person:
    return only(rows_for(viewer, Person).select_related("organ"), uuid)


def find_office(viewer: Viewer, uuid: UUID) -> Office:
    """A node, in use or closed."""
    return only(rows_for(viewer, Office).select_related("parent", "organ_key"), uuid)


def find_post(viewer: Viewer, uuid: UUID) -> Post:
    return only(rows_for(viewer, Post).select_related("person", "office"), uuid)


def only(rows: QuerySet[M], uuid: UUID) -> M:
    """The row of that public name; not found where the viewer may not know of it."""
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found


def called(rows: QuerySet[M], words: str) -> QuerySet[M]:
    """Those whose name holds the words, or whose pinyin or initials begin with them."""
    words = words.strip().lower()
    if not words:
        return rows
    return rows.filter(
        Q(name__icontains=words) | Q(pinyin__startswith=words) | Q(pinyin__contains=f" {words}")
    )


def paged(rows: QuerySet[M], page: int) -> tuple[list[M], int, int]:
    """The rows of a page, how many there are in all, and which page it is: the last where it lies beyond."""
    count = rows.count()
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    return list(rows[(page - 1) * PAGE : page * PAGE]), count, page


def _in_office(office: Office) -> Q:
    """Who works in a node: an organ has everybody who belongs to it."""
    if office.organ_key_id is None:
        return Q(organ=office)
    return Q(pk__in=Post.objects.filter(_not_over(), office=office).values("person"))


def _not_over() -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=today())


def _with_posts(found: Sequence[Person]) -> tuple[PersonRow, ...]:
    posts: dict[int, list[PostRow]] = {}
    held = Post.objects.filter(_not_over(), person__in=found).order_by("valid_from", "pk")
    for post in held.select_related("office"):
        posts.setdefault(post.person_id, []).append(_post(post))
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=found)}
    return tuple(
        _row(person, posts.get(person.pk, ()), accounts.get(person.pk)) for person in found
    )


def _row(person: Person, posts: Iterable[PostRow], account: Account | None) -> PersonRow:
    return PersonRow(
        uuid=person.uuid,
        name=person.name,
        organ=str(person.organ),
        active=person.active,
        left_on=person.left_on,
        posts=tuple(posts),
        account=account.username if account else None,
        account_uuid=account.uuid if account else None,
        account_active=account.is_active if account else True,
    )


def _post(post: Post) -> PostRow:
    return PostRow(
        post.uuid,
        post.office.uuid,
        post.office.name,
        post.title,
        post.valid_from,
        post.valid_to,
    )


def _node(node: Office, depth: int, person_count: int) -> OfficeRow:
    return OfficeRow(
        uuid=node.uuid,
        name=node.name,
        short_name=node.short_name,
        kind=node.kind,
        kind_label=str(OfficeKind(node.kind).label),
        active=node.active,
        depth=depth,
        person_count=person_count,
    )
