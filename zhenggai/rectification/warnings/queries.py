"""Reading warnings: those of a day, those in force, when an office was last run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from zhenggai.people.queries import organ_keys, require, visible
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.deadlines import Colour, days_left
from zhenggai.rectification.models import (
    Issue,
    Warned,
    Warning,
    WarningReason,
    WarningRun,
)
from zhenggai.rectification.warnings.clearing import in_force
from zhenggai.rectification.warnings.running import planned
from zhenggai.rectification.warnings.wording import letter_name, said, standing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Party:
    """A role that a warning went to, with the names of those in it."""

    role: str
    label: str
    names: tuple[str, ...]
    copy: bool
    place: str


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning as it was told. `days_left` is reckoned for its own day; `number` is 0 where it is only planned."""

    office: int
    number: int
    year: int
    kind: Warned
    uuid: UUID
    issue: int | None
    code: str
    title: str
    reason: WarningReason
    level: Colour
    deadline: date | None
    days_left: int | None
    basis_on: date
    issued_on: date
    recipients: tuple[Party, ...]
    said: str
    standing: str

    @property
    def doc_no(self) -> str:
        return document_number(self.year, self.number) if self.number else ""


@dataclass(frozen=True, slots=True)
class InForce:
    """The warnings in force of one issue, worst first, with what the page shows of the issue."""

    issue: Issue
    level: Colour
    days_left: int | None
    lines: tuple[WarningLine, ...]


@dataclass(frozen=True, slots=True)
class LastRun:
    day: date
    ran_at: datetime
    issued: int
    cleared: int


def document_number(year: int, number: int) -> str:
    """预警〔2021〕12号."""
    return gettext("预警〔%(year)s〕%(number)s号") % {"year": year, "number": number}


def of_day(
    viewer: Viewer, today: date, *, offices: Iterable[int] | None = None, plan: bool = False
) -> Iterator[WarningLine]:
    """Every warning of a day once, office by office: those told on it; with `plan` also those that a run would tell."""
    require(viewer, "warning.list")
    for office in organ_keys() if offices is None else offices:
        told = visible(viewer, Warning).filter(office=office, issued_on=today)
        last = 0
        while batch := list(told.filter(pk__gt=last).order_by("pk")[:2_000]):
            yield from (line_of(row) for row in batch)
            last = batch[-1].pk
        if plan:
            yield from (line_of(row) for row in planned(office, today))


def find_warning(viewer: Viewer, uuid: UUID) -> Warning | None:
    return visible(viewer, Warning).filter(uuid=uuid).select_related("issue", "office").first()


def warnings_in_force(viewer: Viewer) -> QuerySet[Warning]:
    """Those whose cause is still there, at this moment."""
    return visible(viewer, Warning).filter(in_force())


def counts_in_force(viewer: Viewer) -> dict[Colour, int]:
    """How many are in force, by level."""
    rows = warnings_in_force(viewer).order_by().values_list("level").annotate(Count("pk"))
    counted = dict(rows)
    return {level: counted.get(level, 0) for level in (Colour.RED, Colour.YELLOW, Colour.GREEN)}


def history_of(viewer: Viewer, issue: Issue) -> list[WarningLine]:
    """Every warning that the issue and its parts were ever given, newest first."""
    rows = visible(viewer, Warning).filter(issue=issue).order_by("-issued_on", "-pk")
    return [line_of(row) for row in rows[:PAGE]]


def last_run(viewer: Viewer) -> LastRun | None:
    row = (
        WarningRun.objects.filter(office=viewer.office_id).order_by("-day").first()
        if viewer.office_id
        else None
    )
    if row is None:
        return None
    return LastRun(row.day, row.ran_at, row.issued_count, row.cleared_count)


def line_of(row: Warning) -> WarningLine:
    return WarningLine(
        office=row.office_id,
        number=row.number,
        year=row.issued_on.year,
        kind=Warned(row.kind),
        uuid=row.subject_uuid,
        issue=row.issue_id,
        code=row.code,
        title=row.title,
        reason=WarningReason(row.reason),
        level=Colour(row.level),
        deadline=row.deadline,
        days_left=None if row.deadline is None else days_left(row.deadline, row.issued_on),
        basis_on=row.basis_on,
        issued_on=row.issued_on,
        recipients=tuple(_party(one) for one in row.recipients),
        said=said(row),
        standing=standing(row),
    )


def letter_label(level: str) -> str:
    """绿色预警函, 黄色预警函, 红色预警函."""
    return letter_name(level)


def _party(one: dict[str, Any]) -> Party:
    return Party(
        one["role"],
        role_label(one["role"]),
        tuple(name for _key, name in one["people"]),
        bool(one["copy"]),
        str(one.get("place", "")),
    )
