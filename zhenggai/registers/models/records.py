"""Versions of declarations, settings of offices, records with their evidence, steps and corrections.

One table holds the records of every register: a typed spine and a JSON body (storage.py). What an index, a foreign key
or a constraint must know stands in the spine; declared fields stand in the body.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.registers.models.constraints import one_of


class Characters(json.JSONEncoder):
    """Chinese as characters: a third shorter than escapes, and readable where somebody looks into the table."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("待批")
    APPROVED = "approved", _("已更正")
    REFUSED = "refused", _("未批准")


class RegisterVersion(models.Model):
    """One published edition of a register: its text never changes (triggers.py). The current one takes new records."""

    register = models.CharField(max_length=8)
    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    label = models.CharField(_("名称"), max_length=100)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_on = models.DateField()
    published_by_name = models.CharField(max_length=100)

    LOCKED: ClassVar[tuple[str, ...]] = ("register", "code", "number", "source", "digest")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_current=True), name="edition_current_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} v{self.number}"


class Setting(models.Model):
    """An office's own value of a register's setting, with the rule that it rests on."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    value = models.JSONField()
    basis = models.CharField(_("依据"), max_length=200)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Setting]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "code", "name"], name="setting_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}.{self.name}"


class Record(models.Model):
    """One row of one register. `edition` is the declaration that it was written under, `version` its own optimistic
    version. Never deleted: voided with a reason."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.CharField(max_length=40)
    edition = models.ForeignKey(
        RegisterVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(_("编号"), max_length=80)
    title = models.CharField(_("名称"), max_length=200, default="")
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(_("状态"), max_length=40)
    department = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    handler = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    classification = models.CharField(_("密级"), max_length=4, default="内部")
    issues = models.ManyToManyField("rectification.Issue", related_name="+")
    recorded_on = models.DateField(_("录入日期"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by_name = models.CharField(max_length=100, default="")
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    submitted_by_account = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    pending_move = models.CharField(max_length=40, null=True)
    pending_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    pending_by_account = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(_("作废理由"), max_length=500, default="")
    version = models.PositiveIntegerField(default=1)
    data = models.JSONField(default=dict, encoder=Characters)

    objects: ClassVar[models.Manager[Record]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "register", "number"], name="record_number"),
            models.CheckConstraint(
                name="record_void_with_reason",
                condition=Q(voided_at=None) | ~Q(void_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "register", "-id"], name="record_newest"),
            models.Index(fields=["office", "register", "state", "-id"], name="record_by_state"),
            models.Index(fields=["register", "updated_at"], name="record_changed"),
            models.Index(fields=["handler", "register"], name="record_of_handler"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_locked(self) -> bool:
        """Reviewed: what stands in it changes by a correction slip only."""
        return self.reviewed_at is not None


class EvidenceItem(models.Model):
    """An attachment that shows one of the papers a declaration names."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=40)
    attachment = models.ForeignKey("archive.Attachment", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(default=timezone.now, editable=False)
    attached_by_name = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_withdrawn_with_reason",
                condition=Q(withdrawn_at=None) | ~Q(withdraw_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A move that a record has made: by whom, in which role, when, why."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    person_name = models.CharField(max_length=100)
    second_name = models.CharField(max_length=100, default="")
    reason = models.CharField(max_length=1_000, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)
    on = models.DateField()

    def __str__(self) -> str:
        return self.move


class Correction(models.Model):
    """A slip that changes a reviewed record: values before and after, reason, who asked, who approved (更正单)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="corrections")
    changes = models.JSONField()
    reason = models.CharField(_("更正理由"), max_length=1_000)
    state = models.CharField(
        max_length=8, choices=CorrectionState.choices, default=CorrectionState.ASKED
    )
    asked_by_account = models.BigIntegerField(null=True)
    asked_by_person = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=100)
    asked_on = models.DateField()
    settled_by_name = models.CharField(max_length=100, default="")
    settled_on = models.DateField(null=True)

    objects: ClassVar[models.Manager[Correction]] = ScopedManager(office="office")

    class Meta:
        constraints = [one_of("correction_state", "state", CorrectionState)]

    def __str__(self) -> str:
        return str(self.uuid)


class OldValues(models.Model):
    """What a record held before a new version changed it, so that publishing can be taken back."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="old_values")
    edition = models.ForeignKey(RegisterVersion, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(RegisterVersion, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.record_id)


class SignInTry(models.Model):
    """Somebody tried to sign in by a code: counted by a digest of the address, so that one phone cannot try names."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    address_key = models.CharField(max_length=64)
    name = models.CharField(max_length=50)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["record", "address_key", "at"], name="sign_in_tries")]

    def __str__(self) -> str:
        return self.name
