"""The core's tables: round, feedback, aspect, issue, measure, progress, evidence.

What came out of the source document is locked: triggers (triggers.py) refuse its change on both databases.
Open days and counts on `Issue` are kept by the actions, so that a ledger of any size is read from one index.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.deadlines import NEVER, WarningDays, warning_days, worst_days
from zhenggai.rectification.evidence import EvidenceKind
from zhenggai.rectification.lifecycle import (
    COMPLETE,
    SETTLED,
    IssueState,
    MeasureState,
    RectType,
)
from zhenggai.rectification.rows import Cited, Locked, Row, ledger_index, no_more, one_of


class Classification(models.TextChoices):
    """Anything above 内部 is refused at the door (product.md: state secrets are not ours)."""

    UNCLASSIFIED = "unclassified", _("非密")
    INTERNAL = "internal", _("内部")


class Claim(models.TextChoices):
    """What the document says of itself; a claim, not a state."""

    DONE = "done", _("文件称已完成")
    ONGOING = "ongoing", _("文件称正在推进")
    PLANNED = "planned", _("文件称计划开展")
    UNSTATED = "unstated", _("文件未说明")


class DeadlineKind(models.TextChoices):
    DATE = "date", _("日期")
    EVENT = "event", _("事件")


class InspectionRound(Row):
    """One inspection of one office (轮次)."""

    name = models.TextField(_("名称"))
    kind = models.CharField(_("检查种类"), max_length=20, null=True)
    body = models.TextField(_("检查机构"), null=True)
    inspected_org = models.TextField(_("被检查单位"), null=True)
    started_on = models.DateField(_("检查开始"), null=True)
    ended_on = models.DateField(_("检查结束"), null=True)

    issue_count = models.PositiveIntegerField(default=0)
    measure_count = models.PositiveIntegerField(default=0)
    complete_count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[InspectionRound]] = ScopedManager(office="office")

    class Meta:
        constraints = [no_more("round_complete_of_measures", "complete_count", "measure_count")]
        indexes = [models.Index(fields=["office", "-created_at"], name="round_of_office")]

    def __str__(self) -> str:
        return self.name


class Feedback(Row, Locked):
    """The document that the round's issues come from (反馈意见); its text is locked."""

    round = models.OneToOneField(InspectionRound, on_delete=models.PROTECT, related_name="feedback")
    reading = models.OneToOneField(
        "intake.Reading", on_delete=models.PROTECT, related_name="+", null=True
    )
    attachment = models.ForeignKey(
        "archive.Attachment", on_delete=models.PROTECT, related_name="+", null=True
    )
    title = models.TextField(_("文件名"), null=True)
    issuer = models.TextField(_("发文机关"), null=True)
    issued_on = models.DateField(_("成文日期"), null=True)
    feedback_on = models.DateField(_("反馈日期"), null=True)
    classification = models.CharField(_("密级"), max_length=12, choices=Classification.choices)
    issue_count = models.PositiveIntegerField(_("所称问题总数"), null=True)
    digest = models.CharField(max_length=64)
    text = models.TextField(_("原文"))

    objects: ClassVar[models.Manager[Feedback]] = ScopedManager(office="office")

    LOCKED = ("text", "digest", "title", "issuer", "issued_on", "feedback_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "digest"], name="feedback_once_an_office"),
            one_of("feedback_classification", "classification", Classification),
        ]

    def __str__(self) -> str:
        return self.title or self.digest[:12]


