"""The papers that records show, by the digests of their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from zhenggai.registers.models import EvidenceItem

_CHUNK = 500


def papers(records: Sequence[int], names: Collection[str]) -> Iterator[tuple[int, str]]:
    """Record and digest of every paper of these names, in order; withdrawn ones aside."""
    for start in range(0, len(records), _CHUNK):
        yield from (
            EvidenceItem.objects.filter(
                record__in=records[start : start + _CHUNK], name__in=names, withdrawn_at=None
            )
            .order_by("record_id", "pk")
            .values_list("record_id", "attachment__sha256")
        )


def names_shown(records: Sequence[int]) -> dict[int, set[str]]:
    """The names of the papers that each record shows."""
    found: dict[int, set[str]] = {}
    items = EvidenceItem.objects.filter(record__in=records, withdrawn_at=None)
    for record, name in items.values_list("record_id", "name"):
        found.setdefault(record, set()).add(name)
    return found
