"""Who holds a role in an office on a day: whom the program has to tell something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhenggai.people.models import Post, RoleGrant


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a role. `person_id` is None for an account without a person; `places` are the nodes of the tree that the
    role was granted in, and those of the posts held there."""

    person_id: int | None
    name: str
    places: frozenset[int]


def holders(organ_id: int, roles: Iterable[str], day: date) -> dict[str, list[Holder]]:
    """Those in force on the day, by role, each once; in three queries, whatever their number."""
    grants = list(
        RoleGrant.in_force(day)
        .filter(Q(office=organ_id) | Q(office__organ_key=organ_id), role__in=list(roles))
        .filter(account__is_active=True)
        .order_by("pk")
        .values_list("role", "account", "account__person", "account__display_name", "office")
    )
    posts: dict[int, set[int]] = {}
    held = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        person__in={person for _, _, person, _, _ in grants if person},
        valid_from__lte=day,
    )
    for person, office in held.values_list("person", "office"):
        posts.setdefault(person, set()).add(office)
    found: dict[tuple[str, int], Holder] = {}
    for role, account, person, name, office in grants:
        before = found.get((role, account))
        places = {office, *posts.get(person or 0, ()), *(before.places if before else ())}
        found[role, account] = Holder(person, name, frozenset(places))
    by_role: dict[str, list[Holder]] = {}
    for (role, _), holder in found.items():
        by_role.setdefault(role, []).append(holder)
    return by_role
