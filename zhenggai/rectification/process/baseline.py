"""What was promised and what became of it: an edition's baseline beside the ledger of today."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from zhenggai.rectification.lifecycle import COMPLETE, IssueState, MeasureState
from zhenggai.rectification.models import InspectionRound, Issue, Measure, RootCause

_ISSUE = ("charge_leader", "lead_dept", "owner", "handler", "liaison")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than promised."""

    label: str
    planned: str
    now: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An issue as it was promised and as it stands. `late_by` counts from the promised deadline of an open issue; `planned`
    and `complete` are measures."""

    uuid: UUID | None
    code: str
    title: str
    deadline: date | None
    state: IssueState | None
    late_by: int
    planned_count: int
    complete_count: int
    differences: tuple[Difference, ...]


def body_of(round: InspectionRound) -> dict[str, Any]:
    """Every issue and measure of the round as it is promised, in words and days; no keys, so that it can be read on its own."""
    measures: dict[int, list[dict[str, Any]]] = {}
    for measure in (
        Measure.objects.filter(round=round, issue__isnull=False)
        .select_related("owner", "department")
        .order_by("issue", "position")
    ):
        measures.setdefault(measure.issue_id or 0, []).append(_measure(measure))
    causes: dict[int, list[str]] = {}
    for issue_id, text in (
        RootCause.objects.filter(issue__round=round).order_by("pk").values_list("issue", "text")
    ):
        causes.setdefault(issue_id, []).append(text)
    issues = (
        Issue.objects.filter(round=round)
        .select_related(*_ISSUE)
        .prefetch_related("co_depts")
        .order_by("position")
    )
    return {
        "round": round.name,
        "issues": [
            _issue(issue)
            | {"causes": causes.get(issue.pk, []), "measures": measures.get(issue.pk, [])}
            for issue in issues
        ],
    }


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of the body written in one way only."""
    written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def compared(body: Mapping[str, Any], issues: QuerySet[Issue], today: date) -> list[Kept]:
    """Every promised issue that the viewer may see, beside what it is now, then issues that came later."""
    found = list(issues.select_related(*_ISSUE).prefetch_related("co_depts").order_by("position"))
    now = {str(issue.uuid): issue for issue in found}
    measures: dict[int, list[Measure]] = {}
    for measure in (
        Measure.objects.filter(issue__in=[issue.pk for issue in found])
        .select_related("owner", "department")
        .order_by("position")
    ):
        measures.setdefault(measure.issue_id or 0, []).append(measure)
    promised = {item["uuid"]: item for item in body["issues"] if item["uuid"] in now}
    kept = [
        _compared(item, now[key], measures.get(now[key].pk, []), today)
        for key, item in promised.items()
    ]
    later = [issue for key, issue in now.items() if key not in promised]
    return kept + [_later(issue, measures.get(issue.pk, [])) for issue in later]


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "uuid": str(issue.uuid),
        "code": issue.code,
        "title": issue.title,
        "rect_type": issue.rect_type,
        "target": issue.target,
        "deadline": issue.deadline.isoformat() if issue.deadline else None,
        "co_depts": [office.name for office in issue.co_depts.all()],
        **{name: _name(getattr(issue, name)) for name in _ISSUE},
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "uuid": str(measure.uuid),
        "code": measure.code,
        "content": measure.content,
        "kinds": measure.kinds,
        "is_core": measure.is_core,
        "owner": _name(measure.owner),
        "department": _name(measure.department),
        "deadline": measure.deadline.isoformat() if measure.deadline else None,
        "trigger": measure.trigger,
        "deliverable": measure.deliverable,
        "done_criteria": measure.done_criteria,
    }


def _compared(item: Mapping[str, Any], issue: Issue, measures: list[Measure], today: date) -> Kept:
    deadline = date.fromisoformat(item["deadline"]) if item["deadline"] else None
    is_open = not issue.is_settled
    return Kept(
        uuid=issue.uuid,
        code=issue.code,
        title=issue.title,
        deadline=deadline,
        state=IssueState(issue.state),
        late_by=max((today - deadline).days, 0) if deadline and is_open else 0,
        planned_count=len(item["measures"]),
        complete_count=sum(
            measure.state in COMPLETE
            for measure in measures
            if str(measure.uuid) in {one["uuid"] for one in item["measures"]}
        ),
        differences=tuple(_differences(item, issue, measures)),
    )


def _later(issue: Issue, measures: list[Measure]) -> Kept:
    return Kept(
        issue.uuid,
        issue.code,
        issue.title,
        None,
        IssueState(issue.state),
        0,
        0,
        sum(measure.state in COMPLETE for measure in measures),
        (Difference(gettext("问题"), gettext("方案中没有"), issue.title),),
    )


def _differences(
    item: Mapping[str, Any], issue: Issue, measures: list[Measure]
) -> Iterator[Difference]:
    now = _issue(issue)
    for name, label in _labels().items():
        planned, is_now = _words(item[name]), _words(now[name])
        if planned != is_now:
            yield Difference(label, planned, is_now)
    there = {str(measure.uuid): measure for measure in measures}
    for one in item["measures"]:
        measure = there.pop(one["uuid"], None)
        if measure is None:
            yield Difference(gettext("措施 %(code)s") % {"code": one["code"]}, one["content"], "")
            continue
        yield from _measure_differences(one, measure)
    for measure in there.values():
        label = gettext("措施 %(code)s") % {"code": measure.code}
        yield Difference(label, gettext("方案中没有"), measure.content)


def _measure_differences(one: Mapping[str, Any], measure: Measure) -> Iterator[Difference]:
    now = _measure(measure)
    code = {"code": measure.code}
    if one["deadline"] != now["deadline"]:
        yield Difference(
            gettext("措施 %(code)s 时限") % code, _words(one["deadline"]), _words(now["deadline"])
        )
    if one["owner"] != now["owner"]:
        yield Difference(
            gettext("措施 %(code)s 责任人") % code, _words(one["owner"]), _words(now["owner"])
        )
    if measure.done_on is not None and measure.state in COMPLETE:
        yield Difference(
            gettext("措施 %(code)s 完成") % code,
            _words(one["deadline"]),
            f"{MeasureState(measure.state).label} {measure.done_on}",
        )


def _labels() -> dict[str, str]:
    return {
        "deadline": gettext("时限"),
        "rect_type": gettext("整改类型"),
        "target": gettext("目标"),
        "charge_leader": gettext("责任领导"),
        "lead_dept": gettext("牵头部门"),
        "co_depts": gettext("协办部门"),
        "owner": gettext("责任人"),
        "handler": gettext("承办人"),
    }


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return value or ""


def _name(row: Any) -> str | None:
    return row.name if row is not None else None
