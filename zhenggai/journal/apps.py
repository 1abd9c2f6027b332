"""The journal makes its guards in the database anew after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "zhenggai.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.journal import jobs, triggers  # noqa: F401

        post_migrate.connect(triggers.create, sender=self)
