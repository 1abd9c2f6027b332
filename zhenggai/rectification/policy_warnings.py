"""Who may do what with warnings and supervision letters, and whose rows they see (process.md §6)."""

from __future__ import annotations

from zhenggai.people.policy import Rule
from zhenggai.rectification.policy import READERS

POLICY: dict[str, Rule] = {
    "warning.list": Rule(READERS),
    "warning.issue": Rule(frozenset()),
    "warning.clear": Rule(frozenset()),
}
"""Warnings are told by the program alone; nobody warns by hand."""
