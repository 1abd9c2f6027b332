"""The one way to write: `@action` checks outside any transaction, does, and records in the same short transaction.

The journal lies below people, so it knows nobody: people hands over the guard that asks `can()` when the
program starts (`set_guard`).
"""

from __future__ import annotations

import errno
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from django.db import DatabaseError, Error, OperationalError, transaction
from django.db.models import Model
from django.utils.translation import gettext

from zhenggai.journal import chain, once, room
from zhenggai.journal.models import Event
from zhenggai.lib.errors import Refused, Unavailable
from zhenggai.lib.memory import forgetting

P = ParamSpec("P")
T = TypeVar("T")


class Actor(Protocol):
    """What the journal needs to know of whoever acts; people's Viewer is one."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def office_id(self) -> int | None: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def source(self) -> str: ...
    @property
    def request_id(self) -> str: ...
    @property
    def once(self) -> str: ...


A = TypeVar("A", bound=Actor)
Guard = Callable[[Any, str, Any], None]

_guard: Guard | None = None


def set_guard(guard: Guard) -> None:
    """Who may do what is asked of this function: it raises NotFound or NotAllowed."""
    global _guard
    _guard = guard


@dataclass(slots=True)
class _Entry:
    """What an action that is under way will be recorded as."""

    object_type: str = ""
    object_id: str = ""
    summary: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    others: list[tuple[str, _Entry]] = field(default_factory=list)
    """Events of their own that the action has besides: name of the action, entry."""
    gathers: bool = False
    """Whether actions called meanwhile are asked for and recorded one by one."""


_current: ContextVar[_Entry | None] = ContextVar("journal_entry", default=None)


def action(
    name: str, *, on: str | None = None, noun: str = ""
) -> Callable[[Callable[Concatenate[A, P], T]], Callable[Concatenate[A, P], T]]:
    """An action named `noun.verb`, on the object in the argument `on`; its first argument is the viewer.

    Order: guard, transaction, the form's token, function, event with the chain's head locked last, commit. A
    refusal is rolled back first and recorded afterwards. An action called by another joins its transaction and its
    event; within `one_by_one` it joins the transaction alone.
    """

    def wrap(function: Callable[Concatenate[A, P], T]) -> Callable[Concatenate[A, P], T]:
        signature = inspect.signature(function)

        @wraps(function)
        def act(viewer: A, *args: P.args, **kwargs: P.kwargs) -> T:
            given = signature.bind(viewer, *args, **kwargs).arguments
            target = given.get(on) if on else None
            outer = _current.get()
            if outer is not None and not outer.gathers:
                return function(viewer, *args, **kwargs)
            entry = _Entry(*object_name(target, noun))
            if outer is not None:
                _ask(viewer, name, target)
                return _gather(outer, name, entry, lambda: function(viewer, *args, **kwargs))
            try:
                with forgetting():
                    _ask(viewer, name, target)
                    room.refuse_when_low()
                    return _perform(viewer, name, entry, lambda: function(viewer, *args, **kwargs))
            except Refused as refused:
                _record_refusal(viewer, name, entry, refused)
                raise
            except (Error, OSError) as error:
                raise _unavailable(error) from error

        return cast("Callable[Concatenate[A, P], T]", act)

    return wrap


def note(*, obj: Model | None = None, summary: str = "", **detail: Any) -> None:
    """Inside an action: which object it is about, in one sentence, and the values before and after."""
    entry = _current.get()
    if entry is None:
        raise RuntimeError("note() belongs inside an action")
    if obj is not None:
        entry.object_type, entry.object_id = object_name(obj)
    entry.summary = summary or entry.summary
    entry.detail |= detail


def also(name: str, /, *, obj: Model, summary: str, **detail: Any) -> None:
    """Inside an action on many: what it did to one of them, as an event of that one's own in the same transaction."""
    entry = _current.get()
    if entry is None:
        raise RuntimeError("also() belongs inside an action")
    entry.others.append((name, _Entry(*object_name(obj), summary, detail)))


