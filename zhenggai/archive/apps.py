"""What must never change: attachments by digest, numbering."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "zhenggai.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.archive import health, jobs, policy  # noqa: F401 - registers its jobs
        from zhenggai.archive.models import Attachment
        from zhenggai.people.health import register_check
        from zhenggai.people.policy import register_scope

        register_scope(Attachment, policy.attachments_seen_by)
        register_check(health.store)
