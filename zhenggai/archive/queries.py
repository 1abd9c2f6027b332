"""Reading attachments."""

from __future__ import annotations

from typing import BinaryIO

from django.db.models import Count, Sum
from django.utils.translation import gettext
from django_scopes import scopes_disabled

from zhenggai.archive import storage
from zhenggai.archive.exif import taken_on as taken_on
from zhenggai.archive.formats import ACCEPTED as ACCEPTED
from zhenggai.archive.models import Attachment
from zhenggai.archive.previews import LARGE as LARGE
from zhenggai.archive.previews import SMALL as SMALL
from zhenggai.archive.previews import is_picture as is_picture
from zhenggai.archive.previews import is_text as is_text
from zhenggai.archive.previews import picture as picture
from zhenggai.archive.previews import text as text
from zhenggai.archive.relations import RELATIONS as RELATIONS
from zhenggai.archive.verification import verify_store as verify_store
from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import scope_for, system_viewer, visible
from zhenggai.people.viewer import Viewer


def open_attachment(viewer: Viewer, attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment that the viewer may see."""
    if not visible(viewer, Attachment).filter(pk=attachment.pk).exists():
        raise NotFound("attachment.not_found", gettext("没有这份附件，或不在您的范围内"))
    return storage.read(attachment.sha256)


def stored_count() -> int:
    """How many different files the database knows."""
    with scopes_disabled():
        return Attachment.objects.values("sha256").distinct().count()


def store_figures() -> tuple[int, int]:
    """How many files the store holds and how many bytes, each file once whoever handed it in: numbers without names,
    over every office, for whoever keeps the system running."""
    with scope_for(system_viewer()):
        files = Attachment.objects.values("sha256", "size").distinct()
        found = files.aggregate(count=Count("sha256"), size=Sum("size"))
    return found["count"], found["size"] or 0
