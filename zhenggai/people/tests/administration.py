"""An office with its administrators at work: three admins, an office's own administrator, and somebody to administer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhenggai.people import actions
from zhenggai.people.queries import scope_for, system_viewer, viewer_for
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.people.models import Account, Office, Person

TODAY = date(2021, 9, 8)


@dataclass(frozen=True, slots=True)
class Administration:
    """`clerk` is 甲机关's own administrator, `other` that of 丙机关; 甲 and 乙 work in 党建办, 丙 in 丙机关."""

    organ: Office
    study: Office
    finance: Office
    elsewhere: Office
    jia: Person
    yi: Person
    bing: Person
    account: Account
    sys: Viewer
    sec: Viewer
    audit: Viewer
    clerk: Viewer
    other: Viewer


def build() -> Administration:
    system = system_viewer()
    with scope_for(system):
        organ = actions.create_office(system, name="甲机关", kind="organ")
        study = actions.create_office(system, name="党建办", kind="department", parent=organ)
        finance = actions.create_office(system, name="财务组", kind="department", parent=organ)
        elsewhere = actions.create_office(system, name="丙机关", kind="organ")
        people = {
            name: actions.create_person(
                system, name=name, organ=elsewhere if name in ("丙", "外管") else organ
            )
            for name in ("甲", "乙", "丙", "管", "外管")
        }
        for name in ("甲", "乙"):
            actions.appoint(
                system, people[name], office=study, title="干部", valid_from=date(2020, 1, 1)
            )
        account, _ = actions.create_account(
            system, username="jia", display_name="甲", person=people["甲"]
        )
    return Administration(
        organ=organ,
        study=study,
        finance=finance,
        elsewhere=elsewhere,
        jia=people["甲"],
        yi=people["乙"],
        bing=people["丙"],
        account=account,
        sys=signed_in("sys", Role.SYS_ADMIN, None),
        sec=signed_in("sec", Role.SEC_ADMIN, None),
        audit=signed_in("audit", Role.AUDIT_ADMIN, None),
        clerk=signed_in("clerk", Role.OFFICE_ADMIN, organ, people["管"]),
        other=signed_in("other", Role.OFFICE_ADMIN, elsewhere, people["外管"]),
    )


def signed_in(
    username: str, role: str, office: Office | None, person: Person | None = None
) -> Viewer:
    """Somebody new who holds that role."""
    account, _ = actions.create_account(
        system_viewer(), username=username, display_name=username, person=person
    )
    actions.grant_as_system(account, [role], office)
    return viewer_for(account)
