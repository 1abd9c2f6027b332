"""What is done about it, step by step."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.deadlines import NEVER, USUAL, Thresholds, WarningDays, warning_days
from zhenggai.rectification.lifecycle import COMPLETE, MeasureState
from zhenggai.rectification.models.issues import Claim, Issue
from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Cited, Locked, Row, no_more, one_of


class DeadlineKind(models.TextChoices):
    DATE = "date", _("日期")
    EVENT = "event", _("事件")


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
    department = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", null=True
    )
    started_on = models.DateField(_("开始"), null=True)
    deadline = models.DateField(_("时限"), null=True)
    deadline_kind = models.CharField(max_length=5, choices=DeadlineKind.choices, null=True)
    trigger = models.TextField(_("触发事件"), null=True)
    triggered_on = models.DateField(_("事件发生日"), null=True)
    review_on = models.DateField(_("最迟复核日"), null=True)
    deliverable = models.TextField(_("预期成果"), null=True)
    done_criteria = models.TextField(_("完成判据"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=MeasureState.choices, default=MeasureState.TODO
    )
    done_on = models.DateField(_("实际完成日"), null=True)
    finished_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    verified_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    """The cycle of the issue whose evidence proves it: what an earlier one showed no longer does."""
    green_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
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
        indexes = [
            models.Index(
                fields=["office", "review_on"],
                name="measure_waiting",
                condition=Q(state=MeasureState.WAITING),
            ),
            # On a condition: it begins with the office, and no question of the ledger may find it.
            models.Index(
                fields=["office", "state", "deadline"],
                name="measure_due",
                condition=Q(deadline__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.marker or ""

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    def open_days(self, thresholds: Thresholds = USUAL) -> WarningDays:
        """Its own warning days; none once it is carried out."""
        if self.is_complete:
            return NEVER
        return warning_days(self.deadline, self.started_on, thresholds)

    def keep_days(self, thresholds: Thresholds = USUAL) -> None:
        """Write the warning days into their columns."""
        days = self.open_days(thresholds)
        self.green_on, self.yellow_on, self.red_on = days.green_on, days.yellow_on, days.red_on


class Milestone(Row):
    """A step on a measure's way with a day of its own (节点)."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("节点"), max_length=100)
    deadline = models.DateField(_("时限"))
    done_on = models.DateField(_("完成日"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Milestone]] = ScopedManager(office="office")

    class Meta:
        indexes = [
            models.Index(fields=["measure", "deadline"], name="milestone_of_measure"),
            models.Index(
                fields=["office", "deadline"], name="milestone_due", condition=Q(done_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def open_days(self, thresholds: Thresholds = USUAL) -> WarningDays:
        return NEVER if self.done_on else warning_days(self.deadline, None, thresholds)
