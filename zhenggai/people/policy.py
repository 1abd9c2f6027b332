"""Who may do what: one table, filled by the rooms when the program starts; one way to ask (security.md A01).

`can` decides about an act, `scope_of` about rows. Both deny what nobody has allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from zhenggai.lib.errors import NotAllowed, NotFound
from zhenggai.people.roles import ADMINS, EVERY_ROLE, Role
from zhenggai.people.viewer import Viewer

M = TypeVar("M", bound=Model)
Scope = Callable[[Viewer], Q]


@dataclass(frozen=True, slots=True)
class Rule:
    """An action's roles, and what must hold of the object as well."""

    roles: frozenset[str]
    when: Callable[[Viewer, Any], bool] | None = None


_rules: dict[str, Rule] = {}
_scopes: dict[type[Model], Scope] = {}
SYSTEM = "system"
"""The viewer of first starts and periodic work; only this program makes one."""


def register_policy(room: str, table: Mapping[str, Rule]) -> None:
    """Take a room's table; an action that another room has named is a programming error."""
    for name, rule in table.items():
        if name in _rules and _rules[name] != rule:
            raise ValueError(f"{room}: action {name} is already declared")
        _rules[name] = rule


def register_scope(model: type[Model], scope: Scope) -> None:
    _scopes[model] = scope


def actions() -> frozenset[str]:
    """Every declared action."""
    return frozenset(_rules)


def allows(viewer: Viewer, action: str, obj: Any = None) -> bool:
    """Whether a role of the viewer may do it, to this object."""
    if viewer.source == SYSTEM:
        return True
    rule = _rules.get(action)
    if rule is None or not viewer.roles & rule.roles:
        return False
    return rule.when is None or obj is None or rule.when(viewer, obj)


def rows_for(viewer: Viewer, model: type[M]) -> QuerySet[M]:
    """The rows of a model that the viewer may know of; none where no room has said whose they are."""
    rows = model._default_manager.all()
    if viewer.source == SYSTEM:
        return rows
    scope = _scopes.get(model)
    return rows.filter(scope(viewer)) if scope is not None else rows.none()


def guard(viewer: Viewer, action: str, obj: Any = None) -> None:
    """Outside one's scope nothing is there; inside it, without the right, it is not allowed (A04)."""
    known = isinstance(obj, Model) and obj.pk is not None and type(obj) in _scopes
    if known and not rows_for(viewer, type(obj)).filter(pk=obj.pk).exists():
        raise NotFound("object.not_found", gettext("没有找到，或不在您的范围内"))
    if not allows(viewer, action, obj):
        raise NotAllowed(
            "action.not_allowed",
            gettext("您的角色不能办理这一步——请由有此职责的人办理，或请单位管理员核对角色"),
        )


_EVERYONE = frozenset(EVERY_ROLE)
_BUSINESS = _EVERYONE - {str(role) for role in ADMINS}

POLICY: dict[str, Rule] = {
    "account.create": Rule(frozenset({Role.SYS_ADMIN})),
    "account.reset": Rule(frozenset({Role.SYS_ADMIN})),
    "account.unlock": Rule(frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN})),
    "role.propose": Rule(frozenset({Role.SEC_ADMIN, Role.OFFICE_ADMIN})),
    "role.confirm": Rule(frozenset({Role.SEC_ADMIN, Role.SYS_ADMIN, Role.CHARGE_LEADER})),
    "office.create": Rule(frozenset({Role.SYS_ADMIN})),
    "person.create": Rule(frozenset({Role.SYS_ADMIN, Role.OFFICE_ADMIN})),
    "person.appoint": Rule(frozenset({Role.SYS_ADMIN, Role.OFFICE_ADMIN})),
    "password.change": Rule(_EVERYONE),
    "people.choose": Rule(_EVERYONE),
    "view.save": Rule(_EVERYONE),
    "view.remove": Rule(_EVERYONE),
    "message.read": Rule(_EVERYONE),
    "setting.list": Rule(_BUSINESS),
    "setting.change": Rule(frozenset({Role.RECT_OFFICE, Role.OFFICE_ADMIN})),
    "calendar.announce": Rule(frozenset({Role.SYS_ADMIN, Role.OFFICE_ADMIN})),
    "journal.verify": Rule(frozenset({Role.AUDIT_ADMIN})),
}


def register_own_scopes() -> None:
    """Offices and persons: those of one's own offices; administrators see the directory. Views and
    messages: one's own."""
    from zhenggai.people.models import Message, Office, Person, SavedView

    def offices(viewer: Viewer) -> Q:
        if viewer.roles & ADMINS:
            return Q()
        return Q(pk__in=viewer.office_ids) | Q(organ_key__in=viewer.office_ids)

    def persons(viewer: Viewer) -> Q:
        return Q() if viewer.roles & ADMINS else Q(organ__in=viewer.office_ids)

    register_scope(Office, offices)
    register_scope(Person, persons)
    register_scope(Message, lambda viewer: Q(person=viewer.person_id, office__in=viewer.office_ids))
    register_scope(SavedView, lambda viewer: Q(account=viewer.account_id))
