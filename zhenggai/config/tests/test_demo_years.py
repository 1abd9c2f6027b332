"""The demo year in other years and sizes: leap years, feasts and weekends fall otherwise, and nothing else changes."""

from __future__ import annotations

import resource
from datetime import date
from pathlib import Path

import pytest
from django.test.utils import override_settings

from zhenggai.config.demo_year import fill_year
from zhenggai.config.tests.test_demo_year import counted, planted, swept

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(("which", "size"), [(2023, 0), (2024, 0), (2026, 0), (2025, 30_000)])
def test_found_equals_planted_in_other_years_and_sizes(
    which: int, size: int, tmp_path: Path
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with override_settings(STORE=tmp_path):
        made = fill_year(which, size)
        found = counted(swept(date(which, 12, 31)))

    assert found == planted(made)
    assert made.count >= size
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024, "KiB"
