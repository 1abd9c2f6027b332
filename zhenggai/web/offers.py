"""Files handed in with a form, as offers of evidence: looked through, kept by their digest, described once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from zhenggai.archive.actions import put
from zhenggai.intake.actions import screen
from zhenggai.rectification import queries
from zhenggai.rectification.actions import Offer
from zhenggai.web import fields


def offers_in(posted: Mapping[str, str], files: Sequence[Any]) -> list[Offer]:
    """The files of a form with what the form says of them; refused before one of them is kept where one may not come
    in. Their bytes are on the disk before anything is written down."""
    several = [(cast(BinaryIO, file), file.name or "") for file in files]
    for data, name in several:
        screen(data, name)
    return [
        Offer(
            put(data, name),
            kind=fields.words(posted, "kind"),
            formed_on=fields.day(posted, "formed_on"),
            page=fields.words(posted, "page") or None,
            publishable=fields.yes(posted, "publishable"),
            caption=fields.words(posted, "caption"),
        )
        for data, name in several
    ]


def measure_in(issue: Any, posted: Mapping[str, str]) -> Any:
    """The measure of the issue that the form names by its code; None for the issue as a whole."""
    code = fields.words(posted, "measure")
    return queries.measure_of(issue, code) if code else None