class IssueCategory(Row):
    """An aspect of the feedback (方面); a document without aspects has one whose title is null."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="categories")
    position = models.PositiveIntegerField()
    number = models.TextField(_("序号"), null=True)
    title = models.TextField(_("方面"), null=True)

    objects: ClassVar[models.Manager[IssueCategory]] = ScopedManager(office="office")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="category_place_in_round")
        ]

    def __str__(self) -> str:
        return self.title or ""


class Issue(Row, Locked, Cited):
    """One thing found wrong (具体问题)."""

    round = models.ForeignKey(
        InspectionRound, on_delete=models.PROTECT, related_name="issues", db_index=False
    )
    category = models.ForeignKey(IssueCategory, on_delete=models.PROTECT, related_name="issues")
    position = models.PositiveIntegerField()
    code = models.CharField(_("问题编号"), max_length=20)
    number = models.TextField(_("原序号"), null=True)
    group = models.TextField(_("分组"), null=True)
    title = models.TextField(_("问题"))
    original_text = models.TextField(_("原文"))
    claim = models.CharField(max_length=10, choices=Claim.choices, default=Claim.UNSTATED)
    named_owners = models.JSONField(_("文中责任人"), default=list)

    rect_type = models.CharField(_("整改类型"), max_length=10, choices=RectType.choices, null=True)
    charge_leader = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    lead_dept = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True
    )
    co_depts = models.ManyToManyField("people.Office", related_name="+")
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    handler = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    started_on = models.DateField(_("起算日期"), null=True)
    deadline = models.DateField(_("时限"), null=True)
    target = models.TextField(_("目标"), null=True)
    legacy = models.BooleanField(_("历史遗留"), null=True)
    is_repeat = models.BooleanField(_("反复出现"), null=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=IssueState.choices, default=IssueState.DRAFT
    )

    green_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    measure_count = models.PositiveIntegerField(default=0)
    complete_count = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0)
    words_only = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Issue]] = ScopedManager(office="office")

    LOCKED = (
        "title",
        "original_text",
        "number",
        "group",
        "code",
        "claim",
        "source_start",
        "source_end",
        "source_page",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="issue_code_in_round"),
            models.UniqueConstraint(fields=["round", "position"], name="issue_place_in_round"),
            one_of("issue_state", "state", IssueState),
            one_of("issue_claim", "claim", Claim),
            one_of("issue_rect_type", "rect_type", RectType),
            no_more("issue_due_after_start", "started_on", "deadline"),
            no_more("issue_source_span", "source_start", "source_end"),
            no_more("issue_complete_of_measures", "complete_count", "measure_count"),
        ]
        indexes = [
            ledger_index("issue_by_position", "position"),
            ledger_index("issue_by_red", "red_on", "position"),
            ledger_index("issue_by_yellow", "yellow_on", "red_on", "position"),
            ledger_index("issue_by_green", "green_on", "yellow_on", "position"),
            ledger_index("issue_by_deadline", "deadline", "position"),
            ledger_index("issue_by_type", "rect_type", "position"),
            ledger_index("issue_by_state", "state", "position"),
            ledger_index("issue_by_department", "lead_dept", "position"),
            ledger_index("issue_by_owner", "owner", "position"),
            ledger_index("issue_by_handler", "handler", "position"),
            ledger_index("issue_words_only", "position", only=Q(words_only=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    def open_days(self, measures: Iterable[Measure]) -> WarningDays:
        """The issue's own warning days with those of its open measures: the worst colour wins."""
        if self.is_settled:
            return NEVER
        own = warning_days(self.deadline, self.started_on)
        return worst_days([own, *(measure.open_days() for measure in measures)])


