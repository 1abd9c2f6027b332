"""A list of people taken in: all of it or nothing, each row with an event of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.errors import Conflict, Refused
from zhenggai.people import passwords
from zhenggai.people.actions.accounts import add_account
from zhenggai.people.actions.granting import ask_for_role
from zhenggai.people.actions.offices import add_office
from zhenggai.people.actions.persons import add_person, add_post, change_post
from zhenggai.people.actions.proposing import ask_for_account
from zhenggai.people.models import Account, Office, OfficeKind, Person
from zhenggai.people.passwords import Fresh
from zhenggai.people.policy import guard, within
from zhenggai.people.roles import role_label
from zhenggai.people.roster.plan import Line, LineKind, Plan, Step, Where, plan_for
from zhenggai.people.roster.reading import Roster
from zhenggai.people.viewer import Viewer

_KINDS = (("支部", OfficeKind.BRANCH), ("联络处", OfficeKind.LIAISON))


@dataclass(slots=True)
class Imported:
    """What came of it; the one-time passwords by account, to be shown once."""

    new: int = 0
    changed: int = 0
    offices: int = 0
    proposed: int = 0
    accounts: list[tuple[Account, str]] = field(default_factory=list)


def import_people(
    viewer: Viewer,
    *,
    organ: Office,
    roster: Roster,
    make: Collection[str],
    digest: str,
    today: date,
) -> Imported:
    """Write down what the plan of that digest said. Passwords are hashed before the transaction begins."""
    guard(viewer, "person.import")
    plan = plan_for(viewer, organ, roster, make=make, today=today)
    fresh = [passwords.fresh() for _ in range(plan.account_count)]
    return _import_people(viewer, organ, roster, make, digest, today, fresh)


@action("person.import", on="organ")
def _import_people(
    viewer: Viewer,
    organ: Office,
    roster: Roster,
    make: Collection[str],
    digest: str,
    today: date,
    fresh: list[Fresh],
) -> Imported:
    within(viewer, Office, organ)
    plan = plan_for(viewer, organ, roster, make=make, today=today)
    if plan.digest != digest:
        raise Conflict(
            "roster.changed", gettext("预览之后名单或人员有了变化，没有导入——请再看一遍再确认")
        )
    if not plan.is_ready:
        raise Refused(
            "roster.problems",
            gettext("名单还不能导入——请先改好下列各行，或没有需要改动的内容"),
            _problems(plan),
        )
    done = _Doing(viewer, organ, today, fresh).all(plan)
    note(
        obj=organ,
        summary=gettext("导入名单：新增 %(new)s 人，变动 %(changed)s 人，建账号 %(accounts)s 个")
        % {"new": done.new, "changed": done.changed, "accounts": len(done.accounts)},
        offices=sorted(make),
        rows=len(plan.lines),
    )
    return done


class _Doing:
    """The steps of a plan, in the order of its rows; those met twice go on with the same person."""

    def __init__(self, viewer: Viewer, organ: Office, today: date, fresh: list[Fresh]) -> None:
        self.viewer, self.organ, self.today = viewer, organ, today
        self.fresh = iter(fresh)
        self.offices: dict[str, Office] = {}
        self.people: dict[str, Person] = {}
        self.done = Imported()

    def all(self, plan: Plan) -> Imported:
        for unknown in plan.unknown:
            if unknown.make:
                self._office(unknown.name)
        for line in plan.lines:
            if line.kind in (LineKind.NEW, LineKind.CHANGED):
                self._line(line)
        return self.done

    def _office(self, name: str) -> None:
        kind = next((kind for words, kind in _KINDS if words in name), OfficeKind.DEPARTMENT)
        office = add_office(name, kind, self.organ)
        self.offices[name] = office
        self.done.offices += 1
        also("office.create", obj=office, summary=gettext("建立单位 %(name)s") % {"name": name})

    def _line(self, line: Line) -> None:
        person = line.person or self.people.get(line.row.name)
        if person is None:
            person = add_person(line.row.name, self.organ)
            also(
                "person.create",
                obj=person,
                summary=gettext("登记人员 %(name)s") % {"name": person.name},
            )
        self.people[line.row.name] = person
        self.done.new += line.kind == LineKind.NEW
        self.done.changed += line.kind == LineKind.CHANGED
        asked = [step for step in line.steps if step.verb == "ask"]
        roles = [step for step in line.steps if step.verb == "role"]
        for step in line.steps:
            if step.verb in ("appoint", "move"):
                self._post(person, step)
            elif step.verb == "account":
                self._account(person, step)
        if asked:
            self._ask(person, asked[0], roles)
        elif roles:
            self._roles(person, roles)
        if line.what:
            also("person.edit", obj=person, summary=f"{person.name}：{'；'.join(line.what)}")

    def _post(self, person: Person, step: Step) -> None:
        office, day = self._place(step.where), step.day or self.today
        if step.post is not None:
            change_post(step.post, office, step.title, day)
        else:
            add_post(person, office, step.title, day)

    def _account(self, person: Person, step: Step) -> None:
        one = next(self.fresh)
        account = add_account(step.username, person.name, person, one)
        self.done.accounts.append((account, one.word))
        also(
            "account.create",
            obj=account,
            summary=gettext("建立账号 %(name)s") % {"name": account.username},
        )

    def _ask(self, person: Person, step: Step, roles: list[Step]) -> None:
        wanted = [(item.role, self._place(item.where), item.day) for item in roles]
        ask_for_account(self.viewer, person, username=step.username, roles=wanted)
        self.done.proposed += 1

    def _roles(self, person: Person, roles: list[Step]) -> None:
        account = Account.objects.get(person=person)
        for step in roles:
            grant = ask_for_role(
                self.viewer, account, step.role, office=self._place(step.where), until=step.day
            )
            also(
                "role.propose",
                obj=grant,
                summary=gettext("提出授予 %(name)s 角色 %(role)s")
                % {"name": person.name, "role": role_label(step.role)},
            )
            self.done.proposed += 1

    def _place(self, where: Where | None) -> Office:
        if where is None:
            return self.organ
        return where.office or self.offices[where.name]


def _problems(plan: Plan) -> list[str]:
    return [
        gettext("第 %(row)s 行 %(name)s：%(problem)s")
        % {"row": line.row.number, "name": line.row.name, "problem": line.problems[0]}
        for line in plan.lines
        if line.problems
    ][:20]
