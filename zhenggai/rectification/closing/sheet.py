"""What a reviewer has before them: the application, what its level asks, the measures and the drawn evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.decided import (
    MeetingChoice,
    choices,
    meetings_that_agreed,
)
from zhenggai.rectification.closing.guard import unfit_for
from zhenggai.rectification.closing.panel import ApplicationRow, application_row
from zhenggai.rectification.evidence import EvidenceKind, MeasureKind, Verdict
from zhenggai.rectification.gates import Obstacle, obstacles
from zhenggai.rectification.levels import RULES, Asks, Level, LevelRule
from zhenggai.rectification.lifecycle import MeasureState
from zhenggai.rectification.models import ClosureApplication, Evidence, Measure


@dataclass(frozen=True, slots=True)
class MeasureToTick:
    code: str
    marker: str
    content: str
    kinds: tuple[str, ...]
    state: MeasureState
    is_core: bool
    done_on: date | None
    evidence_count: int


@dataclass(frozen=True, slots=True)
class DrawnEvidence:
    """A piece to be looked at; `elsewhere` are codes of other issues with the same bytes (X14)."""

    uuid: UUID
    code: str
    name: str
    kind: EvidenceKind
    formed_on: date | None
    attached_by: str
    digest: str
    detected_type: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """`by_letter` where the viewer puts in a letter of the superior's; `unfit` says why the viewer may not speak; `meetings` are
    those whose signed minutes say that they agreed."""

    application: ApplicationRow
    rule: LevelRule | None
    asks: frozenset[Asks]
    by_letter: bool
    unfit: tuple[str, ...]
    missing: tuple[Obstacle, ...]
    measures: tuple[MeasureToTick, ...]
    sample: tuple[DrawnEvidence, ...]
    sample_of: int
    seed: str
    meetings: tuple[MeetingChoice, ...]


def sheet_of(viewer: Viewer, application: ClosureApplication, today: date) -> ReviewSheet:
    """All that the review form shows, in a fixed number of queries."""
    issue, level = application.issue, application.level
    rule = RULES[Level(level)] if level else None
    by_letter = level == Level.SUPERIOR and "superior_reviewer" not in viewer.roles
    unfit = unfit_for(viewer, issue, application) if level else []
    evidence = list(
        Evidence.objects.filter(issue=issue, withdrawn_reason=None)
        .select_related("measure", "issue", "attachment")
        .order_by("pk")
    )
    by_uuid = {str(item.uuid): item for item in evidence}
    return ReviewSheet(
        application=application_row(application),
        rule=rule,
        asks=rule.asks if rule else frozenset(),
        by_letter=by_letter,
        unfit=tuple(str(item) for item in unfit),
        missing=tuple(obstacles(issue, today)) if level else (),
        measures=tuple(
            _measure(item, evidence)
            for item in Measure.objects.filter(issue=issue).order_by("position")
        ),
        sample=tuple(_drawn(by_uuid[key]) for key in application.sample if key in by_uuid),
        sample_of=len(evidence),
        seed=application.seed,
        meetings=choices(meetings_that_agreed(application)) if level == Level.GROUP else (),
    )


def _measure(measure: Measure, evidence: list[Evidence]) -> MeasureToTick:
    mine = [item for item in evidence if item.measure_id == measure.pk and item.counts]
    return MeasureToTick(
        code=measure.code or "",
        marker=measure.marker or "",
        content=measure.content,
        kinds=tuple(str(MeasureKind(kind).label) for kind in measure.kinds),
        state=MeasureState(measure.state),
        is_core=measure.is_core is not False,
        done_on=measure.done_on,
        evidence_count=len(mine),
    )


def _drawn(item: Evidence) -> DrawnEvidence:
    return DrawnEvidence(
        uuid=item.uuid,
        code=item.code,
        name=item.name,
        kind=EvidenceKind(item.kind),
        formed_on=item.formed_on,
        attached_by=item.attached_by_name,
        digest=item.attachment.sha256,
        detected_type=item.attachment.detected_type,
        verdict=Verdict(item.verdict),
    )