class Measure(Row, Locked, Cited):
    """One step taken against an issue (措施); a general one answers the round as a whole (`issue` is null)."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="measures")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="measures", null=True)
    position = models.PositiveIntegerField()
    code = models.CharField(_("措施编号"), max_length=24, null=True)
    marker = models.TextField(_("原序词"), null=True)
    content = models.TextField(_("措施"))
    kinds = models.JSONField(_("措施类型"), default=list)
    claim = models.CharField(max_length=10, choices=Claim.choices, default=Claim.UNSTATED)
    named_owners = models.JSONField(_("文中责任人"), default=list)
    is_core = models.BooleanField(_("核心措施"), null=True)
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    started_on = models.DateField(_("开始"), null=True)
    deadline = models.DateField(_("时限"), null=True)
    deadline_kind = models.CharField(max_length=5, choices=DeadlineKind.choices, null=True)
    trigger = models.TextField(_("触发事件"), null=True)
    deliverable = models.TextField(_("预期成果"), null=True)
    done_criteria = models.TextField(_("完成判据"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=MeasureState.choices, default=MeasureState.TODO
    )
    done_on = models.DateField(_("实际完成日"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Measure]] = ScopedManager(office="office")

    LOCKED = ("content", "marker", "code", "claim", "source_start", "source_end", "source_page")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="measure_code_in_round"),
            models.UniqueConstraint(
                fields=["round", "position"],
                condition=Q(issue=None),
                name="general_measure_place_in_round",
            ),
            models.UniqueConstraint(fields=["issue", "position"], name="measure_place_in_issue"),
            models.CheckConstraint(
                name="measure_code_with_issue",
                condition=Q(issue=None, code=None) | Q(issue__isnull=False, code__isnull=False),
            ),
            one_of("measure_state", "state", MeasureState),
            one_of("measure_claim", "claim", Claim),
            one_of("measure_deadline_kind", "deadline_kind", DeadlineKind),
            no_more("measure_due_after_start", "started_on", "deadline"),
            no_more("measure_source_span", "source_start", "source_end"),
        ]

    def __str__(self) -> str:
        return self.code or self.marker or ""

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    def open_days(self) -> WarningDays:
        return NEVER if self.is_complete else warning_days(self.deadline, self.started_on)


class Progress(Row, Locked):
    """What was done, said once and kept (进展). A claim taken over from a document has no reporter."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="progress")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="progress", null=True
    )
    text = models.TextField(_("进展"))
    happened_on = models.DateField(_("发生日期"), null=True)
    from_document = models.BooleanField(_("文件所称"), default=False)
    reporter = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    reporter_name = models.CharField(max_length=100, null=True)

    objects: ClassVar[models.Manager[Progress]] = ScopedManager(office="office")

    LOCKED = ("text", "happened_on", "from_document", "reporter_name")

    class Meta:
        indexes = [
            models.Index(fields=["issue", "-created_at"], name="progress_of_issue"),
            models.Index(fields=["measure", "-created_at"], name="progress_of_measure"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Evidence(Row, Locked):
    """An attachment offered for a claim (佐证材料)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="evidence")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="evidence", null=True
    )
    attachment = models.ForeignKey("archive.Attachment", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("材料名"), max_length=200)
    kind = models.CharField(_("类别"), max_length=16, choices=EvidenceKind.choices)
    formed_on = models.DateField(_("形成日期"), null=True)
    page = models.CharField(_("页码或位置"), max_length=100, null=True)
    classification = models.CharField(
        _("密级"), max_length=12, choices=Classification.choices, default=Classification.INTERNAL
    )
    publishable = models.BooleanField(_("可否公开"), null=True)
    attached_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    attached_by_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[Evidence]] = ScopedManager(office="office")

    LOCKED = ("attachment_id", "number", "name", "kind", "formed_on", "attached_by_name")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="evidence_number"),
            models.UniqueConstraint(
                fields=["issue", "number"],
                condition=Q(measure=None),
                name="evidence_number_of_issue",
            ),
            one_of("evidence_kind", "kind", EvidenceKind),
            one_of("evidence_classification", "classification", Classification),
        ]
        indexes = [models.Index(fields=["issue", "measure"], name="evidence_of_issue")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """问题-措施-序, as the evidence list prints it (documents.md §1.9)."""
        subject = self.measure.code if self.measure else self.issue.code
        return f"{subject}-{self.number}"


class IssueText(models.Model):
    """What the search looks through: the issue's words and its measures' as tokens (search.py)."""

    issue = models.OneToOneField(
        Issue, on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    grams = models.TextField()

    def __str__(self) -> str:
        return str(self.issue_id)
