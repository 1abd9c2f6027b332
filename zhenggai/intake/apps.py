"""Intake puts its policy and its jobs in place when the program starts."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "zhenggai.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.intake import jobs, models, policy, sheet_jobs  # noqa: F401 - registers its jobs
        from zhenggai.people.policy import register_policy, register_scope

        register_policy("intake", policy.POLICY)
        register_scope(models.Reading, policy.readings_seen_by)
        register_scope(models.SheetFile, policy.sheets_seen_by)
