"""How often a check held: the cases it was asked of and that did not fail. Counted another way than sweeps count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zhenggai.people.queries import calendar
from zhenggai.registers.checks.cadence import levels_of
from zhenggai.registers.checks.queries_sql import Asked
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.papers import names_shown
from zhenggai.registers.published import office_settings
from zhenggai.registers.shapes import (
    CadenceShape,
    Check,
    GroupShape,
    MatchShape,
    OverlapShape,
    RecordShape,
    SequenceShape,
    Source,
)
from zhenggai.registers.tables import fetch
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.typed import Typed


def held(check: Check, declaration: Declaration, office: int, today: date, failed: int) -> int:
    """The number of rows, groups, spans, members or runs that the check was asked of, less those that failed."""
    return _asked(check, declaration, office, today) - failed


def _asked(check: Check, declaration: Declaration, office: int, today: date) -> int:
    shape, case = check.shape, _Office(declaration, office, today)
    match shape:
        case RecordShape():
            return case.definitely(check.over, shape.that, shape.when) + case.failing(check, shape)
        case MatchShape():
            known = [closure(node) for _, node in shape.on]
            return sum(
                all(call(frame) is not None for call in known)
                for frame in case.frames(check.over, shape.when)
            )
        case GroupShape():
            keys = [closure(key.node) for key in shape.per]
            groups = {
                tuple(key(frame) for key in keys) for frame in case.frames(check.over, shape.where)
            }
            return sum(None not in group for group in groups)
        case OverlapShape():
            return sum(1 for _ in case.frames(check.over, shape.own.where))
        case CadenceShape():
            return case.members(shape) * len(levels_of(case.asked(check), shape))
        case SequenceShape():
            keys = [closure(key.node) for key in shape.per]
            runs = Counter(
                tuple(key(frame) for key in keys) for frame in case.frames(check.over, shape.where)
            )
            return sum(runs.values()) if max(runs.values(), default=0) > 1 else 0
    return sum(1 for _ in case.frames(check.over, None))


class _Office:
    def __init__(self, declaration: Declaration, office: int, today: date) -> None:
        self.declaration = declaration
        self.office = office
        self.today = today.isoformat()
        self.settings = office_settings(declaration.code, declaration.defaults, office)

    def asked(self, check: Check) -> Asked:
        return Asked(check, self.declaration, [self.office], self.settings, self.today)

    def frames(self, source: Source, when: Typed | None) -> Iterator[Frame]:
        """A frame for every row for which `when` is definitely true."""
        call = closure(when) if when is not None else None
        for row in self.rows(source):
            frame = self.frame(row)
            if call is None or call(frame) is True:
                yield frame

    def rows(self, source: Source) -> Iterator[dict[str, Any]]:
        return fetch(source, office=self.office, settings=self.settings, today=self.today)

    def frame(self, row: Mapping[str, Any]) -> Frame:
        def missing(name: str) -> bool:
            return name not in names_shown([row["id"]]).get(row["id"], set())

        return Frame(
            row,
            today=self.today,
            settings=self.settings,
            workdays=calendar(),
            missing=missing,
        )

    def definitely(self, source: Source, that: Typed, when: Typed | None) -> int:
        call = closure(that)
        return sum(call(frame) is True for frame in self.frames(source, when))

    def failing(self, check: Check, shape: RecordShape) -> int:
        call = closure(shape.that)
        return sum(call(frame) is False for frame in self.frames(check.over, shape.when))

    def members(self, shape: CadenceShape) -> int:
        each = shape.each
        if each is None:
            return 1
        if each.source is None:
            return len(self.settings.get(each.setting or "") or ())
        call = closure(each.who) if each.who is not None else None
        count = 0
        for row in self.rows(each.source):
            frame = Frame({}, today=self.today, settings=self.settings, member=row)
            count += call is None or call(frame) is True
        return count
