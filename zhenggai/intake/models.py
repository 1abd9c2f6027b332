"""A file that came in: what it is, how far reading has got, the draft or the cells that came of it, and what people
changed in a draft."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.lib.errors import Refused


class ReadingState(models.TextChoices):
    QUEUED = "queued", _("等待读入")
    READING = "reading", _("正在读入")
    READ = "read", _("待确认")
    REFUSED = "refused", _("未能读入")
    ADOPTED = "adopted", _("已立账")


class Reading(models.Model):
    """One file taken in. `text` is what `read --text` prints; `draft` the contract's object as it was read, `layout` how
    the text divides into blocks; null until read. `edited` is the draft as people have corrected it (editing/stored.py),
    null until somebody does. `subject` and `occasion` find other texts of the same document or inspection.

    A refusal keeps its code and sentence. The attachment is null where the file itself may not be kept
    (security.md F11).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        _("状态"), max_length=8, choices=ReadingState.choices, default=ReadingState.QUEUED
    )
    format = models.CharField(max_length=10, null=True)
    text = models.TextField(null=True)
    layout = models.JSONField(null=True)
    draft = models.JSONField(null=True)
    edited = models.JSONField(null=True)
    subject = models.CharField(max_length=64, default="")
    occasion = models.CharField(max_length=64, default="")
    notices = models.JSONField(default=list)
    refusal_code = models.CharField(max_length=60, null=True)
    refusal_sentence = models.TextField(null=True)
    job_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    uploaded_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_by_name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Reading]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reading_state", condition=Q(state__in=ReadingState.values)
            ),
            models.CheckConstraint(
                name="reading_read_has_draft",
                condition=~Q(state__in=[ReadingState.READ, ReadingState.ADOPTED])
                | Q(text__isnull=False, draft__isnull=False),
            ),
            models.CheckConstraint(
                name="reading_refused_has_reason",
                condition=~Q(state=ReadingState.REFUSED)
                | Q(refusal_code__isnull=False, refusal_sentence__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-created_at"], name="reading_of_office"),
            models.Index(fields=["office", "subject"], name="reading_of_subject"),
            models.Index(fields=["office", "occasion"], name="reading_of_occasion"),
        ]

    def __str__(self) -> str:
        return self.name

    def confirmed(self) -> Draft:
        """The draft as it stands, empty until the file was read: what adoption takes."""
        found = self.edited or self.draft
        return Draft() if found is None else draft_from_json(found)

    def freeze(self) -> None:
        """Keep the draft as it is from now on: it is being adopted. Of two who try, one succeeds."""
        changed = Reading.objects.filter(
            pk=self.pk, state=ReadingState.READ, version=self.version
        ).update(state=ReadingState.ADOPTED, version=self.version + 1)
        if not changed:
            raise Refused(
                "adopt.not_ready",
                gettext(
                    "“%(name)s”不是待确认的草稿，不能立账——只有读入成功、尚未立账的文件可以立账；请刷新后查看"
                )
                % {"name": self.name},
            )
        self.state, self.version = ReadingState.ADOPTED, self.version + 1


class EditVerb(models.TextChoices):
    EDIT = "edit", _("修改")
    UNDO = "undo", _("撤销")
    REDO = "redo", _("重做")


class DraftEdit(models.Model):
    """One step in correcting a draft, never changed afterwards. `version` is the draft's own with this step; `turns`
    the version of the edit that an undo or redo is about; `change` the values before and after (editing/changes.py);
    `touched` what the step is about, to see whether two concern the same."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="edits")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=4, choices=EditVerb.choices)
    turns = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=20)
    summary = models.TextField()
    touched = models.JSONField(default=list)
    change = models.JSONField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    person_name = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[DraftEdit]] = ScopedManager(office="reading__office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "version"], name="edit_version_once"),
            models.CheckConstraint(name="edit_verb", condition=Q(verb__in=EditVerb.values)),
            models.CheckConstraint(
                name="edit_turns_an_edit",
                condition=Q(verb=EditVerb.EDIT, turns=None)
                | Q(verb__in=[EditVerb.UNDO, EditVerb.REDO], turns__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.summary


class SheetState(models.TextChoices):
    QUEUED = "queued", _("等待读入")
    READING = "reading", _("正在读入")
    READ = "read", _("已读入")
    REFUSED = "refused", _("未能读入")


class SheetFile(models.Model):
    """A workbook taken in to be compared with what is there. `cells` is the workbook as `sheet.py` writes it; null
    until read, and again once nobody needs it any more.

    `then` names the job that goes on with it: what it is compared with, this room does not know.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        _("状态"), max_length=8, choices=SheetState.choices, default=SheetState.QUEUED
    )
    cells = models.JSONField(null=True)
    refusal_code = models.CharField(max_length=60, null=True)
    refusal_sentence = models.TextField(null=True)
    then = models.CharField(max_length=60)
    job_id = models.BigIntegerField(null=True)
    uploaded_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_by_name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[SheetFile]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(name="sheet_state", condition=Q(state__in=SheetState.values)),
            models.CheckConstraint(
                name="sheet_refused_has_reason",
                condition=~Q(state=SheetState.REFUSED)
                | Q(refusal_code__isnull=False, refusal_sentence__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.state in (SheetState.QUEUED, SheetState.READING)
