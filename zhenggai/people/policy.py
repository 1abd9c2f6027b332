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


def within(viewer: Viewer, model: type[M], row: M | None) -> None:
    """Refuse a row that lies outside the viewer's scope as if it were not there."""
    if row is not None and not rows_for(viewer, model).filter(pk=row.pk).exists():
        raise NotFound("object.not_found", gettext("没有找到，或不在您的范围内"))


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

_SYS = frozenset({Role.SYS_ADMIN})
_SEC = frozenset({Role.SEC_ADMIN})
_OFFICE = frozenset({Role.OFFICE_ADMIN})
_KEEPERS = frozenset({Role.SYS_ADMIN, Role.OFFICE_ADMIN})
"""Who keeps the directory: people, posts, departments; an office's own administrator that of the office."""
_DIRECTORY = frozenset({*ADMINS, Role.OFFICE_ADMIN})
_PROPOSERS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.OFFICE_ADMIN})
_DECIDERS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.CHARGE_LEADER})
"""Who may be the second person; of whose proposal, says `actions.granting`."""

POLICY: dict[str, Rule] = {
    "account.list": Rule(_DIRECTORY),
    "account.create": Rule(_SYS),
    "account.propose": Rule(frozenset({Role.OFFICE_ADMIN})),
    "account.stop": Rule(_SYS | _SEC),
    "account.propose_start": Rule(_SYS),
    "account.start": Rule(_SEC),
    "account.propose_reset": Rule(_SYS),
    "account.reset": Rule(_SEC),
    "account.reissue": Rule(frozenset()),
    "account.unlock": Rule(_SYS | _SEC),
    "role.propose": Rule(_PROPOSERS),
    "role.propose_end": Rule(_PROPOSERS),
    "role.confirm": Rule(_DECIDERS),
    "role.end": Rule(_DECIDERS),
    "proposal.list": Rule(_PROPOSERS | _DECIDERS),
    "proposal.decline": Rule(_DECIDERS),
    "proposal.withdraw": Rule(_PROPOSERS),
    "office.list": Rule(_DIRECTORY),
    "office.create": Rule(_KEEPERS),
    "office.edit": Rule(_KEEPERS),
    "office.close": Rule(_KEEPERS),
    "person.list": Rule(_DIRECTORY),
    "person.create": Rule(_KEEPERS),
    "person.edit": Rule(_KEEPERS),
    "person.appoint": Rule(_KEEPERS),
    "person.end_post": Rule(_KEEPERS),
    "person.leave": Rule(_KEEPERS),
    "person.come_back": Rule(_KEEPERS),
    "person.import": Rule(_KEEPERS),
    "person.export": Rule(_KEEPERS),
    "session.switch": Rule(_EVERYONE),
    "password.change": Rule(_EVERYONE),
    "people.choose": Rule(_EVERYONE),
    "view.save": Rule(_EVERYONE),
    "view.remove": Rule(_EVERYONE),
    "message.read": Rule(_EVERYONE),
    "notice.choose": Rule(_EVERYONE),
    "notice.make_feed": Rule(_EVERYONE),
    "notice.revoke_feed": Rule(_EVERYONE),
    "digest.send": Rule(frozenset()),
    "digest.broadcast": Rule(frozenset()),
    "robot.list": Rule(_OFFICE),
    "robot.create": Rule(_OFFICE),
    "robot.change": Rule(_OFFICE),
    "robot.retire": Rule(_OFFICE),
    "robot.test": Rule(_OFFICE),
    "outgoing.list": Rule(_KEEPERS),
    "outgoing.resend": Rule(_KEEPERS),
    "outgoing.drop": Rule(_KEEPERS),
    "setting.list": Rule(_BUSINESS),
    "setting.change": Rule(frozenset({Role.RECT_OFFICE, Role.OFFICE_ADMIN})),
    "setting.keep": Rule(frozenset({Role.RECT_OFFICE, Role.OFFICE_ADMIN})),
    "calendar.list": Rule(_EVERYONE),
    "calendar.announce": Rule(frozenset({Role.SYS_ADMIN})),
    "calendar.edit": Rule(frozenset({Role.SYS_ADMIN})),
    "health.read": Rule(_SYS),
    "job.retry": Rule(_SYS),
    "journal.read": Rule(frozenset({Role.AUDIT_ADMIN})),
    "journal.export": Rule(frozenset({Role.AUDIT_ADMIN})),
    "journal.verify": Rule(frozenset({Role.AUDIT_ADMIN})),
}


def register_own_scopes() -> None:
    """Offices, persons and accounts: those of one's own offices; administrators see the directory. Views and
    messages: one's own."""
    from zhenggai.people import models

    def offices(viewer: Viewer) -> Q:
        if viewer.roles & ADMINS:
            return Q()
        return Q(pk__in=viewer.office_ids) | Q(organ_key__in=viewer.office_ids)

    def persons(viewer: Viewer) -> Q:
        return Q() if viewer.roles & ADMINS else Q(organ__in=viewer.office_ids)

    register_scope(models.Office, offices)
    register_scope(models.Person, persons)
    register_scope(models.Post, lambda viewer: _of(viewer, "person__organ"))
    register_scope(models.Account, lambda viewer: _of(viewer, "person__organ"))
    register_scope(models.RoleGrant, _grants_seen_by)
    register_scope(models.Proposal, lambda viewer: _of(viewer, "organ"))
    register_scope(
        models.Message, lambda viewer: Q(person=viewer.person_id, office__in=viewer.office_ids)
    )
    register_scope(models.SavedView, lambda viewer: Q(account=viewer.account_id))
    register_scope(models.Robot, lambda viewer: Q(office=_kept_office(viewer)))
    register_scope(
        models.Outgoing,
        lambda viewer: Q() if Role.SYS_ADMIN in viewer.roles else Q(office=_kept_office(viewer)),
    )


_OF_OFFICE = frozenset({Role.OFFICE_ADMIN, Role.CHARGE_LEADER})
"""Those who have to do with accounts, besides the three administrators: only with their own offices'."""


def _of(viewer: Viewer, column: str) -> Q:
    if viewer.roles & ADMINS:
        return Q()
    return Q(**{f"{column}__in": viewer.office_ids if viewer.roles & _OF_OFFICE else ()})


def _kept_office(viewer: Viewer) -> int:
    """The office whose administrator the viewer is; 0, which none is, for everybody else."""
    return viewer.office_id or 0 if Role.OFFICE_ADMIN in viewer.roles else 0


def _grants_seen_by(viewer: Viewer) -> Q:
    return _of(viewer, "office") | _of(viewer, "office__organ_key")
