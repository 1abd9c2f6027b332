"""Who may freeze figures, keep outcomes, assess and ask for satisfaction."""

from __future__ import annotations

from zhenggai.people.policy import Rule
from zhenggai.rectification.policy import READERS

_OFFICE = frozenset({"rect_office"})

POLICY: dict[str, Rule] = {
    "figures.read": Rule(READERS),
    "cutoff.freeze": Rule(_OFFICE),
}
