from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work for later: rows in the database."""

    name = "zhenggai.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.jobs.registry import ALIVE, ALIVE_SECONDS, every

        every(ALIVE, seconds=ALIVE_SECONDS)(lambda: None)
