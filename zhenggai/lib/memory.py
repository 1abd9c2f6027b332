"""What one request has asked once it need not ask again; every action forgets it (journal.actions).

Where no memory is open (the worker, the command line, a stream) everything is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """A memory that lasts as long as the block; within another one it is that one's."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question, asked once while a memory is open. Whoever gets it must not change it."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = ask()
    return cast(Answer, memory[key])


@contextmanager
def forgetting() -> Iterator[None]:
    """While something is written nothing is remembered, and what was asked before no longer counts."""
    memory = _memory.get()
    token = _memory.set(None)
    try:
        yield
    finally:
        _memory.reset(token)
        if memory is not None:
            memory.clear()
