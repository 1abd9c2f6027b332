"""The demo: three administrators, then the seed circular read and adopted for real, then fictitious people and
dates, all through ordinary actions; no table is filled behind their back (readings.md 1)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from zhenggai.config.adoption import adopt_file
from zhenggai.lib.errors import Refused
from zhenggai.people import actions as people
from zhenggai.people.models import Account, Office, Person
from zhenggai.people.queries import is_first_start, scope_for, system_viewer, viewer_for
from zhenggai.people.roles import Role, role_label
from zhenggai.rectification import actions as rectification
from zhenggai.rectification.models import Issue, Measure
from zhenggai.registers import actions as registers
from zhenggai.registers.shelf import files

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CIRCULAR = EXAMPLES / "三水区政协机关通报.txt"
ROLES = EXAMPLES / "demo-roles.json"
DAY = date(2021, 9, 8)

Login = tuple[str, str, str]
"""Account, role, one-time password."""


def prepare() -> list[Login]:
    """Everything the demo holds, in an empty data folder; answers with the accounts, once."""
    if not is_first_start():
        raise Refused(
            "demo.not_empty", "数据目录里已有账号，不再准备演示——请换一个空的数据目录（DATA=…）"
        )
    plan = json.loads(ROLES.read_text(encoding="utf-8"))
    logins, nodes, persons = _office(plan)
    clerk = viewer_for(Account.objects.get(username=_clerk(plan)), source="cli")
    with scope_for(clerk):
        adopt_file(clerk, CIRCULAR)
        people.keep_settings(clerk)
        _assign(plan, nodes, persons)
        _report(plan)
    _registers()
    return logins


def prepare_office() -> list[Login]:
    """The demo's office and people alone, before anything has been read: where a round can be gone through from its beginning."""
    logins, _nodes, _persons_by_name = _office(json.loads(ROLES.read_text(encoding="utf-8")))
    return logins


def _office(plan: dict[str, Any]) -> tuple[list[Login], dict[str, Office], dict[str, Person]]:
    logins = [
        (account.username, account.display_name, password)
        for account, password in people.create_first_accounts()
    ]
    nodes = _offices(plan)
    persons = _persons(plan, nodes)
    return logins + _accounts(plan, nodes, persons), nodes, persons


def _registers() -> None:
    """Every register of the library in use, so that the shelf is not empty."""
    system = system_viewer()
    with scope_for(system):
        for path in files():
            registers.publish(system, path.read_text(encoding="utf-8"), today=date(2021, 1, 4))


def _clerk(plan: dict[str, Any]) -> str:
    return next(
        str(item["username"]) for item in plan["accounts"] if item["role"] == Role.RECT_OFFICE
    )


def _offices(plan: dict[str, Any]) -> dict[str, Office]:
    system = system_viewer()
    organ = people.create_office(system, kind="organ", **plan["organ"])
    nodes = {organ.name: organ}
    for item in plan["offices"]:
        nodes[item["name"]] = people.create_office(system, parent=organ, **item)
    return nodes


def _persons(plan: dict[str, Any], nodes: dict[str, Office]) -> dict[str, Person]:
    system, persons = system_viewer(), {}
    for item in plan["people"]:
        office = nodes[item["office"]]
        person = people.create_person(system, name=item["name"], organ=office)
        people.appoint(
            system, person, office=office, title=item["title"], valid_from=date(2021, 1, 1)
        )
        persons[person.name] = person
    return persons


def _accounts(
    plan: dict[str, Any], nodes: dict[str, Office], persons: dict[str, Person]
) -> list[Login]:
    """One account a role; a person with two of them has the second account without the person's posts."""
    system, organ, logins = system_viewer(), nodes[plan["organ"]["name"]], []
    taken: set[str] = set()
    for item in plan["accounts"]:
        person = persons[item["person"]] if item["person"] not in taken else None
        taken.add(item["person"])
        account, password = people.create_account(
            system,
            username=item["username"],
            display_name=item["person"],
            person=person,
            is_demo=True,
        )
        roles = [item["role"], *item.get("also", [])]
        people.grant_as_system(account, roles, nodes.get(item.get("office", ""), organ))
        logins.append((account.username, role_label(item["role"]), password))
    return logins


def _assign(plan: dict[str, Any], nodes: dict[str, Office], persons: dict[str, Person]) -> None:
    clerk = viewer_for(Account.objects.get(username=_clerk(plan)), source="cli")
    issues = {issue.code: issue for issue in Issue.objects.all()}
    for item in plan["assignments"]:
        changes = {key: value for key, value in item.items() if key != "issue"}
        for name in ("charge_leader", "owner", "handler"):
            changes[name] = persons[changes[name]]
        changes["lead_dept"] = nodes[changes["lead_dept"]]
        changes["co_depts"] = [nodes[name] for name in changes.get("co_depts", [])]
        changes["deadline"] = date.fromisoformat(changes["deadline"])
        issue = issues[item["issue"]]
        rectification.assign(clerk, issue, version=issue.version, **changes)


def _report(plan: dict[str, Any]) -> None:
    clerk = viewer_for(Account.objects.get(username=_clerk(plan)), source="cli")
    issues = {issue.code: issue for issue in Issue.objects.all()}
    for item in plan["progress"]:
        measure = Measure.objects.get(code=item["measure"])
        rectification.report_progress(
            clerk,
            issues[item["issue"]],
            measure=measure,
            text=item["text"],
            happened_on=date.fromisoformat(item["happened_on"]),
            today=DAY,
        )
