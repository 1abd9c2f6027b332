"""Reading people, and the two questions that every other room asks: `can` and `visible`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django_scopes import scope, scopes_disabled

from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people import policy
from zhenggai.people.clock import today
from zhenggai.people.messages import messages as messages
from zhenggai.people.messages import unread_messages as unread_messages
from zhenggai.people.models import Account, Office, OfficeKind, Person, Post, RoleGrant
from zhenggai.people.roles import ADMINS, Role
from zhenggai.people.saved_views import saved_views as saved_views
from zhenggai.people.settings import InForce as InForce
from zhenggai.people.settings import setting_values as setting_values
from zhenggai.people.settings import settings_in_force as settings_in_force
from zhenggai.people.viewer import Viewer

M = TypeVar("M", bound=Model)


def can(viewer: Viewer, action: str, obj: Any = None) -> bool:
    """Whether the viewer may do this; to show a button or not."""
    return policy.allows(viewer, action, obj)


def require(viewer: Viewer, action: str, obj: Any = None) -> None:
    """The same, refusing: NotFound outside the viewer's scope, NotAllowed without the right."""
    policy.guard(viewer, action, obj)


def visible(viewer: Viewer, model: type[M]) -> QuerySet[M]:
    """The rows of a model that the viewer may know of."""
    return policy.rows_for(viewer, model)


def scope_for(viewer: Viewer) -> AbstractContextManager[object]:
    """The alarm behind `visible` (readings.md 7): a query that nobody narrowed raises."""
    if viewer.source == policy.SYSTEM:
        return scopes_disabled()  # type: ignore[no-any-return]
    return scope(office=sorted(viewer.office_ids) or [0])  # type: ignore[no-any-return]


def system_viewer(name: str = "system") -> Viewer:
    """The program itself: first start, periodic work."""
    return Viewer(None, None, name, None, source=policy.SYSTEM)


def viewer_for(
    account: Account,
    *,
    office: Office | None = None,
    source: str = "web",
    request_id: str = "",
    once: str = "",
) -> Viewer:
    """The account's holder in the offices and roles that are in force today."""
    day = today()
    grants = list(
        RoleGrant.in_force(day).filter(account=account).select_related("office__organ_key")
    )
    organs = {grant.office.organ for grant in grants if grant.office is not None}
    chosen = office or next(iter(sorted(organs, key=lambda organ: organ.pk)), None)
    if office is not None and office not in organs:
        raise NotFound("office.not_found", gettext("没有这个单位，或您不在其中任职"))
    roles = frozenset(
        grant.role for grant in grants if grant.office is None or grant.office.organ == chosen
    )
    return Viewer(
        account_id=account.pk,
        person_id=account.person_id,
        name=account.display_name,
        office_id=chosen.pk if chosen else None,
        office_ids=_offices_seen(chosen, roles),
        roles=roles,
        source=source,
        request_id=request_id,
        department_ids=_departments(account.person_id, grants, day),
        office_name=str(chosen) if chosen else "",
        once=once,
    )


def viewer_named(username: str, *, source: str = "cli", office: str | None = None) -> Viewer:
    """The viewer that a command acts as; `office` by its name where the account has several."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise BadInput(
            "account.unknown",
            gettext("没有账号“%(name)s”，或已停用——请核对 --as 后的账号") % {"name": username},
        )
    chosen = None
    if office is not None:
        chosen = Office.objects.filter(Q(name=office) | Q(short_name=office)).first()
        if chosen is None:
            raise BadInput(
                "office.unknown",
                gettext("没有单位“%(name)s”——请核对 --office 后的名称") % {"name": office},
            )
    return viewer_for(account, office=chosen, source=source)


def offices(viewer: Viewer) -> QuerySet[Office]:
    """Every node of the viewer's offices that is in use, by pinyin."""
    return visible(viewer, Office).filter(active=True).order_by("pinyin")


