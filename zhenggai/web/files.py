"""A file handed in with a form of the process: looked through and kept before anything is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import BinaryIO, cast

from zhenggai.archive.actions import Kept, put
from zhenggai.intake.actions import screen
from zhenggai.rectification.actions.stages import PaperOffer
from zhenggai.web import fields
from zhenggai.web.request import Request


def file_in(request: Request, name: str = "file") -> Kept | None:
    """The file of that field; None where none was chosen."""
    upload = request.FILES.get(name)
    if upload is None:
        return None
    data = cast(BinaryIO, upload)
    screen(data, upload.name or "")
    return put(data, upload.name or "")


def paper_in(request: Request, posted: Mapping[str, str], *, usual_day: date) -> PaperOffer:
    """What a form says of a document, with its file where there is one."""
    file = file_in(request)
    return PaperOffer(
        title=fields.words(posted, "paper_title") or (file.name if file else ""),
        made_on=fields.day(posted, "made_on") or usual_day,
        doc_no=fields.words(posted, "paper_no"),
        signed_by=fields.words(posted, "signed_by"),
        file=file,
    )
