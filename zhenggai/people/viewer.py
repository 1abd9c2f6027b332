"""Who is looking or acting: a person in a role and an office, as every query and action gets it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """`office_id` is the 机关 acted in; `office_ids` all 机关 whose rows may be seen (a superior sees several).

    `offices` are those that the account may act in, public name and name, where there are several of them.
    `roles` are identifiers of process.md §1. `source` is `web`, `cli`, `job` or `system`. `once` is the token of the
    form that the request sent, empty where there is none.
    """

    account_id: int | None
    person_id: int | None
    name: str
    office_id: int | None
    office_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    source: str = "web"
    request_id: str = ""
    department_ids: frozenset[int] = field(default_factory=frozenset)
    office_name: str = ""
    once: str = ""
    offices: tuple[tuple[str, str], ...] = ()
