"""Reading the ledger for paper: whole rounds in a few queries a thousand issues, without an object of the database's
a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace

from zhenggai.people.keys import Keys
from zhenggai.rectification.exchange.paper import Entry, PaperIssue, PaperMeasure, Who
from zhenggai.rectification.models import Evidence, Issue, Measure, Progress, RootCause

_CHUNK = 1_000
_ISSUE = (
    *("position", "category__number", "category__title", "pk", "hex", "version", "code", "title"),
    *("original_text", "state", "rect_type", "target", "started_on", "deadline"),
    *("green_on", "yellow_on", "red_on"),
    *("lead_dept_id", "charge_leader_id", "owner_id", "handler_id", "liaison_id"),
)
_MEASURE = (
    *("issue_id", "owner_id", "pk", "hex", "version", "code", "marker", "content", "state"),
    *("is_core", "started_on", "deadline", "trigger", "deliverable", "done_criteria"),
)
_HEX = Replace(Cast("uuid", TextField()), Value("-"), Value(""), output_field=TextField())
"""A public name without an object made of it: SQLite holds it so, PostgreSQL with dashes."""
_Named = Mapping[int | None, Who | None]


def papers_of(issues: QuerySet[Issue]) -> Iterator[PaperIssue]:
    """These issues of one round in their order, with everything that paper shows of them; a thousand at a time in
    memory."""
    ordered, last = issues.annotate(hex=_HEX).order_by("position").values_list(*_ISSUE), 0
    while rows := list(ordered.filter(position__gt=last)[:_CHUNK]):
        keys = Keys(row[3] for row in rows)
        measures = list(
            Measure.objects.filter(issue__in=keys)
            .annotate(hex=_HEX)
            .order_by("issue_id", "position")
            .values_list(*_MEASURE)
        )
        batch = _issues(rows, measures)
        _fill(batch, keys)
        yield from (batch[key] for key in keys)
        last = rows[-1][0]


def _issues(
    rows: Sequence[tuple[Any, ...]], measures: Sequence[tuple[Any, ...]]
) -> dict[int, PaperIssue]:
    """By key. People and departments are few: they are looked up once."""
    offices = _named(Issue.lead_dept.field.related_model, (row[-5] for row in rows))
    people = {row[at] for row in rows for at in (-4, -3, -2, -1)} | {row[1] for row in measures}
    persons = _named(Issue.owner.field.related_model, people)
    batch = {row[3]: _issue(row, offices, persons) for row in rows}
    for issue, owner, *own in measures:
        batch[issue].measures.append(PaperMeasure(*own, persons[owner]))  # type: ignore[call-arg]  # as many as _MEASURE names
    return batch


def _issue(row: tuple[Any, ...], offices: _Named, persons: _Named) -> PaperIssue:
    _, number, aspect, key, hex, version, code, title, original, *rest = row
    state, rect_type, target, started_on, deadline, green, yellow, red, department, *people = rest
    leader, owner, handler, liaison = (persons[person] for person in people)
    return PaperIssue(
        key=key,
        hex=hex,
        version=version,
        code=code,
        title=title,
        original_text=original,
        aspect=f"{number or ''}{aspect or ''}",
        state=state,
        rect_type=rect_type,
        target=target,
        started_on=started_on,
        deadline=deadline,
        days=(green, yellow, red),
        charge_leader=leader,
        lead_dept=offices[department],
        owner=owner,
        handler=handler,
        liaison=liaison,
    )


def _fill(batch: Mapping[int, PaperIssue], keys: Sequence[int]) -> None:
    """What hangs on the issues and their measures."""
    measures = {measure.key: measure for issue in batch.values() for measure in issue.measures}
    through = Issue.co_depts.through.objects.filter(issue__in=keys).order_by("pk")
    for issue, uuid, name in through.values_list("issue_id", "office__uuid", "office__name"):
        batch[issue].co_depts.append(Who(uuid, name))
    causes = RootCause.objects.filter(issue__in=keys).order_by("pk")
    for issue, text in causes.values_list("issue_id", "text"):
        batch[issue].causes.append(text)
    entries = Progress.objects.filter(issue__in=keys).order_by("created_at", "pk")
    for issue, key, day, text in entries.values_list(
        "issue_id", "measure_id", "happened_on", "text"
    ):
        (measures[key] if key else batch[issue]).progress.append(Entry(day, text))
    proofs = Evidence.objects.filter(issue__in=keys, withdrawn_reason=None).order_by("number")
    for issue, key, number in proofs.values_list("issue_id", "measure_id", "number"):
        part: PaperIssue | PaperMeasure = measures[key] if key else batch[issue]
        part.evidence.append(f"{part.code}-{number}")


def _named(model: Any, keys: Any) -> _Named:
    found = model.objects.filter(pk__in=set(keys) - {None}).values_list("pk", "uuid", "name")
    return {None: None} | {key: Who(uuid, name) for key, uuid, name in found}
