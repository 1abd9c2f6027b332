"""Correcting a draft: edits, and taking them back. Thinking is done outside the transaction; a step that somebody
outran is made again on the draft as it then stands, and refused only where both concern the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.intake.editing.changes import (
    Change,
    applied,
    change_between,
    overlapping,
    touched,
    turned,
)
from zhenggai.intake.editing.edits import Edit, apply
from zhenggai.intake.editing.reviewing import reviewed
from zhenggai.intake.editing.sentences import sentence
from zhenggai.intake.editing.stored import stored
from zhenggai.intake.history import Step, last_of, live, net_since, next_redo, next_undo, steps_of
from zhenggai.intake.models import DraftEdit, EditVerb, Reading, ReadingState
from zhenggai.intake.working import bench_of, lines_of, working_draft
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import BadInput, Conflict, NotFound, Refused
from zhenggai.people.queries import require
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft

_TRIES = 5
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A step before it is written down. `change` is empty where nothing would change."""

    draft: Draft
    change: Change
    name: str
    summary: str
    turns: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The reading as it is kept now, and its draft."""

    reading: Reading
    draft: Draft


class _Outrun(Conflict):
    """Somebody wrote first: the step is made again on what they wrote."""


def edit(viewer: Viewer, reading: Reading, wanted: Edit, *, seen: int) -> Corrected:
    """Make one edit. `seen` is the version of the draft that the person had before them; what others changed since
    stays, and where both concern the same nothing is written and both are told."""

    def make(now: Reading) -> Made:
        before = working_draft(now)
        since = _others_since(viewer, now, seen)
        try:
            after = apply(before, wanted, bench_of(now, now.version + 1))
        except Conflict as gone:
            raise _told(gone, since) from gone
        change = change_between(before, after)
        theirs = [step for step in since if overlapping(touched(change), step.touched)]
        if theirs:
            raise _told(_conflict(), theirs)
        return Made(after, change, wanted.do, sentence(wanted, before))

    return _kept(viewer, reading, "draft.edit", _keep_edit, make)


def undo(viewer: Viewer, reading: Reading, which: int | None = None) -> Corrected:
    """Take back an edit: one's own last one, or the one that made this version."""
    return _kept(viewer, reading, "draft.undo", _keep_undo, _turn(viewer, which, back=True))


def redo(viewer: Viewer, reading: Reading, which: int | None = None) -> Corrected:
    """Make an edit again that was taken back: one's own last one, or the one named."""
    return _kept(viewer, reading, "draft.redo", _keep_redo, _turn(viewer, which, back=False))


def _turn(viewer: Viewer, which: int | None, *, back: bool) -> Callable[[Reading], Made]:
    def make(now: Reading) -> Made:
        steps = steps_of(now)
        find = next_undo if back else next_redo
        number = find(steps, viewer.person_id) if which is None else which
        target = _turnable(steps, number, back)
        last = last_of(steps, target.version)
        later = net_since(steps, last.version, but=target.version)
        theirs = [step for step in later if overlapping(last.touched, step.touched)]
        if theirs:
            raise _told(_moved_on(), theirs)
        before = working_draft(now)
        turning = DraftEdit.objects.values_list("change", flat=True)
        after = applied(before, turned(turning.get(reading=now, version=last.version)))
        said = gettext("撤销：%(what)s") if back else gettext("重做：%(what)s")
        summary = said % {"what": target.summary}
        return Made(after, change_between(before, after), target.name, summary, target.version)

    return make


def _turnable(steps: Sequence[Step], number: int | None, back: bool) -> Step:
    found = next((step for step in steps if step.version == number and step.turns is None), None)
    if number is None:
        words = gettext("没有您可以撤销的改动") if back else gettext("没有可以重做的改动")
        raise BadInput("draft.nothing", words)
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    if live(steps, found.version) is not back:
        words = gettext("这一步已经撤销") if back else gettext("这一步没有撤销过")
        raise BadInput("draft.nothing", words)
    return found


def _kept(
    viewer: Viewer,
    reading: Reading,
    verb: str,
    keep: Callable[[Viewer, Reading, Made], None],
    make: Callable[[Reading], Made],
) -> Corrected:
    require(viewer, verb, reading)
    for _ in range(_TRIES):
        now = Reading.objects.get(pk=reading.pk)
        if now.state != ReadingState.READ:
            raise _frozen(now)
        made = make(now)
        if not made.change:
            return Corrected(now, made.draft)
        made = replace(made, draft=reviewed(made.draft, lines_of(now)))
        try:
            keep(viewer, now, made)
        except _Outrun:
            continue
        return Corrected(now, made.draft)
    raise Conflict("draft.busy", gettext("有人正在连续修改这份草稿，没有存上——请稍后再存"))


@action("draft.edit", on="reading")
def _keep_edit(viewer: Viewer, reading: Reading, made: Made) -> None:
    _write(viewer, reading, made, EditVerb.EDIT)


@action("draft.undo", on="reading")
def _keep_undo(viewer: Viewer, reading: Reading, made: Made) -> None:
    _write(viewer, reading, made, EditVerb.UNDO)


@action("draft.redo", on="reading")
def _keep_redo(viewer: Viewer, reading: Reading, made: Made) -> None:
    _write(viewer, reading, made, EditVerb.REDO)


def _write(viewer: Viewer, reading: Reading, made: Made, verb: EditVerb) -> None:
    """The draft and the step that led to it, where nobody wrote meanwhile."""
    version, edited = reading.version + 1, stored(made.draft)
    waiting = Reading.objects.filter(
        pk=reading.pk, state=ReadingState.READ, version=reading.version
    )
    if not waiting.update(edited=edited, version=version):
        raise _Outrun("draft.outrun", gettext("别人刚改过这份草稿，将在新的草稿上重做这一步"))
    reading.edited, reading.version = edited, version
    DraftEdit.objects.create(
        reading=reading,
        version=version,
        verb=verb,
        turns=made.turns,
        name=made.name,
        summary=made.summary,
        touched=touched(made.change),
        change=made.change,
        person_id=viewer.person_id,
        person_name=viewer.name,
    )
    note(obj=reading, summary=made.summary, version=version, change=made.change)


def _others_since(viewer: Viewer, reading: Reading, seen: int) -> list[Step]:
    """What others have changed since, on balance."""
    steps = steps_of(reading) if seen < reading.version else []
    return [step for step in net_since(steps, seen, but=0) if step.person_id != viewer.person_id]


def _told(refused: Conflict, theirs: Iterable[Step]) -> Conflict:
    """The same refusal with what others did, so that both versions can be seen."""
    lines = [
        f"{step.person_name} {timezone.localtime(step.at):%H:%M} {step.summary}" for step in theirs
    ]
    return Conflict(refused.code, refused.sentence, [*refused.missing, *lines[-_TOLD:]])


def _conflict() -> Conflict:
    return Conflict(
        "draft.conflict",
        gettext("别人刚改了同一处，您的修改没有存——请看清现在的内容，再决定用哪一个"),
    )


def _moved_on() -> Conflict:
    return Conflict(
        "draft.moved_on",
        gettext("这一步之后又有改动涉及同一处，不能单独撤销或重做——请先撤销后来的改动，或直接修改"),
    )


def _frozen(reading: Reading) -> Refused:
    if reading.state == ReadingState.ADOPTED:
        return Refused("draft.frozen", gettext("这份草稿已经立账，不能再改——请到整改台账中办理"))
    return Refused("draft.none", gettext("这份文件还没有读完，没有草稿——请稍后再来"))
