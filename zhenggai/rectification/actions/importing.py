"""A workbook on its way into the ledger (导入): begun, compared, dropped. Nothing of the ledger changes here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.jobs.actions import enqueue
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import Conflict, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found
from zhenggai.rectification.exchange.filters import ASKING, STILL, TOLD, WRITTEN
from zhenggai.rectification.exchange.plan import (
    Plan,
    PlannedLine,
    cell_from_json,
    cell_to_json,
    flags_of,
)
from zhenggai.rectification.exchange.settling import Answers, settled
from zhenggai.rectification.exchange.values import Question
from zhenggai.rectification.models import (
    ImportLine,
    ImportState,
    InspectionRound,
    LedgerImport,
    Side,
)

if TYPE_CHECKING:
    from zhenggai.intake.models import SheetFile
    from zhenggai.rectification.exchange.comparing import Comparison

COMPARE_JOB = "rectification.compare"
KEPT = timedelta(days=7)
"""How long a preview waits to be confirmed."""
_BATCH = 500


@action("ledger.import", on="round")
def begin_import(viewer: Viewer, round: InspectionRound, file: SheetFile) -> LedgerImport:
    """Have a workbook compared with a round. When the file has been read is its own affair: both ends ask for the
    comparison, and whichever comes second finds the other there."""
    if file.office_id != round.office_id:
        raise not_found()
    batch = LedgerImport(
        office_id=round.office_id,
        round=round,
        file=file,
        name=file.name,
        expires_at=timezone.now() + KEPT,
        uploaded_by_id=viewer.person_id,
        uploaded_by_name=viewer.name,
    )
    batch.job_id = _enqueue(batch)
    batch.save()
    note(
        obj=batch, summary=gettext("导入台账：%(name)s") % {"name": batch.name}, digest=file.digest
    )
    return batch


@action("ledger.import", on="batch")
def compare_again(viewer: Viewer, batch: LedgerImport) -> LedgerImport:
    """Compare anew, because the ledger has moved on: answers stay, what has changed since is a conflict."""
    _move(batch, ImportState.READY, ImportState.WAITING, job_id=_enqueue(batch))
    note(obj=batch, summary=gettext("重新比对：%(name)s") % {"name": batch.name})
    return batch


@action("ledger.compare", on="batch")
def keep_comparison(viewer: Viewer, batch: LedgerImport, found: Comparison) -> LedgerImport:
    """Write down what the workbook would change. Answers and sides that still fit are kept."""
    chosen = _chosen(batch)
    batch.lines.all().delete()
    batch.questions = [_question_json(item, found.plan) for item in found.plan.questions.values()]
    keys = {question["key"] for question in batch.questions}
    batch.answers = {key: answer for key, answer in batch.answers.items() if key in keys}
    rows = list(_rows(batch, found.plan, chosen))
    ImportLine.objects.bulk_create(rows, batch_size=_BATCH)
    _move(
        batch,
        ImportState.WAITING,
        ImportState.READY,
        questions=batch.questions,
        answers=batch.answers,
        notices=[list(item) for item in found.notices],
        exported_on=found.marks.exported_on if found.marks else None,
        counts=counts_of(batch),
    )
    counts = {name: batch.counts[name] for name in ("lines", "changes", "adds", "conflicts")}
    note(
        obj=batch,
        summary=gettext(
            "比对：%(lines)s 行，有改动 %(changes)s，新增 %(adds)s，有冲突 %(conflicts)s"
        )
        % counts,
    )
    return batch


@action("ledger.compare", on="batch")
def refuse_import(viewer: Viewer, batch: LedgerImport, refused: Refused) -> LedgerImport:
    """Write down why a workbook cannot be brought in, in the words that the person gets."""
    _move(
        batch,
        ImportState.WAITING,
        ImportState.REFUSED,
        refusal_code=refused.code,
        refusal_sentence=refused.sentence,
    )
    note(obj=batch, summary=refused.sentence, code=refused.code)
    return batch


@action("ledger.import", on="batch")
def drop_import(viewer: Viewer, batch: LedgerImport) -> LedgerImport:
    """Leave everything as it is: the lines are forgotten, the file and this record stay."""
    _move(batch, ImportState.READY, ImportState.DROPPED)
    batch.lines.all().delete()
    note(obj=batch, summary=gettext("放弃导入：%(name)s") % {"name": batch.name})
    return batch


@action("ledger.compare", noun="rectification.ledgerimport")
def expire_imports(viewer: Viewer) -> int:
    """Forget the lines of previews whose time is over."""
    over = LedgerImport.objects.filter(
        state__in=[ImportState.WAITING, ImportState.READY], expires_at__lt=timezone.now()
    )
    keys = list(over.values_list("pk", flat=True))
    ImportLine.objects.filter(batch__in=keys).delete()
    LedgerImport.objects.filter(pk__in=keys).update(state=ImportState.EXPIRED)
    note(summary=gettext("%(count)s 份导入预览已过期") % {"count": len(keys)})
    return len(keys)


def refuse_expired(batch: LedgerImport) -> None:
    """A preview is only good for so long."""
    if batch.state == ImportState.EXPIRED or (
        batch.state == ImportState.READY and batch.expires_at < timezone.now()
    ):
        raise Refused(
            "import.expired",
            gettext("这份导入预览已过期——预览保留 7 天，以免按旧情况改动；请重新上传"),
        )
    if batch.state != ImportState.READY:
        raise Conflict("import.not_ready", gettext("这份导入已由他人确认或放弃——请刷新后查看"))


def counts_of(batch: LedgerImport) -> dict[str, int]:
    """How many lines fall under what. Measures that stay as they are have no lines of their own, but `lines` and
    `same` count them; `rows` and `still` count those that a page shows."""
    wanted = {flag: Q(**{flag: True}) for flag in ImportLine.FLAGS} | {
        "asks": ASKING,
        "rows": Q(),
        "still": STILL,
        "told": TOLD,
        "open": Q(conflicts=True, choice=Side.OPEN),
        "left": Q(choice=Side.THEIRS),
        "writes": WRITTEN,
    }
    counted = batch.lines.aggregate(
        folded=Sum("same", default=0),
        **{f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()},
    )
    folded = int(counted.pop("folded"))
    counts = {name: int(counted[f"n_{name}"]) for name in wanted}
    return counts | {"same": counts["still"] + folded, "lines": counts["rows"] + folded}


def put_flags(line: ImportLine, answers: Answers) -> None:
    """Say under what the line falls, as its questions are answered now."""
    cells = settled([cell_from_json(value) for value in line.cells], answers)
    flags = flags_of(line.kind, cells, missing=line.missing)
    for flag in ImportLine.FLAGS:
        setattr(line, flag, getattr(flags, flag))


def save_batch(batch: LedgerImport, version: int, **columns: Any) -> None:
    """Write the columns where the preview is still the one that was seen, and its counts with them."""
    changed = LedgerImport.objects.filter(
        pk=batch.pk, state=ImportState.READY, version=version
    ).update(**columns, counts=counts_of(batch), version=version + 1)
    if not changed:
        raise Conflict("import.changed", gettext("这份预览刚被他人改过——请刷新看清后再办"))
    batch.refresh_from_db()


def _move(batch: LedgerImport, source: str, target: str, **columns: Any) -> None:
    """From one state to the next, once: of two that try, the second is told."""
    changed = LedgerImport.objects.filter(pk=batch.pk, state=source).update(
        **columns, state=target, version=batch.version + 1
    )
    if not changed:
        raise Conflict("import.not_ready", gettext("这份导入已由他人确认或放弃——请刷新后查看"))
    batch.refresh_from_db()


def _enqueue(batch: LedgerImport) -> int:
    payload = {"file": str(batch.file.uuid), "office": batch.office_id}
    return int(enqueue(COMPARE_JOB, payload, office_id=batch.office_id).pk)


def _rows(
    batch: LedgerImport, plan: Plan, chosen: Mapping[str, tuple[str, Any]]
) -> Iterator[ImportLine]:
    for position, line in enumerate(_folded(plan.lines), 1):
        cells = [cell_to_json(cell) for cell in line.cells]
        choice, before = chosen.get(line.key, (Side.OPEN, None))
        row = ImportLine(
            batch=batch,
            office_id=batch.office_id,
            position=position,
            kind=line.kind,
            key=line.key,
            code=line.code,
            title=line.title,
            issue=line.issue,
            measure=line.measure,
            seen_version=line.version,
            same=line.same,
            places=line.places,
            cells=cells,
            notes=[list(item) for item in line.notes],
            seen=line.seen,
            has_questions=any(cell.asks for cell in line.cells),
            missing=line.missing,
            choice=choice if before == (cells, line.seen) else Side.OPEN,
        )
        put_flags(row, batch.answers)
        yield row


def _folded(lines: Sequence[PlannedLine]) -> Iterator[PlannedLine]:
    """Measures that stay as they are go with their issue: a sheet without edits is as many lines as issues."""
    above: PlannedLine | None = None
    kept: list[PlannedLine] = []
    for line in lines:
        if line.kind == "measure" and above and not (line.cells or line.notes or line.missing):
            above.same += 1
            continue
        above = line if line.kind == "issue" else above
        kept.append(line)
    yield from kept


def _chosen(batch: LedgerImport) -> dict[str, tuple[str, Any]]:
    """The sides chosen so far, with what they were chosen between."""
    rows = batch.lines.exclude(choice=Side.OPEN).values_list("key", "choice", "cells", "seen")
    return {key: (choice, (cells, seen)) for key, choice, cells, seen in rows}


def _question_json(question: Question, plan: Plan) -> dict[str, Any]:
    """The question with the rows that it concerns: how many, and the first of them."""
    lines = [
        line.code for line in plan.lines if any(question.key in cell.asks for cell in line.cells)
    ]
    return {
        "key": question.key,
        "kind": question.kind,
        "words": question.words,
        "options": [list(option) for option in question.options],
        "count": len(lines),
        "codes": lines[:5],
    }
