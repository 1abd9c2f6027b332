"""Marks that pages share, as HTML: a warning, a state, a share. What they say comes from `words`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Choices
from django.utils.safestring import SafeString

from zhenggai.web import words
from zhenggai.web.ledger_menus import Choice
from zhenggai.web.markup import NOTHING, filled, one_after_another

_CURRENT = filled(' aria-current="true"')


def warning(colour: str, days_left: int | None, meaning: str = "reminder") -> SafeString:
    """Mark, word and colour of a warning; plain days where none is due, nothing where no day is known. Where green
    means that all is well, whatever is neither late nor near carries it."""
    said = words.warning_words(colour, days_left)
    if not said:
        return NOTHING
    if colour == "none" and meaning == "on_track":
        colour = "green"
    if colour == "none":
        return filled('<span class="quiet">{said}</span>', said=said)
    return filled('<span class="warn {colour}">{said}</span>', colour=colour, said=said)


def tag(state: Choices) -> SafeString:
    """A state as a word on a wash."""
    mark = words.state_mark(state.value)
    return filled(
        '<span class="{classes}">{said}</span>', classes=f"tag {mark}".strip(), said=state.label
    )


def meter(value: int, total: int | None) -> SafeString:
    """A thin bar of a share; the numbers that it shows stand beside it."""
    if not total:
        return NOTHING
    return filled(
        '<progress class="meter" value="{value}" max="{total}" aria-hidden="true"></progress>',
        value=value,
        total=total,
    )


def entries(choices: Iterable[Choice], before: str = "") -> SafeString:
    """The entries of a menu, one a line; `before` stands in front of addresses that are parameters only."""
    return one_after_another(
        filled(
            '<li><a href="{before}{address}"{current}>{label}</a></li>\n',
            before=before,
            address=choice.address,
            current=_CURRENT if choice.current else NOTHING,
            label=choice.label,
        )
        for choice in choices
    )