@contextmanager
def one_by_one() -> Iterator[None]:
    """Inside an action on many: every action called in this block is asked of the guard and has an event of its own,
    as if it were called by itself; all stand in the one transaction."""
    entry = _current.get()
    if entry is None:
        raise RuntimeError("one_by_one() belongs inside an action")
    entry.gathers = True
    try:
        yield
    finally:
        entry.gathers = False


def announce(call: Callable[[], object]) -> None:
    """Run after the commit; not at all when the action is rolled back."""
    transaction.on_commit(call)


def record(
    actor: Actor,
    name: str,
    *,
    result: str = "done",
    obj: Model | None = None,
    summary: str = "",
    **detail: Any,
) -> Event:
    """An event that is no action of the product's: a sign-in, a denial, a start. Its own short transaction."""
    entry = _Entry(*object_name(obj), summary=summary, detail=detail)
    with transaction.atomic():
        return _append(actor, name, entry, result)


def object_name(target: Any, noun: str = "") -> tuple[str, str]:
    """What the journal calls an object (`rectification.issue`, uuid): plain text, so that it needs no foreign key."""
    if not isinstance(target, Model):
        return noun, ""
    label = f"{target._meta.app_label}.{_NOUNS.get(target._meta.model_name or '', target._meta.model_name)}"
    return label, str(getattr(target, "uuid", target.pk) or "")


def _perform(viewer: Actor, name: str, entry: _Entry, call: Callable[[], T]) -> T:
    token = _current.set(entry)
    try:
        with transaction.atomic():
            once.take(viewer.once, name, entry.object_id)
            result = call()
            _append_all(viewer, [*entry.others, (name, entry)])
        return result
    finally:
        _current.reset(token)


def _ask(viewer: Actor, name: str, target: Any) -> None:
    if _guard is not None:
        _guard(viewer, name, target)


def _gather(outer: _Entry, name: str, entry: _Entry, call: Callable[[], T]) -> T:
    """One action of several: its event waits for those of the action around it."""
    token = _current.set(entry)
    try:
        result = call()
    finally:
        _current.reset(token)
    outer.others += [*entry.others, (name, entry)]
    return result


def _append(actor: Actor, name: str, entry: _Entry, result: str) -> Event:
    return chain.append(_columns(actor, name, entry, result), entry.detail)


def _append_all(actor: Actor, entries: Sequence[tuple[str, _Entry]]) -> None:
    chain.append_all(
        [(_columns(actor, name, entry, "done"), entry.detail) for name, entry in entries]
    )


def _columns(actor: Actor, name: str, entry: _Entry, result: str) -> dict[str, Any]:
    return {
        "actor_id": actor.account_id,
        "actor_name": actor.name,
        "role": ",".join(sorted(actor.roles)),
        "office_id": actor.office_id,
        "action": name,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "result": result,
        "summary": entry.summary,
        "request_id": actor.request_id,
        "source": actor.source,
    }


def _record_refusal(viewer: Actor, name: str, entry: _Entry, refused: Refused) -> None:
    """Rolled back by now; told in a transaction of its own, or not at all where the caller's is still open or where
    there is no room to write."""
    if isinstance(refused, Unavailable) or transaction.get_connection().in_atomic_block:
        return
    entry.summary = refused.sentence
    entry.detail = {"missing": list(refused.missing)}
    try:
        with transaction.atomic():
            _append(viewer, name, entry, refused.code)
    except DatabaseError:
        # The refusal itself must reach the person, even when the disk is full.
        return


_NOUNS = {"inspectionround": "round"}

_FULL = (errno.ENOSPC, errno.EDQUOT)


def _unavailable(error: Exception) -> Exception:
    """A full disk or a database that does not answer, in plain words; anything else stays what it is (D07)."""
    words = str(error)
    if (
        getattr(error, "errno", None) in _FULL
        or "disk is full" in words
        or "No space left" in words
    ):
        refused = Unavailable(
            "disk.full", gettext("磁盘已满，没有保存——请联系系统管理员清出空间后再提交")
        )
        refused.status = 507
        return refused
    if isinstance(error, OperationalError):
        return Unavailable("database.busy", gettext("数据库暂时没有应答，没有保存——请稍后再提交"))
    return error
