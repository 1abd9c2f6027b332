"""How an office goes about a round: which limits hold, which papers prove that a stage was gone through, who leads, what
superiors have written on it (process.md §3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Row, no_more, one_of


class StageKey(models.TextChoices):
    """The stages of a round, in the order in which they begin."""

    RECEIPT = "receipt", _("签收反馈")
    CONVEY = "convey", _("传达部署")
    GROUP = "group", _("成立领导小组")
    BREAKDOWN = "breakdown", _("梳理分解")
    PLAN = "plan", _("制定方案")
    REVIEW = "review", _("方案会审")
    LIFE = "life", _("专题民主生活会")
    CONCENTRATED = "concentrated", _("集中整改")
    MIDTERM = "midterm", _("中期督查")
    CLOSURE = "closure", _("销号")
    REPORT = "report", _("进展报告")
    PUBLICITY = "publicity", _("双公开")
    ASSESSMENT = "assessment", _("成效评估")
    LOOKBACK = "lookback", _("回头看")
    LASTING = "lasting", _("长效机制")


class Anchor(models.TextChoices):
    """The day from which a limit is counted. What has not happened yet gives no day."""

    FEEDBACK = "feedback", _("反馈之日")
    PLAN = "plan", _("方案审定之日")
    HALF = "half", _("集中整改期过半之日")
    END = "end", _("集中整改期满之日")
    REPORT = "report", _("报告审定之日")
    CLOSED = "closed", _("全部销号之日")


class Unit(models.TextChoices):
    DAY = "day", _("天")
    WORKDAY = "workday", _("个工作日")
    MONTH = "month", _("个月")


class Profile(models.TextChoices):
    """Sets of limits that offices really had; none of them is a law (process.md §3)."""

    SEED_2021 = "seed_2021", _("2021 年区级巡察实例")
    COUNTY_3M = "county_3m", _("县级巡察：集中整改 3 个月")
    STANDARD_6M = "standard_6m", _("集中整改 6 个月")
    LEGACY_2M = "legacy_2m", _("反馈后 2 个月内报整改情况")
    OWN = "own", _("自定")


class EventKind(models.TextChoices):
    """What happens once in a round and is written down by hand where no row of ours shows it."""

    FEEDBACK = "feedback", _("巡察反馈")
    REPORT = "report", _("报告审定")
    CLOSED = "closed", _("全部销号")


class Timetable(Row):
    """The set of limits that holds for a round, and the document on which the office rests it."""

    round = models.OneToOneField(
        InspectionRound, on_delete=models.PROTECT, related_name="timetable"
    )
    profile = models.CharField(_("时限方案"), max_length=12, choices=Profile.choices)
    basis = models.TextField(_("依据"))
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Timetable]] = ScopedManager(office="office")

    class Meta:
        constraints = [one_of("timetable_profile", "profile", Profile)]

    def __str__(self) -> str:
        return self.profile


class StageTerm(Row):
    """The limit of one stage of a round: so much after a day, on this ground, and who sees to it."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="terms")
    stage = models.CharField(_("阶段"), max_length=12, choices=StageKey.choices)
    anchor = models.CharField(_("起算"), max_length=8, choices=Anchor.choices)
    amount = models.PositiveSmallIntegerField(_("时限"), null=True)
    unit = models.CharField(_("单位"), max_length=7, choices=Unit.choices, default=Unit.DAY)
    basis = models.TextField(_("依据"))
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[StageTerm]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "stage"], name="stage_term_once"),
            one_of("stage_term_stage", "stage", StageKey),
            one_of("stage_term_anchor", "anchor", Anchor),
            one_of("stage_term_unit", "unit", Unit),
        ]

    def __str__(self) -> str:
        return self.stage


class RoundEvent(Row):
    """A day that limits are counted from, written down with its ground."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("事件"), max_length=8, choices=EventKind.choices)
    happened_on = models.DateField(_("发生日期"))
    basis = models.TextField(_("依据"))
    recorded_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[RoundEvent]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="round_event_once"),
            one_of("round_event_kind", "kind", EventKind),
        ]

    def __str__(self) -> str:
        return self.kind


class LeadingGroup(Row):
    """The leading group of a round (领导小组) and the document that founded it."""

    round = models.OneToOneField(InspectionRound, on_delete=models.PROTECT, related_name="group")
    name = models.CharField(_("名称"), max_length=100)
    founded_on = models.DateField(_("成立日期"))
    doc_no = models.CharField(_("文号"), max_length=60)
    duties = models.TextField(_("职责"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[LeadingGroup]] = ScopedManager(office="office")

    def __str__(self) -> str:
        return self.name


class GroupRole(models.TextChoices):
    HEAD = "head", _("组长")
    DEPUTY = "deputy", _("副组长")
    MEMBER = "member", _("成员")
    OFFICE_HEAD = "office_head", _("办公室主任")
    OFFICE_MEMBER = "office_member", _("办公室成员")


class GroupMember(Row):
    """Somebody's place in the group, from a day to a day. `is_principal`: 本级党组织主要负责人, who must be among the heads."""

    group = models.ForeignKey(LeadingGroup, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("角色"), max_length=13, choices=GroupRole.choices)
    is_principal = models.BooleanField(_("本级党组织主要负责人"), default=False)
    title = models.CharField(_("职务"), max_length=60, null=True)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True)

    objects: ClassVar[models.Manager[GroupMember]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(until=None), name="group_member_once"
            ),
            one_of("group_member_role", "role", GroupRole),
            no_more("group_member_days", "since", "until"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Instruction(Row):
    """What a superior wrote on the matter (批示), who sees to it, and until when."""

    round = models.ForeignKey(
        InspectionRound, on_delete=models.PROTECT, related_name="instructions"
    )
    author = models.CharField(_("批示人"), max_length=60)
    instructed_on = models.DateField(_("批示日期"))
    text = models.TextField(_("批示内容"))
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    deadline = models.DateField(_("办理时限"), null=True)
    settled_on = models.DateField(_("办结日期"), null=True)
    recorded_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[Instruction]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            no_more("instruction_due_after_it", "instructed_on", "deadline"),
            no_more("instruction_settled_after_it", "instructed_on", "settled_on"),
        ]
        indexes = [
            models.Index(
                fields=["office", "owner"], name="instruction_open", condition=Q(settled_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.instructed_on:%Y-%m-%d}"


class InstructionStep(Row):
    """What was done on an instruction (落实), said once."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="steps")
    text = models.TextField(_("落实情况"))
    done_on = models.DateField(_("日期"))
    author_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[InstructionStep]] = ScopedManager(office="office")

    def __str__(self) -> str:
        return self.text[:40]
