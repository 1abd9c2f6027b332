"""A draft as it is kept while it is corrected: the contract's object, and what the contract has no word for."""

from __future__ import annotations

from typing import Any

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure


def stored(draft: Draft, *, parts: bool = True) -> dict[str, Any]:
    """What `draft_from_json` reads back in full; without its parts where those are put in by the caller."""
    bare = Draft(
        title=draft.title,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        kind=draft.kind,
        inspection=draft.inspection,
        statistics=draft.statistics,
        contacts=draft.contacts,
        documents=draft.documents,
        dates=draft.dates,
    )
    value = bare.as_json() | {
        "remarks": [remark.as_json() | {"part": remark.part} for remark in draft.remarks],
        "dismissed": draft.dismissed,
        "unanswered": draft.unanswered,
    }
    if parts:
        value["aspects"] = [aspect_as_stored(aspect) for aspect in draft.aspects]
        value["general_measures"] = [measure_as_stored(one) for one in draft.general_measures]
    return value


def aspect_as_stored(aspect: DraftAspect, *, issues: bool = True) -> dict[str, Any]:
    value: dict[str, Any] = {"number": aspect.number, "title": aspect.title, "key": aspect.key}
    value["source"] = None if aspect.source is None else aspect.source.as_json()
    if issues:
        value["issues"] = [issue_as_stored(issue) for issue in aspect.issues]
    return value


def issue_as_stored(issue: DraftIssue, *, measures: bool = True) -> dict[str, Any]:
    value: dict[str, Any] = {
        "number": issue.number,
        "group": issue.group,
        "title": issue.title,
        "text": issue.text,
        "owners": issue.owners,
        "deadline": issue.deadline,
        "rect_type": issue.rect_type,
        "status": issue.status,
        "source": None if issue.source is None else issue.source.as_json(),
        "key": issue.key,
        "chosen": {
            role: {"name": one.name, "uuid": one.uuid} for role, one in issue.chosen.items()
        },
    }
    if measures:
        value["measures"] = [measure_as_stored(measure) for measure in issue.measures]
    return value


def measure_as_stored(measure: DraftMeasure) -> dict[str, Any]:
    return measure.as_json() | {"key": measure.key}
