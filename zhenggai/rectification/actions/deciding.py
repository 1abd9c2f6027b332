"""What people decide of an import before it is confirmed: answers to what is not certain, sides where both changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.importing import put_flags, refuse_expired, save_batch
from zhenggai.rectification.exchange.values import LEAVE
from zhenggai.rectification.models import ImportLine, LedgerImport, Side

_BATCH = 500
_ROSTERS: dict[str, Callable[[Viewer], QuerySet[Any]]] = {"person": persons, "office": offices}


@action("ledger.import", on="batch")
def answer_import(
    viewer: Viewer, batch: LedgerImport, answers: Mapping[str, Any], *, version: int
) -> LedgerImport:
    """Answer questions of a preview; None takes an answer back. They are kept with it."""
    refuse_expired(batch)
    asked = {question["key"]: question for question in batch.questions}
    kept = dict(batch.answers)
    for key, answer in answers.items():
        if key not in asked:
            raise _no_such_question()
        kept.pop(key, None)
        if answer is not None:
            kept[key] = _checked(viewer, asked[key], answer)
    lines = list(batch.lines.filter(has_questions=True))
    for line in lines:
        put_flags(line, kept)
    ImportLine.objects.bulk_update(lines, ImportLine.FLAGS, batch_size=_BATCH)
    save_batch(batch, version, answers=kept)
    note(
        obj=batch,
        summary=gettext("导入台账：定了 %(count)s 处") % {"count": len(answers)},
        answers=dict(answers),
    )
    return batch


@action("ledger.import", on="batch")
def leave_the_rest(viewer: Viewer, batch: LedgerImport, *, version: int) -> LedgerImport:
    """Leave every cell as it is whose question nobody has answered."""
    left = [item["key"] for item in batch.questions if item["key"] not in batch.answers]
    return answer_import(viewer, batch, dict.fromkeys(left, LEAVE), version=version)


@action("ledger.import", on="batch")
def choose_sides(
    viewer: Viewer,
    batch: LedgerImport,
    side: str,
    *,
    version: int,
    positions: Sequence[int] | None = None,
) -> LedgerImport:
    """Say whose value counts: in the lines at these positions, or in every line that is in conflict and open."""
    refuse_expired(batch)
    if side not in Side.values:
        raise BadInput("import.side", gettext("只能选用表中的，或用库中的——请选一边"))
    lines = batch.lines.filter(Q(conflicts=True) | Q(changes=True) | Q(adds=True) | Q(asks=True))
    if positions is None:
        lines = lines.filter(conflicts=True, choice=Side.OPEN)
    else:
        lines = lines.filter(position__in=positions)
    changed = lines.update(choice=side)
    save_batch(batch, version)
    words = {"count": changed, "side": Side(side).label}
    note(obj=batch, summary=gettext("导入台账：%(count)s 行%(side)s") % words)
    return batch


@action("ledger.import", on="batch")
def be_strict(viewer: Viewer, batch: LedgerImport, *, version: int, strict: bool) -> LedgerImport:
    """Whether anything that cannot be brought in keeps all the rest out."""
    refuse_expired(batch)
    save_batch(batch, version, strict=strict)
    words = gettext("有不能导入的就都不导入") if strict else gettext("不能导入的略过")
    note(obj=batch, summary=gettext("导入台账：%(words)s") % {"words": words})
    return batch


def _checked(viewer: Viewer, question: Mapping[str, Any], answer: Any) -> Any:
    """The answer, where it is one: somebody of the office, a day, or one of the options."""
    if answer == LEAVE:
        return LEAVE
    kind = question["kind"]
    if kind in _ROSTERS:
        uuid = str(answer.get("uuid", "")) if isinstance(answer, dict) else ""
        found = _ROSTERS[kind](viewer).filter(uuid=uuid).first() if uuid else None
        if found is None:
            raise BadInput(
                "import.answer", gettext("名册里没有所选的人员或部门——请从名单中选，或选不导入")
            )
        return {"uuid": str(found.uuid), "name": found.name}
    if kind == "day":
        try:
            return date.fromisoformat(str(answer)).isoformat()
        except ValueError:
            raise BadInput(
                "import.answer", gettext("日期没有写清——请选一个日期，或选不导入")
            ) from None
    if answer not in [value for value, _ in question["options"]]:
        raise _no_such_question()
    return answer


def _no_such_question() -> BadInput:
    return BadInput("import.answer", gettext("没有这个选项——请刷新预览后再选"))
