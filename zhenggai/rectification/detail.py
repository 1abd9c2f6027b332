"""One issue with everything that hangs on it, and the source text that rounds, issues and measures point into."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Substr

from zhenggai.people.keys import Keys
from zhenggai.rectification.deadlines import Colour, colour, days_left
from zhenggai.rectification.evidence import Checked, EvidenceKind, Verdict, checklist
from zhenggai.rectification.ledger import (
    AspectRow,
    IssueRow,
    MeasureRow,
    Place,
    Values,
    aspects_of,
    helpers_of,
    issue_row,
    measures_of,
    place_of,
    values_of,
)
from zhenggai.rectification.models import Evidence, Feedback, Issue, Milestone, Progress
from zhenggai.rectification.settings import thresholds

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]?[”’）》」]*")
_REACH = 400


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """`elsewhere` are codes of other issues under which the same bytes were offered (X14)."""

    uuid: UUID
    code: str
    name: str
    kind: EvidenceKind
    formed_on: date | None
    attached_by: str
    attached_by_id: int | None
    attached_at: datetime
    attachment_uuid: UUID
    digest: str
    size: int
    detected_type: str
    original_name: str
    caption: str | None
    page: str | None
    verdict: Verdict
    verdict_reason: str | None
    verdict_by: str | None
    verdict_on: date | None
    withdrawn_reason: str | None
    elsewhere: tuple[str, ...] = ()
    counts: bool = True
    """Whether it may prove anything: neither returned nor withdrawn, nor of a cycle before."""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """`reporter` is None for what the source document claims."""

    uuid: UUID
    measure_code: str | None
    text: str
    happened_on: date | None
    reported_at: datetime
    reporter: str | None
    from_document: bool


@dataclass(frozen=True, slots=True)
class CauseRow:
    uuid: UUID
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    uuid: UUID
    title: str
    deadline: date
    done_on: date | None
    days_left: int | None
    colour: Colour
    version: int


@dataclass(frozen=True, slots=True)
class MeasureDetail:
    row: MeasureRow
    milestones: tuple[MilestoneRow, ...]
    checklist: tuple[Checked, ...]
    evidence: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in the source text with the whole sentences around it."""

    place: Place
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """`progress` is newest first; `evidence` hangs on the issue itself, the rest on its measures."""

    row: IssueRow
    aspect_number: str | None
    aspect_title: str | None
    round_uuid: UUID
    round_name: str
    feedback_title: str | None
    causes: tuple[CauseRow, ...]
    measures: tuple[MeasureDetail, ...]
    progress: tuple[ProgressRow, ...]
    evidence: tuple[EvidenceRow, ...]
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """A stretch of the ledger with what it can show for itself, by the uuid of the issue or measure: progress,
    oldest first, and evidence."""

    aspects: tuple[AspectRow, ...]
    progress: Mapping[UUID, Sequence[ProgressRow]]
    evidence: Mapping[UUID, Sequence[EvidenceRow]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A row of the ledger and where it stands in the source text; `kind` is `issue`, `measure` or `general`."""

    kind: str
    code: str | None
    uuid: UUID
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class SourceText:
    """The locked text of a round's document, with every row that points into it, in text order."""

    round_uuid: UUID
    title: str | None
    digest: str
    text: str
    citations: tuple[Citation, ...]

    def quote(self, place: Place) -> Quote:
        return quote(self.text, place)


def quote(text: str, place: Place, offset: int = 0) -> Quote:
    """The place with the rest of its first and last sentence. `text` starts at `offset` of the source text."""
    start, end = place.start - offset, place.end - offset
    return Quote(
        place=place,
        before=_sentence_start(text[:start]),
        text=text[start:end],
        after=_sentence_rest(text[start:end], text[end:]),
    )


def issue_detail(found: Issue, today: date) -> IssueDetail:
    """All of an issue that `with_names` loaded, in a fixed number of queries."""
    measures, helping = measures_of([found.pk], today), helpers_of([found.pk])
    row = issue_row(values_of(found), today, measures[found.pk], helping[found.pk])
    title, quoted = _source(found)
    evidence = _evidence_of(found)
    milestones = _milestones_of(found, today)
    progress = found.progress.select_related("measure").order_by("-created_at", "-pk")
    return IssueDetail(
        row=row,
        aspect_number=found.category.number,
        aspect_title=found.category.title,
        round_uuid=found.round.uuid,
        round_name=found.round.name,
        feedback_title=title,
        causes=tuple(
            CauseRow(cause.uuid, cause.text, cause.author_name)
            for cause in found.causes.order_by("pk")
        ),
        measures=tuple(
            _measure_detail(item, evidence[item.uuid], milestones[item.uuid])
            for item in row.measures
        ),
        progress=tuple(_progress_row(entry) for entry in progress),
        evidence=tuple(evidence[None]),
        quote=quoted,
    )


def _evidence_of(found: Issue) -> Mapping[UUID | None, list[EvidenceRow]]:
    """By the measure's uuid, None for what hangs on the issue itself; what was withdrawn comes last."""
    items = list(found.evidence.select_related("attachment", "measure", "issue").order_by("number"))
    elsewhere = _same_files(found, items)
    rows: dict[UUID | None, list[EvidenceRow]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.withdrawn_reason is not None):
        row = replace(_evidence_row(item), elsewhere=elsewhere[item.attachment.sha256])
        rows[item.measure.uuid if item.measure else None].append(row)
    return rows


def _same_files(found: Issue, items: Sequence[Evidence]) -> Mapping[str, tuple[str, ...]]:
    """Codes of other issues of the office under which these bytes were offered, by digest."""
    codes: dict[str, tuple[str, ...]] = defaultdict(tuple)
    if not items:
        return codes
    others = (
        Evidence.objects.filter(
            office=found.office_id,
            attachment__sha256__in={item.attachment.sha256 for item in items},
            withdrawn_reason=None,
        )
        .exclude(issue=found)
        .order_by("issue__code")
    )
    for digest, code in others.values_list("attachment__sha256", "issue__code").distinct():
        codes[digest] += (code,)
    return codes


def _milestones_of(found: Issue, today: date) -> Mapping[UUID, list[MilestoneRow]]:
    rows: dict[UUID, list[MilestoneRow]] = defaultdict(list)
    several = Milestone.objects.filter(measure__issue=found).select_related("measure")
    limits = thresholds(found.office_id)
    for item in several.order_by("deadline", "pk"):
        rows[item.measure.uuid].append(
            MilestoneRow(
                uuid=item.uuid,
                title=item.title,
                deadline=item.deadline,
                done_on=item.done_on,
                days_left=None if item.done_on else days_left(item.deadline, today),
                colour=colour(item.open_days(limits), today),
                version=item.version,
            )
        )
    return rows


def ledger_part(issues: Sequence[Values], today: date) -> LedgerPart:
    """The rows of issues with their progress and evidence, in two more queries."""
    keys = Keys(issue["pk"] for issue in issues)
    progress: dict[UUID, list[ProgressRow]] = defaultdict(list)
    entries = Progress.objects.filter(issue__in=keys).select_related("issue", "measure")
    for entry in entries.order_by("created_at", "pk"):
        progress[(entry.measure or entry.issue).uuid].append(_progress_row(entry))
    evidence: dict[UUID, list[EvidenceRow]] = defaultdict(list)
    items = Evidence.objects.filter(issue__in=keys, withdrawn_reason=None).select_related(
        "issue", "measure", "attachment"
    )
    for item in items.order_by("number"):
        evidence[(item.measure or item.issue).uuid].append(_evidence_row(item))
    return LedgerPart(aspects_of(issues, today), progress, evidence)


def _progress_row(entry: Progress) -> ProgressRow:
    return ProgressRow(
        uuid=entry.uuid,
        measure_code=entry.measure.code if entry.measure else None,
        text=entry.text,
        happened_on=entry.happened_on,
        reported_at=entry.created_at,
        reporter=entry.reporter_name,
        from_document=entry.from_document,
    )


def _evidence_row(item: Evidence) -> EvidenceRow:
    return EvidenceRow(
        uuid=item.uuid,
        code=item.code,
        name=item.name,
        kind=EvidenceKind(item.kind),
        formed_on=item.formed_on,
        attached_by=item.attached_by_name,
        attached_by_id=item.attached_by_id,
        attached_at=item.created_at,
        attachment_uuid=item.attachment.uuid,
        digest=item.attachment.sha256,
        size=item.attachment.size,
        detected_type=item.attachment.detected_type,
        original_name=item.attachment.original_name,
        caption=item.caption,
        page=item.page,
        verdict=Verdict(item.verdict),
        verdict_reason=item.verdict_reason,
        verdict_by=item.verdict_by_name,
        verdict_on=item.verdict_on,
        withdrawn_reason=item.withdrawn_reason,
        counts=item.counts,
    )


def _measure_detail(
    row: MeasureRow, evidence: Sequence[EvidenceRow], milestones: Sequence[MilestoneRow]
) -> MeasureDetail:
    return MeasureDetail(
        row=row,
        milestones=tuple(milestones),
        checklist=checklist(row.kinds, (item.kind for item in evidence if item.counts)),
        evidence=tuple(evidence),
    )


def _source(found: Issue) -> tuple[str | None, Quote | None]:
    """The document's title, and the issue's place with its sentences; only that stretch of the text is read."""
    place = place_of(found)
    start = max(place.start - _REACH, 0) if place else 0
    length = place.end + _REACH - start if place else 0
    title, stretch = Feedback.objects.values_list("title", Substr("text", start + 1, length)).get(
        round=found.round_id
    )
    return title, quote(stretch, place, start) if place else None


def _sentence_start(before: str) -> str:
    """What stands between the last sentence's end and here."""
    return re.split(r"[。！？；\n]", before[-_REACH:])[-1]


def _sentence_rest(inside: str, after: str) -> str:
    """What is left of the sentence, nothing where the place ends with one."""
    if inside.rstrip().endswith(("。", "！", "？", "；")):
        return ""
    match = _SENTENCE.match(after[:_REACH])
    return match[0] if match else ""
