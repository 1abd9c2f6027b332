"""Registers put their policy in place when the program starts, and their guards in the database after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistersConfig(AppConfig):
    name = "zhenggai.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.people.health import register_check
        from zhenggai.people.policy import register_policy, register_scope
        from zhenggai.rectification.gates import register_closing_gate
        from zhenggai.registers import health, hinge, jobs, models, policy, triggers  # noqa: F401 - registers its work

        register_policy("registers", policy.POLICY)
        register_scope(models.Record, policy.records_seen_by)
        register_scope(models.Violation, policy.violations_seen_by)
        whole = (models.Setting, models.Occurrence, models.Correction, models.Waiver)
        for model in (*whole, models.SweepMark, models.CheckBinding, models.LookbackCall):
            register_scope(model, policy.rows_of_office)
        register_closing_gate(hinge.bound_checks_hold)
        post_migrate.connect(triggers.restore, sender=self)
        register_check(health.guards)
