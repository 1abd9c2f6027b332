"""How far a new office has got: what its first-run guide is made of. Numbers and roles, no names, no business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zhenggai.people.calendar import announced_years
from zhenggai.people.clock import today
from zhenggai.people.models import Account, Office, OfficeKind, Person, Proposal, RoleGrant
from zhenggai.people.roles import Role
from zhenggai.people.settings import settings_are_kept
from zhenggai.people.viewer import Viewer

NEEDED = (Role.OFFICE_ADMIN, Role.RECT_OFFICE)
"""Without these an office cannot begin."""
WANTED = (
    *(Role.PRINCIPAL, Role.GROUP_LEADER, Role.CHARGE_LEADER),
    *(Role.LEAD_DEPT, Role.HANDLER, Role.DISCIPLINE_COMMITTEE),
)
"""These it will want before the first plan is approved."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Of the viewer's organ; for administrators, who have none, of the first. `organ` is None while there is none."""

    organ: Office | None
    departments: int = 0
    persons: int = 0
    accounts: int = 0
    held: frozenset[str] = frozenset()
    waiting: int = 0
    calendar_is_known: bool = False
    settings_are_kept: bool = False

    @property
    def lacking(self) -> list[Role]:
        return [role for role in NEEDED if role not in self.held]

    @property
    def wanting(self) -> list[Role]:
        return [role for role in WANTED if role not in self.held]


def setup(viewer: Viewer) -> Setup:
    """Four questions to the database; asked only where the guide may still be shown."""
    known = today().year in announced_years()
    organs = Office.objects.filter(kind=OfficeKind.ORGAN, active=True).order_by("pk")
    if viewer.office_id is not None:
        organs = organs.filter(pk=viewer.office_id)
    here = OuterRef("pk")
    organ = organs.annotate(
        departments=_count(Office.objects.filter(organ_key=here, active=True)),
        people=_count(Person.objects.filter(organ=here, active=True)),
        accounts=_count(Account.objects.filter(person__organ=here, is_active=True)),
        asked=_count(RoleGrant.objects.filter(confirmed_at=None)),
        proposed=_count(Proposal.objects.filter(decided_at=None)),
    ).first()
    if organ is None:
        return Setup(None, calendar_is_known=known)
    counts: dict[str, int] = vars(organ)
    held = RoleGrant.in_force(today()).filter(account__is_active=True)
    roles = held.filter(Q(office=organ) | Q(office__organ_key=organ))
    return Setup(
        organ=organ,
        departments=counts["departments"],
        persons=counts["people"],
        accounts=counts["accounts"],
        held=frozenset(roles.values_list("role", flat=True)),
        waiting=counts["asked"] + counts["proposed"],
        calendar_is_known=known,
        settings_are_kept=settings_are_kept(organ.pk),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows, as a column of the question around it."""
    alone = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(alone.annotate(count=Count("pk")).values("count")), 0)
