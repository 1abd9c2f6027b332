"""Rows of a table as findings."""

from __future__ import annotations

from collections.abc import Sequence

from zhenggai.intake.findings import Findings
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node


def read_tables(lines: Sequence[Line], root: Node, found: Findings) -> None:
    pass
