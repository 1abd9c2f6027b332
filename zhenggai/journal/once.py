"""A form is taken once (security.md D05): its token is written down in the transaction of what it did, so that a second
press, or a browser that sends again after a broken connection, changes nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.jobs.registry import every
from zhenggai.journal.models import Submission
from zhenggai.lib.errors import Refused

KEPT = timedelta(hours=24)


def take(token: str, action: str, object_id: str) -> None:
    """Refuse what the same form has already done to the same object; a form without token is taken each time."""
    if not token:
        return
    key = hashlib.sha256(f"{token} {action} {object_id}".encode()).hexdigest()
    try:
        with transaction.atomic():
            Submission.objects.create(key=key, at=timezone.now())
    except IntegrityError:
        raise Refused(
            "form.taken",
            gettext("这张表单已经提交过，没有重复办理——请返回页面查看结果"),
        ) from None


@every("journal.forget_submissions", seconds=3600)
def forget() -> None:
    Submission.objects.filter(at__lt=timezone.now() - KEPT).delete()
