"""Urging: what was warned of, once a level, and the letters that call somebody in (process.md §6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.models.issues import Issue
from zhenggai.rectification.models.measures import Measure
from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Locked, Row, one_of


class Warned(models.TextChoices):
    """What a warning is about; each of the three is reckoned by itself."""

    ISSUE = "issue", _("问题")
    MEASURE = "measure", _("措施")
    MILESTONE = "milestone", _("节点")


class WarningReason(models.TextChoices):
    DEADLINE = "deadline", _("期限")
    STALLED = "stalled", _("停滞")
    RETURNED = "returned", _("多次退回")
    REPEATED = "repeated", _("多次黄色预警")


class Cleared(models.TextChoices):
    """Why a warning is no longer in force."""

    DONE = "done", _("已办")
    MOVED = "moved", _("时限已变")
    RAISED = "raised", _("已升级")


class Warning(Row):
    """One level reached by one thing, told once (预警). What it says is kept as it was on that day.

    `subject` and `subject_uuid` are key and public name of the issue, measure or milestone. `basis_on` is the day that it is reckoned from: the deadline; the last fact; the return that was one too many; the
    second yellow warning. `recipients` is a list of {role, copy, people: [[id, name]]}.
    """

    number = models.PositiveIntegerField(_("编号"))
    kind = models.CharField(max_length=9, choices=Warned.choices)
    subject = models.BigIntegerField()
    subject_uuid = models.UUIDField()
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+", null=True)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+", null=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=8, choices=WarningReason.choices)
    level = models.CharField(max_length=6, choices=Colour.choices)
    basis_on = models.DateField()
    code = models.CharField(max_length=24)
    title = models.TextField()
    deadline = models.DateField(null=True)
    issued_on = models.DateField()
    recipients = models.JSONField(default=list)
    cleared_on = models.DateField(null=True)
    cleared_as = models.CharField(max_length=6, choices=Cleared.choices, null=True)

    objects: ClassVar[models.Manager[Warning]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "reason", "basis_on", "level", "cycle"],
                name="warning_once_a_level",
            ),
            one_of("warning_kind", "kind", Warned),
            one_of("warning_reason", "reason", WarningReason),
            models.CheckConstraint(
                name="warning_level",
                condition=Q(level__in=[Colour.RED, Colour.YELLOW, Colour.GREEN]),
            ),
            models.CheckConstraint(
                name="warning_cleared_as",
                condition=Q(cleared_on=None, cleared_as=None)
                | Q(cleared_on__isnull=False, cleared_as__in=Cleared.values),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "issued_on", "id"], name="warning_of_day"),
            models.Index(
                fields=["office", "reason", "kind"],
                name="warning_in_force",
                condition=Q(cleared_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.level}"

    @property
    def days_left(self) -> int | None:
        """Days until the deadline on the day of the warning; negative once late."""
        return None if self.deadline is None else (self.deadline - self.issued_on).days


class WarningRun(models.Model):
    """That an office's warnings were reckoned for a day; the row that two runs at once wait for."""

    office = models.ForeignKey(
        "people.Office", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    issued_count = models.PositiveIntegerField(default=0)
    cleared_count = models.PositiveIntegerField(default=0)
    ran_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[WarningRun]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="warning_run_once_a_day")
        ]

    def __str__(self) -> str:
        return str(self.day)


class LetterKind(models.TextChoices):
    """The five papers, mildest first (五书)."""

    NOTICE = "notice", _("督查督办通知书")
    GUIDANCE = "guidance", _("阶段督查指导书")
    REMINDER = "reminder", _("提醒书")
    ADMONITION = "admonition", _("告诫书")
    ACCOUNTABILITY = "accountability", _("问责建议书")


class LetterState(models.TextChoices):
    DRAFT = "draft", _("拟稿")
    ISSUED = "issued", _("已签发")
    REPLIED = "replied", _("已回复")
    SETTLED = "settled", _("已办结")
    DROPPED = "dropped", _("已作废")


class SupervisionLetter(Row, Locked):
    """A paper that calls somebody in over one issue (督办文书). What it says is locked once it is signed: the database
    refuses a change of what was written (`LOCKED` holds what never changes; the rest is the action's)."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="letters")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("文书"), max_length=14, choices=LetterKind.choices)
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.DRAFT)
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    basis = models.TextField(_("依据"))
    findings = models.TextField(_("当前进展"))
    demand = models.TextField(_("要求"))
    deadline = models.DateField(_("时限"), null=True)
    last_deadline = models.DateField(_("最后期限"), null=True)
    reply_by = models.DateField(_("回复期限"))
    drafted_on = models.DateField()
    drafted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    drafted_by_name = models.CharField(max_length=100)
    issued_on = models.DateField(_("签发日期"), null=True)
    issued_by_name = models.CharField(_("签发"), max_length=100, null=True)
    ended_on = models.DateField(null=True)
    ended_words = models.TextField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[SupervisionLetter]] = ScopedManager(office="office")

    LOCKED = ("round_id", "issue_id", "kind", "drafted_on", "drafted_by_name")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "number"],
                condition=Q(number__isnull=False),
                name="letter_number_once",
            ),
            models.UniqueConstraint(
                fields=["issue", "kind"],
                condition=Q(state__in=["draft", "issued", "replied"]),
                name="letter_open_once_a_kind",
            ),
            one_of("letter_kind", "kind", LetterKind),
            one_of("letter_state", "state", LetterState),
            models.CheckConstraint(
                name="letter_numbered_when_issued",
                condition=Q(state__in=["draft", "dropped"]) | Q(number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "reply_by"], name="letter_by_reply"),
            models.Index(fields=["issue", "-id"], name="letter_of_issue"),
        ]

    def __str__(self) -> str:
        return f"{LetterKind(self.kind).label} {self.number or ''}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in (LetterState.DRAFT, LetterState.ISSUED, LetterState.REPLIED)


class LetterRecipient(Row):
    """One to whom a letter goes, and how it got there: delivered 送达, received 签收."""

    letter = models.ForeignKey(
        SupervisionLetter, on_delete=models.PROTECT, related_name="recipients"
    )
    role = models.CharField(max_length=24)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    department = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(max_length=100)
    is_copy = models.BooleanField(default=False)
    delivered_on = models.DateField(_("送达"), null=True)
    delivered_how = models.CharField(_("送达方式"), max_length=40, null=True)
    received_on = models.DateField(_("签收"), null=True)
    received_by_name = models.CharField(max_length=100, null=True)

    objects: ClassVar[models.Manager[LetterRecipient]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_received_after_delivery",
                condition=Q(received_on=None)
                | Q(delivered_on__isnull=False, received_on__gte=models.F("delivered_on")),
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "letter"],
                name="letter_to_receive",
                condition=Q(received_on=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class LetterReply(Row, Locked):
    """What came back on a letter (回复)."""

    letter = models.ForeignKey(SupervisionLetter, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField(_("回复"))
    replied_on = models.DateField()
    author = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    author_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[LetterReply]] = ScopedManager(office="office")

    LOCKED = ("letter_id", "text", "replied_on", "author_name")

    def __str__(self) -> str:
        return self.text[:40]
