"""Reading attachments."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext

from zhenggai.archive import storage
from zhenggai.archive.models import Attachment
from zhenggai.archive.relations import RELATIONS as RELATIONS
from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer


def open_attachment(viewer: Viewer, attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment that the viewer may see."""
    if not visible(viewer, Attachment).filter(pk=attachment.pk).exists():
        raise NotFound("attachment.not_found", gettext("没有这份附件，或不在您的范围内"))
    return storage.read(attachment.sha256)
