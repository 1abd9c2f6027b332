"""Reading people, and the two questions that every other room asks: `can` and `visible`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django_scopes import scope, scopes_disabled

from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people import policy
from zhenggai.people.access import (
    AccountRow,
    GrantRow,
    Standing,
    Waiting,
    account_row,
    accounts,
    find_account,
    find_grant,
    find_grants,
    find_proposal,
    roles_to_propose,
    waiting,
    waiting_count,
)
from zhenggai.people.calendar import EXCEPTED as EXCEPTED_DAYS
from zhenggai.people.calendar import Day as CalendarDay
from zhenggai.people.calendar import Year as CalendarYear
from zhenggai.people.calendar import announced_in, announced_years, calendar
from zhenggai.people.calendar import year_view as calendar_year
from zhenggai.people.clock import today
from zhenggai.people.closing import hanging_on
from zhenggai.people.dead_letters import (
    DeadLetter,
    dead_letter_count,
    dead_letters,
    find_outgoing,
)
from zhenggai.people.directory import (
    Found,
    OfficeRow,
    Page,
    PersonRow,
    everybody,
    find_office,
    find_offices,
    find_person,
    find_persons,
    find_post,
    offices,
    organ_rows,
    organs,
    people,
    person_row,
    persons,
    persons_ever,
    staff,
    tree,
)
from zhenggai.people.facts import (
    day_type,
    department_of,
    names_of,
    offices_named,
    organ_keys,
    organs_named,
    post_in,
    posts_on,
    title_of,
    worked_from,
)
from zhenggai.people.health import Finding, Part, findings, given_up, health, unready
from zhenggai.people.holders import Holder, holders
from zhenggai.people.holdings import Holding, held_by_office, held_by_person
from zhenggai.people.keys import Keys, KeySet
from zhenggai.people.messages import messages, unread_messages
from zhenggai.people.models import Account, DayKind, Office, OfficeKind, Post, RoleGrant
from zhenggai.people.relations import RELATIONS
from zhenggai.people.robot_models import RobotEvent, RobotKind
from zhenggai.people.robots.hosts import listed as robot_hosts
from zhenggai.people.robots.listing import RobotRow, find_robot, robot_row, robots
from zhenggai.people.roles import ADMINS, EVERY_ROLE, Role, role_label
from zhenggai.people.roster.plan import Line, LineKind, Plan, business_roles, plan_for
from zhenggai.people.roster.reading import HEADINGS, Roster, table_of, text_of
from zhenggai.people.roster.reading import read as read_roster
from zhenggai.people.saved_views import saved_views
from zhenggai.people.settings import (
    InForce,
    SettingChange,
    setting_values,
    settings_history,
    settings_in_force,
)
from zhenggai.people.setup import Setup, setup
from zhenggai.people.trail import Trail, TrailRow, families_of, trail, verification, whole_trail
from zhenggai.people.viewer import Viewer

__all__ = [
    "EXCEPTED_DAYS",
    "HEADINGS",
    "RELATIONS",
    "AccountRow",
    "CalendarDay",
    "CalendarYear",
    "DayKind",
    "DeadLetter",
    "Finding",
    "Found",
    "GrantRow",
    "Holder",
    "Holding",
    "InForce",
    "Line",
    "LineKind",
    "OfficeKind",
    "OfficeRow",
    "Page",
    "Part",
    "PersonRow",
    "Plan",
    "RobotEvent",
    "RobotKind",
    "RobotRow",
    "Roster",
    "SettingChange",
    "Setup",
    "Standing",
    "Trail",
    "TrailRow",
    "Waiting",
    "account_row",
    "accounts",
    "announced_in",
    "announced_years",
    "business_roles",
    "calendar",
    "calendar_year",
    "day_type",
    "dead_letter_count",
    "dead_letters",
    "department_of",
    "everybody",
    "families_of",
    "find_account",
    "find_grant",
    "find_grants",
    "find_office",
    "find_offices",
    "find_outgoing",
    "find_person",
    "find_persons",
    "find_post",
    "find_proposal",
    "find_robot",
    "findings",
    "given_up",
    "hanging_on",
    "health",
    "held_by_office",
    "held_by_person",
    "holders",
    "messages",
    "names_of",
    "offices",
    "offices_named",
    "organ_keys",
    "organ_rows",
    "organs",
    "organs_named",
    "people",
    "person_row",
    "persons",
    "persons_ever",
    "plan_for",
    "post_in",
    "posts_on",
    "read_roster",
    "robot_hosts",
    "robot_row",
    "robots",
    "roles_to_propose",
    "saved_views",
    "setting_values",
    "settings_history",
    "settings_in_force",
    "setup",
    "staff",
    "table_of",
    "text_of",
    "title_of",
    "trail",
    "tree",
    "unread_messages",
    "unready",
    "verification",
    "waiting",
    "waiting_count",
    "whole_trail",
    "worked_from",
]
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
    return scope(office=Keys(sorted(viewer.office_ids) or [0]))  # type: ignore[no-any-return]


def system_viewer(name: str = "system") -> Viewer:
    """The program itself: first start, periodic work."""
    return Viewer(None, None, name, None, source=policy.SYSTEM)


def viewer_for(
    account: Account,
    *,
    office: Office | None = None,
    preferred: str = "",
    source: str = "web",
    request_id: str = "",
    once: str = "",
) -> Viewer:
    """The account's holder in the offices and roles that are in force today. `preferred` is the public name of an
    office chosen before; where it no longer counts, the first one does."""
    day = today()
    grants = list(
        RoleGrant.in_force(day).filter(account=account).select_related("office__organ_key")
    )
    organs = {grant.office.organ for grant in grants if grant.office is not None}
    in_order = sorted(organs, key=lambda organ: (str(organ.uuid) != preferred, organ.pk))
    chosen = office or next(iter(in_order), None)
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
        offices=_several(organs),
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
    order = {role: place for place, role in enumerate(EVERY_ROLE)}
    return [
        DemoAccount(grant.account.username, grant.account.display_name, role_label(grant.role))
        for grant in sorted(grants, key=lambda grant: order[grant.role])
    ]


def is_first_start() -> bool:
    return not Account.objects.exists()


_BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT id FROM people_office WHERE parent_id = %s AND kind = %s
    UNION
    SELECT office.id FROM people_office office JOIN below ON office.parent_id = below.id
    WHERE office.kind = %s
)
SELECT id FROM below
"""
"""All 机关 below one, however deep, in one query."""


def _offices_seen(organ: Office | None, roles: frozenset[str]) -> frozenset[int]:
    """The 机关 acted in; a superior sees those below it as well; administrators see no business rows."""
    if organ is None or (roles and roles <= {str(role) for role in ADMINS}):
        return frozenset()
    seen = {organ.pk}
    if Role.SUPERIOR_REVIEWER in roles:
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [organ.pk, OfficeKind.ORGAN, OfficeKind.ORGAN])
            seen.update(key for (key,) in cursor.fetchall())
    return KeySet(seen)


def _several(organs: Iterable[Office]) -> tuple[tuple[str, str], ...]:
    """What the switcher offers; nothing where there is no choice."""
    named = sorted((organ.pinyin, str(organ.uuid), str(organ)) for organ in organs)
    return tuple((uuid, name) for _, uuid, name in named) if len(named) > 1 else ()


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
