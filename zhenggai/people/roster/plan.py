"""What a list of people would change, row by row, before anything is written."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q, TextChoices
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from zhenggai.lib.errors import Refused
from zhenggai.people.models import USUAL_TITLE, Account, Office, Person, Post, RoleGrant, pinyin_of
from zhenggai.people.policy import allows
from zhenggai.people.roles import ADMINS, EVERY_ROLE, Role, conflicts_with, role_label
from zhenggai.people.roster.reading import Roster, RosterRow
from zhenggai.people.viewer import Viewer

MOST_ACCOUNTS = 60
"""New accounts of one import: each password takes a fifth of a second to hash."""
_YES = frozenset({"是", "有", "要", "需要", "√", "✓", "y", "yes"})
_DEPARTMENT_ROLES = frozenset({Role.LEAD_DEPT, Role.CO_DEPT, Role.HANDLER})


class LineKind(TextChoices):
    NEW = "new", gettext_lazy("新增")
    CHANGED = "changed", gettext_lazy("变动")
    SAME = "same", gettext_lazy("不变")
    PROBLEM = "problem", gettext_lazy("须改")


@dataclass(frozen=True, slots=True)
class Where:
    """An office that is there, or one that is to be made with the import."""

    name: str
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done for a row; the fields that its verb needs."""

    verb: str
    where: Where | None = None
    title: str = ""
    day: date | None = None
    post: Post | None = None
    username: str = ""
    role: str = ""


