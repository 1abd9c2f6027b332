"""Who: accounts, persons, offices, roles. People hands the journal its guard when the program starts, and puts the
years it knows into the office calendar after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "zhenggai.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.journal.actions import set_guard
        from zhenggai.people import (
            calendar,
            jobs,  # noqa: F401 - registers its job
            policy,
        )

        policy.register_policy("people", policy.POLICY)
        policy.register_own_scopes()
        set_guard(policy.guard)
        post_migrate.connect(calendar.fill, sender=self)
