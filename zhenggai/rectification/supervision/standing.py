"""How an issue stands for the ladder: lateness, warnings, papers written so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zhenggai.people.queries import setting_values
from zhenggai.rectification.deadlines import Colour, days_left
from zhenggai.rectification.models import (
    Issue,
    LetterKind,
    LetterState,
    SupervisionLetter,
    Warned,
    Warning,
    WarningReason,
)
from zhenggai.rectification.settings import thresholds
from zhenggai.rectification.supervision.ladder import Matter, Steps
from zhenggai.rectification.warnings.rules import level_of


def steps_of(office_id: int | None) -> Steps:
    values = setting_values(office_id)
    return Steps(values["supervision.reminder_days"], values["supervision.admonition_days"])


def matter_of(issue: Issue, today: date) -> Matter:
    """One issue's standing."""
    return matters_of([issue], today)[issue.pk]


def matters_of(issues: Sequence[Issue], today: date) -> Mapping[int, Matter]:
    """Of several issues, in three queries."""
    keys = [issue.pk for issue in issues]
    letters: dict[int, list[SupervisionLetter]] = {}
    for letter in SupervisionLetter.objects.filter(issue__in=keys).exclude(
        state=LetterState.DROPPED
    ):
        letters.setdefault(letter.issue_id, []).append(letter)
    special = set(
        Warning.objects.filter(
            kind=Warned.ISSUE, subject__in=keys, reason=WarningReason.REPEATED, cleared_on=None
        ).values_list("subject", "cycle")
    )
    limits = {office: thresholds(office) for office in {issue.office_id for issue in issues}}
    found = {}
    for issue in issues:
        mine = letters.get(issue.pk, [])
        level = level_of(issue.deadline, issue.started_on, today, limits[issue.office_id])
        is_special = (issue.pk, issue.cycle) in special or issue.supervised_on is not None
        found[issue.pk] = Matter(
            days_late=None if issue.deadline is None else -days_left(issue.deadline, today),
            is_near=level is Colour.YELLOW,
            is_special=is_special,
            last_day_passed=_last_day_passed(mine, today),
            written=frozenset(
                letter.kind
                for letter in mine
                if letter.deadline == issue.deadline or letter.is_open
            ),
        )
    return found


def _last_day_passed(letters: Iterable[SupervisionLetter], today: date) -> bool:
    """Whether the newest admonition set a final day that is over, and has not been settled."""
    days = [
        letter.last_deadline
        for letter in letters
        if letter.kind == LetterKind.ADMONITION
        and letter.state in (LetterState.ISSUED, LetterState.REPLIED)
        and letter.last_deadline is not None
    ]
    return bool(days) and max(days) < today
