"""Who: accounts, persons, offices, roles. People hands the journal its guard when the program starts."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "zhenggai.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.journal.actions import set_guard
        from zhenggai.people import policy

        policy.register_policy("people", policy.POLICY)
        policy.register_own_scopes()
        set_guard(policy.guard)
