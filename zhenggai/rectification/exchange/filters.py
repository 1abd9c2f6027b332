"""What a preview can be narrowed to, as conditions on its lines."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.rectification.models import ImportLine, Side

ASKING = Q(asks=True) & ~Q(choice=Side.THEIRS)
"""Lines that wait for an answer; one that is left out as a whole waits for none."""
TOLD = Q(asks=True) | Q(conflicts=True) | Q(changes=True) | Q(adds=True) | Q(refused=True)
"""Whatever has something to look at."""
STILL = Q(**dict.fromkeys(ImportLine.FLAGS, False))
WRITTEN = (Q(changes=True) | Q(adds=True)) & ~Q(choice=Side.THEIRS)
"""Whatever would be written."""
FILTERS: dict[str, Q] = {
    "told": TOLD,
    "asks": ASKING,
    "conflicts": Q(conflicts=True),
    "changes": Q(changes=True),
    "adds": Q(adds=True),
    "refused": Q(refused=True),
    "missing": Q(missing=True),
    "same": STILL,
    "done": Q(done=True),
    "all": Q(),
}
