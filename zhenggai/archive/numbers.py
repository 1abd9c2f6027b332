"""Running numbers, taken in the caller's transaction (security.md D05)."""

from __future__ import annotations

from django.db.models import F

from zhenggai.archive.models import Series


def next_number(name: str, office_id: int, year: int) -> int:
    """The next number of a series; no number is given twice, a rolled-back one is given again."""
    series, _ = Series.objects.get_or_create(name=name, office_id=office_id, year=year)
    Series.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return series.last


def take_numbers(name: str, office_id: int, year: int, count: int) -> int:
    """So many numbers of a series at once, the first of which is answered."""
    series, _ = Series.objects.get_or_create(name=name, office_id=office_id, year=year)
    Series.objects.filter(pk=series.pk).update(last=F("last") + count)
    series.refresh_from_db()
    return series.last - count + 1


def advance_series(name: str, office_id: int, year: int, last: int) -> None:
    """Say that numbers up to `last` have been given; the next one is one more."""
    series, _ = Series.objects.get_or_create(name=name, office_id=office_id, year=year)
    Series.objects.filter(pk=series.pk, last__lt=last).update(last=last)
