"""The ledger as it stood at a moment: today's rows with what the database kept of them laid over (keeping.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhenggai.people.queries import names_of
from zhenggai.rectification.keeping import HELPERS
from zhenggai.rectification.kept import rows_at
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import Issue, Measure, Past, RootCause

_PEOPLE = ("charge_leader_id", "owner_id", "handler_id", "liaison_id")


@dataclass(frozen=True, slots=True)
class PastMeasure:
    code: str
    content: str
    state: MeasureState
    owner: str
    deadline: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class PastIssue:
    """An issue as it stood. Names are those that people and offices have now."""

    uuid: UUID
    code: str
    title: str
    state: IssueState
    rect_type: RectType | None
    charge_leader: str
    lead_dept: str
    co_depts: tuple[str, ...]
    owner: str
    handler: str
    deadline: date | None
    target: str
    causes: tuple[str, ...]
    measures: tuple[PastMeasure, ...]


def ledger_as_of(issues: QuerySet[Issue], moment: datetime) -> list[PastIssue]:
    """Those of these issues that existed at the moment, as they stood then, in a fixed number of queries."""
    keys = issues.order_by().values("pk")
    rows = rows_at(Issue, issues.order_by("position"), moment, "uuid", "code", "title")
    measures = rows_at(
        Measure,
        Measure.objects.filter(issue__in=keys).order_by("position"),
        moment,
        *("issue_id", "code", "content"),
    )
    causes = _causes(keys, moment)
    helpers = _helpers(keys, moment)
    people, offices = _names(rows, measures, helpers)
    by_issue: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for item in measures:
        by_issue[item["issue_id"]].append(item)
    return [
        _issue(row, by_issue[key], causes[key], helpers[key], people, offices)
        for key, row in ((row["id"], row) for row in rows)
    ]


def _causes(keys: Any, moment: datetime) -> Mapping[int, list[str]]:
    """Causes that stood then: those of today, and those taken away since."""
    found: dict[int, list[str]] = defaultdict(list)
    known = set(keys.values_list("pk", flat=True))
    for issue, text in RootCause.objects.filter(issue__in=keys, created_at__lte=moment).values_list(
        "issue", "text"
    ):
        found[issue].append(text)
    gone = Past.objects.filter(of=RootCause._meta.db_table, at__gt=moment).order_by("at", "pk")
    for body in gone.values_list("body", flat=True):
        if body["issue_id"] in known and _moment(body["created_at"]) <= moment:
            found[body["issue_id"]].append(body["text"])
    return found


def _moment(kept: str) -> datetime:
    """A moment as the database wrote it: UTC where it says no zone."""
    found = datetime.fromisoformat(kept)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _helpers(keys: Any, moment: datetime) -> Mapping[int, list[int]]:
    """Supporting departments that stood then. A row that came later was absent before."""
    table = HELPERS._meta.db_table
    known = set(keys.values_list("pk", flat=True))
    first: dict[int, Any] = {}
    for row, body in (
        Past.objects.filter(of=table, at__gt=moment)
        .order_by("-at", "-pk")
        .values_list("row", "body")
    ):
        first[row] = body
    found: dict[int, list[int]] = defaultdict(list)
    for row, issue, office in HELPERS.objects.filter(issue__in=keys).values_list(
        "id", "issue_id", "office_id"
    ):
        if row not in first:
            found[issue].append(office)
    for body in first.values():
        if body is not None and body["issue_id"] in known:
            found[body["issue_id"]].append(body["office_id"])
    return found


def _names(
    rows: list[dict[str, Any]],
    measures: list[dict[str, Any]],
    helpers: Mapping[int, list[int]],
) -> tuple[dict[int, str], dict[int, str]]:
    people = {row[name] for row in rows for name in _PEOPLE} | {row["owner_id"] for row in measures}
    offices = {row["lead_dept_id"] for row in rows} | {
        key for several in helpers.values() for key in several
    }
    return names_of(people - {None}, offices - {None})


def _issue(
    row: Mapping[str, Any],
    measures: Iterable[Mapping[str, Any]],
    causes: list[str],
    helpers: list[int],
    people: Mapping[int, str],
    offices: Mapping[int, str],
) -> PastIssue:
    return PastIssue(
        uuid=row["uuid"],
        code=row["code"],
        title=row["title"],
        state=IssueState(row["state"]),
        rect_type=RectType(row["rect_type"]) if row["rect_type"] else None,
        charge_leader=people.get(row["charge_leader_id"], ""),
        lead_dept=offices.get(row["lead_dept_id"], ""),
        co_depts=tuple(offices.get(key, "") for key in helpers),
        owner=people.get(row["owner_id"], ""),
        handler=people.get(row["handler_id"], ""),
        deadline=row["deadline"],
        target=row["target"] or "",
        causes=tuple(causes),
        measures=tuple(
            PastMeasure(
                item["code"] or "",
                item["content"],
                MeasureState(item["state"]),
                people.get(item["owner_id"], ""),
                item["deadline"],
                item["done_on"],
            )
            for item in measures
        ),
    )