@dataclass(slots=True)
class Line:
    """A row with what it would do, in words, or what is in the way."""

    row: RosterRow
    person: Person | None = None
    kind: LineKind = LineKind.SAME
    what: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A department that is not there, and the one that may have been meant."""

    name: str
    similar: str
    make: bool


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Line, ...]
    unknown: tuple[Unknown, ...]
    roster: Roster

    @property
    def counts(self) -> dict[LineKind, int]:
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in LineKind}

    @property
    def is_ready(self) -> bool:
        """Nothing is in the way, and there is something to do."""
        counts = self.counts
        return not counts[LineKind.PROBLEM] and bool(
            counts[LineKind.NEW] or counts[LineKind.CHANGED]
        )

    @property
    def account_count(self) -> int:
        return sum(step.verb == "account" for line in self.lines for step in line.steps)

    @property
    def digest(self) -> str:
        """Changes with everything that the import would do."""
        said = [
            (line.row.number, line.row.name, line.kind.value, line.what, line.problems)
            for line in self.lines
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def plan_for(
    viewer: Viewer, organ: Office, roster: Roster, *, make: Collection[str], today: date
) -> Plan:
    """The plan of a list for an organ; `make` names the departments that are to be made with it."""
    planner = _Planner(viewer, organ, roster, make, today)
    lines = tuple(planner.line(row) for row in roster.rows)
    plan = Plan(lines, planner.unknown(), roster)
    if plan.account_count > MOST_ACCOUNTS:
        raise Refused(
            "roster.accounts",
            gettext("一次要建 %(count)s 个账号——单次以 %(most)s 个为限，请分几次导入")
            % {"count": plan.account_count, "most": MOST_ACCOUNTS},
        )
    return plan


class _Planner:
    """What is there is read once; each row is held against it and against the rows before."""

    def __init__(
        self, viewer: Viewer, organ: Office, roster: Roster, make: Collection[str], today: date
    ) -> None:
        self.organ, self.make, self.today = organ, frozenset(make), today
        self.may_create = allows(viewer, "account.create")
        nodes = Office.objects.filter(Q(pk=organ.pk) | Q(organ_key=organ), active=True)
        self.offices = {
            name: node for node in nodes for name in (node.short_name, node.name) if name
        }
        self.names = Counter(row.name for row in roster.rows)
        persons = Person.objects.filter(organ=organ, name__in=self.names).order_by("pk")
        self.persons: dict[str, list[Person]] = {}
        for person in persons:
            self.persons.setdefault(person.name, []).append(person)
        self.posts: dict[int, list[Post]] = {}
        for post in Post.objects.filter(person__in=persons, valid_to=None).select_related("office"):
            self.posts.setdefault(post.person_id, []).append(post)
        self.accounts = {
            account.person_id: account for account in Account.objects.filter(person__in=persons)
        }
        self.taken = {name.lower() for name in Account.objects.values_list("username", flat=True)}
        self.roles: dict[int, set[tuple[str, int | None]]] = {}
        for grant in _grants_of(self.accounts.values(), today):
            self.roles.setdefault(grant.account_id, set()).add((grant.role, grant.office_id))
        self.seen: dict[tuple[str, str, str], int] = {}
        self.met: dict[str, Line] = {}
        self.named: dict[str, str] = {}
        self.missing: Counter[str] = Counter()

    def line(self, row: RosterRow) -> Line:
        line = Line(row)
        self._whom(line)
        if not line.problems:
            self._post(line)
            self._account(line)
        line.problems += [
            gettext("“%(words)s”不是日期——请写成 2021-09-01") % {"words": words[:20]}
            for words in row.bad
        ]
        if line.problems:
            line.kind, line.steps = LineKind.PROBLEM, []
        elif line.person is None and row.name not in self.met:
            line.kind = LineKind.NEW
        elif line.steps:
            line.kind = LineKind.CHANGED
        self.met.setdefault(row.name, line)
        return line

    def unknown(self) -> tuple[Unknown, ...]:
        known = [node.name for node in self.offices.values()]
        return tuple(
            Unknown(
                name,
                next(iter(difflib.get_close_matches(name, known, 1, 0.5)), ""),
                name in self.make,
            )
            for name in self.missing
        )

    def _whom(self, line: Line) -> None:
        row = line.row
        before = self.seen.setdefault((row.name, row.office, row.title), row.number)
        if before != row.number:
            line.problems.append(gettext("与第 %(row)s 行重复——请删去一行") % {"row": before})
        if len(row.name) > 50:
            line.problems.append(gettext("姓名超过 50 个字——请核对这一列是不是姓名"))
        found = self.persons.get(row.name, [])
        if len(found) > 1:
            found = [person for person in found if self._works_in(person, row.office)]
            if len(found) != 1:
                line.problems.append(
                    gettext("有几位“%(name)s”，分不清是哪一位——请先在人员页面上改名区分")
                    % {"name": row.name}
                )
                return
        line.person = found[0] if found else None
        if line.person is not None and not line.person.active:
            line.problems.append(
                gettext("%(name)s 已离岗——返岗请在人员页面上办理，或从名单中删去")
                % {"name": row.name}
            )

    def _post(self, line: Line) -> None:
        row = line.row
        if not row.office:
            if row.title:
                line.problems.append(gettext("有职务没有部门——请写明部门"))
            return
        where = self._where(line)
        if where is None:
            return
        title = row.title or USUAL_TITLE
        held = self.posts.get(line.person.pk, []) if line.person else []
        said = f"{where.name} {title}"
        if any(post.office == where.office and post.title == title for post in held):
            return
        day = row.since or self.today
        if len(held) == 1 and self.names[row.name] == 1:
            old = held[0]
            if day <= old.valid_from:
                line.problems.append(
                    gettext("任职日期 %(day)s 不晚于现任职务的 %(old)s——请核对日期")
                    % {"day": day, "old": old.valid_from}
                )
                return
            line.what.append(f"{old.office.name} {old.title} → {said}")
            line.steps.append(Step("move", where, title, day, post=old))
            return
        line.what.append(gettext("任 %(post)s") % {"post": said})
        line.steps.append(Step("appoint", where, title, day))

    def _where(self, line: Line) -> Where | None:
        name = line.row.office
        if node := self.offices.get(name):
            return Where(node.name, node)
        self.missing[name] += 1
        if name in self.make:
            return Where(name)
        line.problems.append(
            gettext("没有部门“%(name)s”——可在上面勾选一并建立，或改正部门名称") % {"name": name}
        )
        return None

    def _account(self, line: Line) -> None:
        row = line.row
        account = self.accounts.get(line.person.pk) if line.person else None
        named = self.named.get(row.name)
        called = named or (account.username.lower() if account is not None else None)
        if called is not None:
            if row.account.lower() not in {"", called, *_YES}:
                line.problems.append(
                    gettext("已有账号“%(username)s”，与名单不同——请改正名单") % {"username": called}
                )
            elif named is not None and row.roles and not self.may_create:
                line.problems.append(
                    gettext("“%(name)s”的角色请都写在第一行——账号建立时一并提出")
                    % {"name": row.name}
                )
        elif wanted := self._username(row):
            self._new_account(line, wanted)
        elif row.roles:
            line.problems.append(
                gettext("写了角色却没有账号——请在账号列写账号名，或写“是”由系统按拼音起名")
            )
        if row.roles and not line.problems:
            self._roles(line, self.roles.get(account.pk, set()) if account else set())

    def _username(self, row: RosterRow) -> str:
        """The account's name as written; spelled out where the list only says yes."""
        if row.account.lower() not in _YES:
            return row.account
        base = pinyin_of(row.name).split(" ")[0].lower() or row.name
        number, name = 1, base
        while name in self.taken:
            number += 1
            name = f"{base}{number}"
        return name

    def _new_account(self, line: Line, username: str) -> None:
        if username.lower() in self.taken:
            line.problems.append(gettext("账号“%(name)s”已有——请换一个名称") % {"name": username})
            return
        self.taken.add(username.lower())
        self.named[line.row.name] = username.lower()
        verb = "account" if self.may_create else "ask"
        said = gettext("建立账号 %(name)s") if self.may_create else gettext("提出建立账号 %(name)s")
        line.what.append(said % {"name": username})
        line.steps.append(Step(verb, username=username))

    def _roles(self, line: Line, held: set[tuple[str, int | None]]) -> None:
        row = line.row
        together = {role for role, _office in held}
        asked = []
        for words in row.roles:
            role = _roles_by_word().get(words.lower())
            if role is None or role in ADMINS:
                line.problems.append(
                    gettext("没有业务角色“%(role)s”——可用：%(roles)s")
                    % {"role": words[:20], "roles": "、".join(business_roles())}
                )
                return
            if other := conflicts_with(role, frozenset(together)):
                line.problems.append(
                    gettext("“%(role)s”不能与“%(other)s”由一人兼任——请另选人员")
                    % {"role": role_label(role), "other": role_label(other)}
                )
                return
            together.add(role)
            where = self._granted_in(row, role)
            if where.office is None or (role, where.office.pk) not in held:
                asked.append(Step("role", where, day=row.until, role=role))
        line.steps += asked
        if asked:
            line.what.append(
                gettext("提出角色 %(roles)s")
                % {"roles": "、".join(role_label(step.role) for step in asked)}
            )

    def _granted_in(self, row: RosterRow, role: str) -> Where:
        """Roles of departments are held in the row's, all others in the organ."""
        if role not in _DEPARTMENT_ROLES or not row.office:
            return Where(self.organ.name, self.organ)
        return Where(row.office, self.offices.get(row.office))

    def _works_in(self, person: Person, office: str) -> bool:
        return any(
            office in (post.office.name, post.office.short_name)
            for post in self.posts.get(person.pk, ())
        )


def business_roles() -> list[str]:
    """What may stand in the column of roles."""
    return [role_label(role) for role in EVERY_ROLE if role not in ADMINS]


@cache
def _roles_by_word() -> dict[str, str]:
    """Roles by their names, whichever language the page speaks: sheets come from elsewhere."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {role_label(role).lower(): role for role in EVERY_ROLE}
    return found | {role: role for role in EVERY_ROLE}


def _grants_of(accounts: Collection[Account], day: date) -> Any:
    """In force or waiting."""
    return RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), account__in=list(accounts)
    )
