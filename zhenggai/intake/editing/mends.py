"""The mend of a remark, where one is certain: an edit that a button makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from zhenggai.intake.draft import Draft, DraftMeasure, Remark
from zhenggai.intake.editing.edits import Edit
from zhenggai.intake.editing.tree import Place, codes, places
from zhenggai.intake.remarks import strays


@dataclass(frozen=True, slots=True)
class Mend:
    """What the button says, and what it does."""

    label: str
    edit: Edit


def fingerprint(remark: Remark) -> str:
    """A remark's own name, by what it says and of which part; it stays the same while both do."""
    said = sha256(remark.message.encode()).hexdigest()[:12]
    return f"{remark.code}:{remark.part or 'head'}:{said}"


def mends(draft: Draft) -> dict[str, Mend]:
    """By the fingerprint of the remark."""
    strayed = {stray.measure.key: stray for stray in strays(draft)}
    called = codes(draft)
    beside = {place.part.key: place for place in places(draft)}
    found = {}
    for remark in draft.remarks:
        place = beside.get(remark.part)
        mend = None
        if remark.code == "RD-7" and (stray := strayed.get(remark.part)) is not None:
            values = {"start": stray.start, "end": stray.end, "to": stray.other.key}
            label = _("移到 %(code)s") % {"code": called[stray.other.key]}
            mend = Mend(label, Edit("take_out", remark.part, values))
        elif remark.code == "RD-2" and place is not None:
            mend = _as_the_one_before(place)
        elif remark.code == "RD-11" and place is not None:
            mend = Mend(_("重新编号"), Edit("renumber", remark.part))
        if mend is not None:
            found[fingerprint(remark)] = mend
    return found


def _as_the_one_before(place: Place) -> Mend | None:
    """三要 behind 二是 becomes 三是. A gap in the ordinals is none of ours to close: something may be missing."""
    measure: DraftMeasure = place.part
    marker = measure.marker or ""
    before = next(_markers_before(place), None)
    if before is None or before[-1] == marker[-1:]:
        return None
    number = re.match(r"[一二三四五六七八九十]{1,3}", marker)
    if number is None:
        return None
    said = number[0] + before[-1]
    label = _("改为“%(words)s”") % {"words": said}
    return Mend(label, Edit("set", measure.key, {"marker": said}))


def _markers_before(place: Place) -> Iterator[str]:
    for one in reversed(place.row[: place.index]):
        if one.marker and re.fullmatch(r"[一二三四五六七八九十]{1,3}[是要]", one.marker):
            yield one.marker
