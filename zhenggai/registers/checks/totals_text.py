"""Aggregates as results tell them: what they are called, and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhenggai.registers.showing import Names, show
from zhenggai.rules.parser import parse
from zhenggai.rules.typed import Typed
from zhenggai.rules.words import in_words


def totals_labels(texts: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """`used: sum(days)` is called 天数合计."""
    return {name: in_words(parse(text), labels) for name, text in texts.items()}


def totals_observed(
    totals: Mapping[str, Typed], labels: Mapping[str, str], values: Mapping[str, Any]
) -> str:
    names = Names()
    return "，".join(
        f"{labels.get(name, name)} {show(values.get(name), node.type, names)}"
        for name, node in totals.items()
    )
