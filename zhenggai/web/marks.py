"""Marks that pages share, as HTML: a warning, a state, a share. What they say comes from `words`."""

from __future__ import annotations

from django.db.models import Choices
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhenggai.web import words


def warning(colour: str, days_left: int | None, meaning: str = "reminder") -> SafeString | str:
    """Mark, word and colour of a warning; plain days where none is due, nothing where no day is known. Where green
    means that all is well, whatever is neither late nor near carries it."""
    said = words.warning_words(colour, days_left)
    if not said:
        return ""
    if colour == "none" and meaning == "on_track":
        colour = "green"
    if colour == "none":
        return format_html('<span class="quiet">{}</span>', said)
    return format_html('<span class="warn {}">{}</span>', colour, said)


def tag(state: Choices) -> SafeString:
    """A state as a word on a wash."""
    mark = words.state_mark(state.value)
    return format_html('<span class="{}">{}</span>', f"tag {mark}".strip(), state.label)


def meter(value: int, total: int | None) -> SafeString | str:
    """A thin bar of a share; the numbers that it shows stand beside it."""
    if not total:
        return ""
    return format_html(
        '<progress class="meter" value="{}" max="{}" aria-hidden="true"></progress>', value, total
    )
