"""Rectification puts its policy, settings, jobs and triggers in place when the program starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RectificationConfig(AppConfig):
    name = "zhenggai.rectification"
    label = "rectification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenggai.people.health import register_check
        from zhenggai.people.holdings import register_holdings, register_renaming
        from zhenggai.people.policy import register_policy, register_scope
        from zhenggai.people.settings import register_settings
        from zhenggai.rectification import (
            exchange_jobs,  # noqa: F401 - registers its jobs
            health,
            holdings,
            jobs,  # noqa: F401 - registers its job
            models,
            policy,
            settings,
            triggers,
        )
        from zhenggai.rectification import policy_figures as figures
        from zhenggai.rectification import policy_process as process
        from zhenggai.rectification import policy_warnings as urging

        register_settings(settings.SETTINGS)
        register_holdings(of_person=holdings.held_by_person, of_office=holdings.held_by_office)
        register_renaming(holdings.reindex)
        register_policy("rectification", policy.POLICY)
        register_scope(models.Issue, policy.issues_seen_by)
        for whole in (models.InspectionRound, models.Feedback, models.IssueCategory):
            register_scope(whole, policy.rounds_seen_by)
        for part in (models.Measure, models.Progress, models.Evidence, models.RootCause):
            register_scope(part, policy.parts_seen_by)
        for step in (models.ClosureApplication, models.Closure, models.Extension):
            register_scope(step, policy.parts_seen_by)
        register_scope(models.Milestone, policy.milestones_seen_by)
        register_policy("rectification", process.POLICY)
        register_policy("rectification", figures.POLICY)
        for row in (
            *(models.Timetable, models.StageTerm, models.RoundEvent, models.LeadingGroup),
            *(models.GroupMember, models.Instruction, models.InstructionStep, models.Meeting),
            *(models.AgendaItem, models.Attendance, models.Decision, models.Paper),
            *(models.LifeAction, models.Plan, models.PlanReview, models.Baseline),
            *(models.Cutoff, models.RuleOutcome, models.MoneyOutcome, models.MoneyVoucher),
            *(models.Survey, models.Assessment),
        ):
            register_scope(row, policy.rounds_seen_by)
        register_scope(models.PersonOutcome, figures.persons_seen_by)
        register_scope(models.SelfExamination, process.examinations_seen_by)
        register_scope(models.Criticism, process.criticisms_seen_by)
        register_policy("rectification", urging.POLICY)
        register_scope(models.Warning, policy.parts_seen_by)
        register_scope(models.SupervisionLetter, urging.letters_seen_by)
        register_scope(models.LetterRecipient, urging.letter_parts_seen_by)
        register_scope(models.LetterReply, urging.letter_parts_seen_by)
        for of_import in (models.LedgerImport, models.ImportLine):
            register_scope(of_import, policy.imports_seen_by)
        post_migrate.connect(triggers.create, sender=self)
        register_check(health.guards)
