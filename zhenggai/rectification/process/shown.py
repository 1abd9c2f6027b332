"""What is there of a product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Shown:
    """Since which day, and in words what there is or what is missing."""

    met: bool
    said: str
    day: date | None = None
