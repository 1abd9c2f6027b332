"""Leaving the open list, level by level, and coming back to it: applications, reviews, closures, what comes after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.levels import Level
from zhenggai.rectification.models.issues import Issue
from zhenggai.rectification.models.meetings import Meeting
from zhenggai.rectification.rows import Locked, Row, one_of


class Ending(models.TextChoices):
    OPEN = "open", _("审核中")
    WITHDRAWN = "withdrawn", _("已撤回")
    RETURNED = "returned", _("已退回")
    CLOSED = "closed", _("已销号")


class StepVerdict(models.TextChoices):
    PASSED = "passed", _("通过")
    RETURNED = "returned", _("退回")
    VETOED = "vetoed", _("否决")


class ReopenCause(models.TextChoices):
    RELAPSED = "relapsed", _("回潮")
    FAKE = "fake", _("虚假整改")
    INSUFFICIENT = "insufficient", _("整改未到位")


class LookbackVerdict(models.TextChoices):
    SOLID = "solid", _("巩固")
    PARTIAL = "partial", _("部分反弹")
    RELAPSED = "relapsed", _("回潮")
    FAKE = "fake", _("虚假整改")


def _person() -> models.ForeignKey[object, object]:
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)


class ClosureApplication(Row, Locked):
    """The request to close an issue (销号申请). `levels` are those that applied when it was made; `level` is the one
    whose turn it is, null once it has ended. `seed` draws `sample`, uuids of the evidence to be checked."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="applications")
    cycle = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(_("第几次申请"))
    statement = models.TextField(_("整改结果"))
    applicant = _person()
    applicant_name = models.CharField(max_length=100)
    applied_on = models.DateField(_("申请日期"))
    deadline = models.DateField(_("申请时的时限"), null=True)
    levels = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(null=True)
    seed = models.CharField(max_length=32)
    sample = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Ending.choices, default=Ending.OPEN)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[ClosureApplication]] = ScopedManager(office="office")

    LOCKED = (
        *("issue_id", "cycle", "number", "statement", "applicant_id", "applicant_name"),
        *("applied_on", "deadline", "levels", "seed", "sample"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="application_number"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(outcome=Ending.OPEN), name="application_once_open"
            ),
            one_of("application_outcome", "outcome", Ending),
            models.CheckConstraint(
                name="application_level_while_open",
                condition=Q(outcome=Ending.OPEN, level__isnull=False, ended_on=None)
                | (~Q(outcome=Ending.OPEN) & Q(level=None, ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "level", "applied_on"],
                name="application_waiting",
                condition=Q(outcome=Ending.OPEN),
            ),
            models.Index(fields=["office", "-applied_on"], name="application_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.issue.code} ({self.number})"

    @property
    def is_last_level(self) -> bool:
        return bool(self.levels) and self.level == self.levels[-1]


class ReviewStep(Row, Locked):
    """What one level said of an application (审核步骤). `form` holds what the level's form asked: ticks by measure,
    findings on the drawn evidence, answers to the five questions. A letter of the superior has no reviewer of ours."""

    application = models.ForeignKey(
        ClosureApplication, on_delete=models.PROTECT, related_name="steps"
    )
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    verdict = models.CharField(max_length=8, choices=StepVerdict.choices)
    reviewer = _person()
    reviewer_name = models.CharField(max_length=100)
    reviewed_on = models.DateField()
    opinion = models.TextField(_("意见"), default="")
    form = models.JSONField(default=dict)
    mend_by = models.DateField(_("补正期限"), null=True)
    meeting_title = models.CharField(_("会议"), max_length=100, null=True)
    meeting_on = models.DateField(_("会议日期"), null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", null=True)
    letter_number = models.CharField(_("函件文号"), max_length=60, null=True)
    letter_on = models.DateField(_("函件日期"), null=True)

    objects: ClassVar[models.Manager[ReviewStep]] = ScopedManager(office="office")

    LOCKED = (
        *("application_id", "level", "verdict", "reviewer_id", "reviewer_name", "reviewed_on"),
        *("opinion", "form", "mend_by", "meeting_title", "meeting_on", "meeting_id"),
        *("letter_number", "letter_on"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "level"], name="step_once_a_level"),
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="step_once_a_reviewer"
            ),
            one_of("step_verdict", "verdict", StepVerdict),
            models.CheckConstraint(
                name="step_returned_says_until_when",
                condition=Q(verdict=StepVerdict.PASSED) | Q(mend_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} L{self.level}"


class Closure(Row, Locked):
    """One cycle that ended in a closure (销号), with its dates; it stays when the issue is taken up again."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="closures")
    application = models.OneToOneField(
        ClosureApplication, on_delete=models.PROTECT, related_name="closure"
    )
    cycle = models.PositiveSmallIntegerField()
    started_on = models.DateField(null=True)
    deadline = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    applied_on = models.DateField()
    closed_on = models.DateField()
    closed_by_name = models.CharField(max_length=100)
    consolidated_on = models.DateField(null=True)
    consolidated_by_name = models.CharField(max_length=100, null=True)
    reopened_on = models.DateField(null=True)
    reopened_by_name = models.CharField(max_length=100, null=True)
    reopen_cause = models.CharField(max_length=12, choices=ReopenCause.choices, null=True)
    reopen_reason = models.TextField(null=True)

    objects: ClassVar[models.Manager[Closure]] = ScopedManager(office="office")

    LOCKED = (
        *("issue_id", "application_id", "cycle", "started_on", "deadline", "promised_on"),
        *("applied_on", "closed_on", "closed_by_name"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "cycle"], name="closure_once_a_cycle"),
            models.CheckConstraint(
                name="closure_reopened_with_cause",
                condition=Q(reopened_on=None, reopen_cause=None, reopen_reason=None)
                | Q(
                    reopened_on__isnull=False,
                    reopen_cause__isnull=False,
                    reopen_reason__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.code} {self.closed_on}"

    @property
    def on_time(self) -> bool | None:
        """By the day of the last application, against the first promise (process.md §8); None without a deadline."""
        due = self.promised_on or self.deadline
        return None if due is None else self.applied_on <= due


class StageMark(Row, Locked):
    """A stage that the leading group took as reached (阶段性完成): counted apart, never as done."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="stages")
    marked_on = models.DateField()
    marked_by_name = models.CharField(max_length=100)
    meeting_title = models.CharField(max_length=100)
    meeting_on = models.DateField()
    meeting = models.ForeignKey(
        "rectification.Meeting", on_delete=models.PROTECT, null=True, related_name="+"
    )
    milestones = models.JSONField(default=list)

    objects: ClassVar[models.Manager[StageMark]] = ScopedManager(office="office")

    LOCKED = (
        "issue_id",
        "marked_on",
        "marked_by_name",
        "meeting_title",
        "meeting_on",
        "meeting_id",
        "milestones",
    )

    def __str__(self) -> str:
        return f"{self.issue.code} {self.marked_on}"


class CorrectionSlip(Row, Locked):
    """What is put right about a closed issue without changing what was closed (更正单)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="corrections")
    wrong = models.TextField(_("原记"))
    right = models.TextField(_("更正为"))
    basis = models.TextField(_("依据"))
    made_on = models.DateField()
    made_by = _person()
    made_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[CorrectionSlip]] = ScopedManager(office="office")

    LOCKED = ("issue_id", "wrong", "right", "basis", "made_on", "made_by_name")

    def __str__(self) -> str:
        return self.wrong[:40]


class Lookback(Row, Locked):
    """Whether what was closed has stayed so (回头看)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="lookbacks")
    cycle = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    verdict = models.CharField(max_length=8, choices=LookbackVerdict.choices)
    findings = models.TextField(_("看到什么"))
    held_by = _person()
    held_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[Lookback]] = ScopedManager(office="office")

    LOCKED = ("issue_id", "cycle", "held_on", "verdict", "findings", "held_by_name")

    class Meta:
        constraints = [one_of("lookback_verdict", "verdict", LookbackVerdict)]

    def __str__(self) -> str:
        return f"{self.issue.code} {self.held_on}"


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("待批")
    GRANTED = "granted", _("已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Extension(Row, Locked):
    """A later day that was asked for, and what was decided (延期). `done_share` is in percent."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="extensions")
    cycle = models.PositiveSmallIntegerField()
    reason = models.TextField(_("客观原因"))
    done_share = models.PositiveSmallIntegerField(_("已完成比例"))
    old_deadline = models.DateField(_("原时限"))
    new_deadline = models.DateField(_("申请新时限"))
    asked_on = models.DateField()
    asked_by = _person()
    asked_by_name = models.CharField(max_length=100)
    state = models.CharField(
        max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED
    )
    decided_on = models.DateField(null=True)
    decided_by_name = models.CharField(max_length=100, null=True)
    decision = models.TextField(_("批复意见"), null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Extension]] = ScopedManager(office="office")

    LOCKED = (
        *("issue_id", "cycle", "reason", "done_share", "old_deadline", "new_deadline"),
        *("asked_on", "asked_by_id", "asked_by_name"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_once_asked",
            ),
            one_of("extension_state", "state", ExtensionState),
            models.CheckConstraint(
                name="extension_is_later", condition=Q(new_deadline__gt=models.F("old_deadline"))
            ),
            models.CheckConstraint(name="extension_share", condition=Q(done_share__lte=100)),
        ]
        indexes = [
            models.Index(
                fields=["office", "asked_on"],
                name="extension_waiting",
                condition=Q(state=ExtensionState.ASKED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue.code} {self.new_deadline}"
