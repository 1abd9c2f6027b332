"""The room's tables: versions of declarations, settings of offices, records with their evidence, steps and corrections,
results of checks, and what falls due.

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


class Characters(json.JSONEncoder):
    """Chinese as characters: a third shorter than escapes, and readable where somebody looks into the table."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class Level(models.TextChoices):
    ERROR = "E", _("错误")
    WARNING = "W", _("警告")
    HINT = "I", _("提示")


class ViolationState(models.TextChoices):
    OPEN = "open", _("未整改")
    WAIVED = "waived", _("已豁免")
    FIXED = "fixed", _("已整改")


class OccurrenceState(models.TextChoices):
    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    EXCUSED = "excused", _("免办")
    DROPPED = "dropped", _("不再需要")


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("待批")
    APPROVED = "approved", _("已更正")
    REFUSED = "refused", _("未批准")


def _one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))


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
        constraints = [_one_of("correction_state", "state", CorrectionState)]

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


class Violation(models.Model):
    """Where a check does not hold: one row a check and subject, however often it is seen."""

    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    part = models.CharField(max_length=40, default="")
    subject = models.CharField(max_length=200)
    level = models.CharField(max_length=1, choices=Level.choices)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="violations", null=True
    )
    record_key = models.CharField(max_length=200, default="")
    period = models.CharField(max_length=10, null=True)
    observed = models.TextField()
    expected = models.TextField()
    say = models.TextField()
    basis = models.CharField(max_length=200, default="")
    fix = models.CharField(max_length=200, default="")
    state = models.CharField(
        max_length=6, choices=ViolationState.choices, default=ViolationState.OPEN
    )
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    fixed_on = models.DateField(null=True)
    swept = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[Violation]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register", "check_id", "part", "subject"],
                name="violation_once",
            ),
            _one_of("violation_state", "state", ViolationState),
            _one_of("violation_level", "level", Level),
        ]
        indexes = [
            models.Index(
                fields=["register", "check_id", "part", "swept"],
                name="violation_open",
                condition=Q(state__in=[ViolationState.OPEN, ViolationState.WAIVED]),
            ),
            models.Index(fields=["office", "state", "level"], name="violation_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.subject}"


class Waiver(models.Model):
    """A violation excused until a day: asked for by one person, approved by another (豁免)."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(_("豁免理由"), max_length=1_000)
    until = models.DateField(_("豁免至"))
    asked_by_account = models.BigIntegerField(null=True)
    asked_by_person = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=100)
    asked_on = models.DateField()
    approved_by_name = models.CharField(max_length=100, default="")
    approved_on = models.DateField(null=True)

    objects: ClassVar[models.Manager[Waiver]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="waiver_ends_later", condition=Q(until__gt=models.F("asked_on"))
            )
        ]

    def __str__(self) -> str:
        return self.reason[:40]


class CheckBinding(models.Model):
    """A check that proves an issue, or one of its measures, mended: closing asks it, and when it fails after closure a
    look-back is called for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey("rectification.Issue", on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(
        "rectification.Measure", on_delete=models.PROTECT, related_name="+", null=True
    )
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    bound_on = models.DateField()
    bound_by_name = models.CharField(max_length=100)
    ended_on = models.DateField(null=True)
    ended_by_name = models.CharField(max_length=100, default="")
    end_reason = models.CharField(max_length=500, default="")

    objects: ClassVar[models.Manager[CheckBinding]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "register", "check_id"],
                condition=Q(ended_on=None),
                name="binding_once",
            ),
            models.CheckConstraint(
                name="binding_ended_with_reason",
                condition=Q(ended_on=None) | ~Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "register", "check_id"],
                name="binding_of_check",
                condition=Q(ended_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.issue_id}"


class CallState(models.TextChoices):
    OPEN = "open", _("待核实")
    SOLID = "solid", _("未反弹")
    PARTIAL = "partial", _("部分反弹")
    RELAPSED = "relapsed", _("回潮")


class LookbackCall(models.Model):
    """A look-back that a bound check has called for: it fails although the issue is closed (process.md §10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey("rectification.Issue", on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=40)
    check_id = models.CharField(max_length=40)
    failing = models.PositiveIntegerField()
    said = models.TextField()
    called_on = models.DateField()
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.OPEN)
    findings = models.CharField(_("核实情况"), max_length=1_000, default="")
    settled_on = models.DateField(null=True)
    settled_by_name = models.CharField(max_length=100, default="")

    objects: ClassVar[models.Manager[LookbackCall]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=Q(state=CallState.OPEN), name="lookback_call_once"
            ),
            _one_of("lookback_call_state", "state", CallState),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.issue_id}"


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


class SweepMark(models.Model):
    """When an office's register was last swept, and under what: where nothing else has changed, only records changed
    since then are looked at again."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=40)
    edition = models.ForeignKey(RegisterVersion, on_delete=models.PROTECT, related_name="+")
    swept_at = models.DateTimeField()

    objects: ClassVar[models.Manager[SweepMark]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "register"], name="sweep_mark_once")
        ]

    def __str__(self) -> str:
        return self.register


class Occurrence(models.Model):
    """One instance of something that falls due: of an obligation that comes round, or of a move that a record waits
    for (`record` is set). `nominal_on` is the rule's day; `due_on` has been moved off days off and given its time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="reminders", null=True
    )
    nominal_on = models.DateField()
    starts_on = models.DateField()
    due_on = models.DateField()
    role = models.CharField(max_length=24, null=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    department = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    state = models.CharField(
        max_length=8, choices=OccurrenceState.choices, default=OccurrenceState.OPEN
    )
    done_on = models.DateField(null=True)
    done_by_name = models.CharField(max_length=100, default="")
    note = models.CharField(max_length=500, default="")
    moved_from = models.DateField(null=True)
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects: ClassVar[models.Manager[Occurrence]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register", "name", "nominal_on"],
                condition=Q(record=None),
                name="occurrence_once",
            ),
            models.UniqueConstraint(
                fields=["record", "name"],
                condition=Q(record__isnull=False, state=OccurrenceState.OPEN),
                name="reminder_once",
            ),
            _one_of("occurrence_state", "state", OccurrenceState),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_on"],
                name="occurrence_open",
                condition=Q(state=OccurrenceState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}.{self.name} {self.due_on}"
