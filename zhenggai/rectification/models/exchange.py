"""A workbook on its way back into the ledger: the import, and what would become of each line."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Row, one_of


class ImportState(models.TextChoices):
    WAITING = "waiting", _("正在比对")
    READY = "ready", _("待确认")
    DONE = "done", _("已导入")
    REFUSED = "refused", _("不能导入")
    DROPPED = "dropped", _("已放弃")
    EXPIRED = "expired", _("已过期")


class Side(models.TextChoices):
    """Whose value counts in a line: the sheet's, or what stands here."""

    OPEN = "", _("未定")
    MINE = "mine", _("用表中的")
    THEIRS = "theirs", _("用库中的")


class LedgerImport(Row):
    """One workbook compared with one round. `answers` are kept until it is confirmed or its time is over; `counts`
    say how many lines fall under what."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="imports")
    file = models.OneToOneField("intake.SheetFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=8, choices=ImportState.choices, default=ImportState.WAITING
    )
    strict = models.BooleanField(default=False)
    exported_on = models.DateField(null=True)
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    refusal_code = models.CharField(max_length=60, null=True)
    refusal_sentence = models.TextField(null=True)
    job_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_by_name = models.CharField(max_length=100)
    confirmed_by_name = models.CharField(max_length=100, null=True)
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[LedgerImport]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("import_state", "state", ImportState),
            models.CheckConstraint(
                name="import_refused_has_reason",
                condition=~Q(state=ImportState.REFUSED)
                | Q(refusal_code__isnull=False, refusal_sentence__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["round", "-created_at"], name="import_of_round")]

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """What would become, or has become, of one line (exchange.plan). It is gone when the import is dropped or its time
    is over; what was brought in stays as the account."""

    batch = models.ForeignKey(LedgerImport, on_delete=models.CASCADE, related_name="lines")
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=260)
    code = models.CharField(max_length=24)
    title = models.TextField()
    issue = models.UUIDField(null=True)
    measure = models.UUIDField(null=True)
    seen_version = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    places = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    seen = models.JSONField(default=dict)
    has_questions = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    conflicts = models.BooleanField(default=False)
    changes = models.BooleanField(default=False)
    adds = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    missing = models.BooleanField(default=False)
    choice = models.CharField(max_length=6, choices=Side.choices, default=Side.OPEN, blank=True)
    done = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[ImportLine]] = ScopedManager(office="office")

    FLAGS = ("asks", "conflicts", "changes", "adds", "refused", "missing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_line_place"),
            models.CheckConstraint(
                name="import_line_choice", condition=Q(choice__in=["", "mine", "theirs"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "position"],
                name="import_line_told",
                condition=Q(asks=True)
                | Q(conflicts=True)
                | Q(changes=True)
                | Q(adds=True)
                | Q(refused=True),
            ),
            models.Index(
                fields=["batch", "position"],
                name="import_line_asked",
                condition=Q(has_questions=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title[:40]}"
