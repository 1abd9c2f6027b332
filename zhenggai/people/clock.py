"""The working day. Everything that needs today gets it as an argument; pages and verbs ask here (readings.md 2)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The office's calendar day; the demo's folder fixes it."""
    return settings.ZHENGGAI_TODAY or timezone.localdate()
