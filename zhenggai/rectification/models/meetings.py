"""Meetings: who was due and came, what stood on the agenda, what was decided, the signed minutes; what a democratic-life
meeting holds besides; and the papers of a round's stages and meetings. Register R24 reads these rows: entered once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.issues import Issue
from zhenggai.rectification.models.process import Instruction, StageKey
from zhenggai.rectification.models.rounds import Classification, InspectionRound
from zhenggai.rectification.rows import Row, no_more, one_of


class MeetingKind(models.TextChoices):
    PARTY_GROUP = "party_group", _("党组会议")
    COMMITTEE = "committee", _("班子会议")
    PARTY_COMMITTEE = "party_committee", _("机关党委会议")
    STAFF = "staff", _("全体人员会议")
    LEADING_GROUP = "leading_group", _("领导小组会议")
    LIFE = "life", _("专题民主生活会")
    SPECIAL = "special", _("专题会议")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("待召开")
    HELD = "held", _("已召开")
    SIGNED = "signed", _("记录已签字")
    CANCELLED = "cancelled", _("已取消")


class Meeting(Row):
    """One meeting. Once its minutes are signed, nothing of it changes but what became of its decisions."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("会议类型"), max_length=15, choices=MeetingKind.choices)
    title = models.CharField(_("会议名称"), max_length=100)
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=60, null=True)
    chair = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    recorder = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(
        _("状态"), max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    minutes = models.TextField(_("会议记录"), null=True)
    signed_by_name = models.CharField(_("签字人"), max_length=100, null=True)
    signed_on = models.DateField(_("签字日期"), null=True)
    cancelled_reason = models.TextField(_("取消原因"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Meeting]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("meeting_kind", "kind", MeetingKind),
            one_of("meeting_state", "state", MeetingState),
            models.CheckConstraint(
                name="meeting_signed_by_somebody",
                condition=~Q(state=MeetingState.SIGNED)
                | Q(signed_by_name__isnull=False, signed_on__isnull=False),
            ),
            no_more("meeting_signed_after_it", "held_on", "signed_on"),
        ]
        indexes = [models.Index(fields=["round", "-held_on"], name="meeting_of_round")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.state in (MeetingState.SIGNED, MeetingState.CANCELLED)


class AgendaItem(Row):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveIntegerField()
    title = models.CharField(_("议题"), max_length=200)
    presenter = models.CharField(_("汇报人"), max_length=60, null=True)
    discussion = models.TextField(_("讨论情况"), null=True)

    objects: ClassVar[models.Manager[AgendaItem]] = ScopedManager(office="office")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="agenda_place")]

    def __str__(self) -> str:
        return self.title


class Attendance(Row):
    """Somebody who was due (应到) or sat in (列席). `present` is null until it is written down."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    is_due = models.BooleanField(_("应到"), default=True)
    present = models.BooleanField(_("实到"), null=True)
    reason = models.CharField(_("缺席原因"), max_length=100, null=True)

    objects: ClassVar[models.Manager[Attendance]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Outcome(models.TextChoices):
    AGREED = "agreed", _("同意")
    REJECTED = "rejected", _("不同意")
    NOTED = "noted", _("议定事项")


class Decision(Row):
    """What a meeting decided. `subject_type` and `subject_id` name, as the journal does, what it decides on: a plan, a
    closure, an extension. With an owner and a day it is a task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveIntegerField()
    text = models.TextField(_("议定事项"))
    outcome = models.CharField(
        _("结论"), max_length=8, choices=Outcome.choices, default=Outcome.NOTED
    )
    votes = models.CharField(_("表决情况"), max_length=60, null=True)
    subject_type = models.CharField(max_length=60, null=True)
    subject_id = models.CharField(max_length=64, null=True)
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    deadline = models.DateField(_("时限"), null=True)
    done_on = models.DateField(_("完成日期"), null=True)
    done_text = models.TextField(_("落实情况"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Decision]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="decision_place"),
            one_of("decision_outcome", "outcome", Outcome),
            models.CheckConstraint(
                name="decision_task_has_both",
                condition=Q(owner=None, deadline=None)
                | Q(owner__isnull=False, deadline__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_subject_whole",
                condition=Q(subject_type=None, subject_id=None)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="decision_of_subject"),
            models.Index(
                fields=["office", "owner"],
                name="decision_open",
                condition=Q(done_on=None, owner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Paper(Row):
    """A document of the process: what a stage must produce, or what hangs on a meeting or an instruction. The file is not always
    in the system; its number and day are."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="papers")
    stage = models.CharField(_("阶段"), max_length=12, choices=StageKey.choices, null=True)
    product = models.CharField(_("产出"), max_length=20, null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers", null=True)
    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="papers", null=True
    )
    title = models.CharField(_("名称"), max_length=200)
    doc_no = models.CharField(_("文号"), max_length=60, null=True)
    made_on = models.DateField(_("成文日期"))
    signed_by_name = models.CharField(_("签字人"), max_length=100, null=True)
    classification = models.CharField(
        _("密级"), max_length=12, choices=Classification.choices, default=Classification.INTERNAL
    )
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )
    recorded_by_name = models.CharField(max_length=100)
    withdrawn_reason = models.TextField(_("作废理由"), null=True)

    objects: ClassVar[models.Manager[Paper]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            one_of("paper_stage", "stage", StageKey),
            one_of("paper_classification", "classification", Classification),
        ]
        indexes = [models.Index(fields=["round", "stage"], name="paper_of_round")]

    def __str__(self) -> str:
        return self.title


class SelfExamination(Row):
    """What somebody has found in themselves (查摆材料), for a democratic-life meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="examinations")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("查摆材料"))
    handed_in_on = models.DateField(_("提交日期"))
    reviewed_by_name = models.CharField(_("审阅人"), max_length=100, null=True)

    objects: ClassVar[models.Manager[SelfExamination]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="examination_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Criticism(Row):
    """What one said to another at the meeting (批评意见)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="criticisms")
    critic = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("批评意见"))

    objects: ClassVar[models.Manager[Criticism]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="criticism_of_another", condition=~Q(critic=models.F("subject"))
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class LifeAction(Row):
    """A line of the meeting's action list: what is done about an issue, by whom, until when (CM-5, CM-6)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("整改措施"))
    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    deadline = models.DateField(_("时限"))

    objects: ClassVar[models.Manager[LifeAction]] = ScopedManager(office="office")

    class Meta:
        indexes = [models.Index(fields=["meeting", "issue"], name="life_action_of_issue")]

    def __str__(self) -> str:
        return self.text[:40]