def persons(viewer: Viewer) -> QuerySet[Person]:
    """Everybody at work in the viewer's offices, by pinyin."""
    return visible(viewer, Person).filter(active=True).order_by("pinyin")


@dataclass(frozen=True, slots=True)
class Found:
    """A person or an office that may be chosen; `place` tells namesakes apart."""

    uuid: UUID
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at work with the posts that they hold: office and title."""

    uuid: UUID
    name: str
    posts: tuple[tuple[str, str], ...]


def staff(viewer: Viewer) -> list[Staff]:
    """Everybody at work in the viewer's offices with their posts, in two queries."""
    found = list(persons(viewer).values_list("pk", "uuid", "name"))
    held: dict[int, list[tuple[str, str]]] = {}
    posts = Post.objects.filter(person__in=[key for key, _, _ in found], valid_to=None)
    for key, office, title in posts.values_list("person_id", "office__name", "title"):
        held.setdefault(key, []).append((office, title))
    return [Staff(uuid, name, tuple(held.get(key, ()))) for key, uuid, name in found]


def find_persons(viewer: Viewer, words: str, *, most: int = 12) -> list[Found]:
    """People at work whose name holds the words, or whose pinyin or initials begin with them."""
    rows = _called(persons(viewer), words)[:most]
    posts = Post.objects.filter(person__in=[row.pk for row in rows], valid_to=None)
    places = {
        post.person_id: f"{post.office} {post.title}" for post in posts.select_related("office")
    }
    return [Found(row.uuid, row.name, places.get(row.pk, "")) for row in rows]


def find_offices(viewer: Viewer, words: str, *, most: int = 12) -> list[Found]:
    """The same for the nodes of the viewer's offices."""
    rows = _called(offices(viewer), words)[:most]
    return [Found(row.uuid, row.name, str(OfficeKind(row.kind).label)) for row in rows]


def _called(rows: QuerySet[M], words: str) -> QuerySet[M]:
    words = words.strip().lower()
    if not words:
        return rows
    return rows.filter(
        Q(name__icontains=words) | Q(pinyin__startswith=words) | Q(pinyin__contains=f" {words}")
    )


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    name: str
    role_label: str


def first_run_accounts() -> list[DemoAccount]:
    """The demo's accounts, until the first of them has signed in (readings.md 9); afterwards an ordinary door."""
    demo = Account.objects.filter(is_demo=True)
    if not demo.exists() or demo.filter(last_sign_in_at__isnull=False).exists():
        return []
    grants = RoleGrant.in_force(today()).filter(account__is_demo=True).select_related("account")
    order = {role: place for place, role in enumerate(Role.values)}
    return [
        DemoAccount(grant.account.username, grant.account.display_name, str(Role(grant.role).label))
        for grant in sorted(grants, key=lambda grant: order[grant.role])
    ]


def is_first_start() -> bool:
    return not Account.objects.exists()


def _offices_seen(organ: Office | None, roles: frozenset[str]) -> frozenset[int]:
    """The 机关 acted in; a superior sees those below it as well; administrators see no business rows."""
    if organ is None or (roles and roles <= {str(role) for role in ADMINS}):
        return frozenset()
    seen = {organ.pk}
    if Role.SUPERIOR_REVIEWER in roles:
        level = [organ.pk]
        while level:
            below = Office.objects.filter(parent__in=level, kind=OfficeKind.ORGAN)
            level = [key for key in below.values_list("pk", flat=True) if key not in seen]
            seen |= set(level)
    return frozenset(seen)


def _departments(person_id: int | None, grants: list[RoleGrant], day: date) -> frozenset[int]:
    """Where the viewer works: posts in force, and offices that a role was granted in."""
    granted = {
        grant.office_id
        for grant in grants
        if grant.office is not None
        and grant.office.kind not in (OfficeKind.ORGAN, OfficeKind.SUPERIOR)
    }
    held = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), person=person_id, valid_from__lte=day
    ).values_list("office_id", flat=True)
    return frozenset(key for key in (*granted, *held) if key is not None)
