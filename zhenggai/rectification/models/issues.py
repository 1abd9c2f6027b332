"""What was found wrong, why, and what the search knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.deadlines import (
    NEVER,
    USUAL,
    Thresholds,
    WarningDays,
    warning_days,
    worst_days,
)
from zhenggai.rectification.lifecycle import IN_REVIEW, SETTLED, IssueState, RectType
from zhenggai.rectification.models.rounds import InspectionRound, IssueCategory
from zhenggai.rectification.rows import Cited, Locked, Row, ledger_index, no_more, one_of

if TYPE_CHECKING:
    from zhenggai.rectification.models.measures import Measure, Milestone


class Claim(models.TextChoices):
    """What the document says of itself; a claim, not a state."""

    DONE = "done", _("文件称已完成")
    ONGOING = "ongoing", _("文件称正在推进")
    PLANNED = "planned", _("文件称计划开展")
    UNSTATED = "unstated", _("文件未说明")


UNASSIGNED = Q(owner=None) | Q(lead_dept=None) | Q(charge_leader=None) | Q(deadline=None)
"""Who leads, who answers, or until when is lacking (PL-2)."""


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
    liaison = models.ForeignKey(
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

    cycle = models.PositiveSmallIntegerField(_("第几次立账"), default=1)
    promised_on = models.DateField(_("首次承诺时限"), null=True)
    """The first deadline, kept for good once an extension has moved `deadline`; null until then."""
    return_count = models.PositiveSmallIntegerField(_("本次立账以来退回次数"), default=0)
    returned_on = models.DateField(null=True)
    mend_by = models.DateField(_("补正期限"), null=True)
    supervised_on = models.DateField(_("转入督办"), null=True)

    green_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    measure_count = models.PositiveIntegerField(default=0)
    complete_count = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0)
    words_only = models.BooleanField(default=False)
    last_progress_on = models.DateField(null=True)
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
            models.CheckConstraint(
                name="issue_long_term_never_closed",
                condition=~Q(rect_type=RectType.LONG_TERM, state__in=sorted(SETTLED)),
            ),
            no_more("issue_due_after_start", "started_on", "deadline"),
            no_more("issue_source_span", "source_start", "source_end"),
            no_more("issue_complete_of_measures", "complete_count", "measure_count"),
        ]
        indexes = [
            ledger_index("issue_by_position", "position"),
            ledger_index("issue_by_red", "red_on", "position"),
            ledger_index("issue_by_yellow", "yellow_on", "red_on", "position"),
            ledger_index("issue_by_green", "green_on", "yellow_on", "position"),
            # With the colours' days: "the late ones, by deadline" is answered by this index alone.
            ledger_index(
                "issue_by_deadline", "deadline", "position", "red_on", "yellow_on", "green_on"
            ),
            ledger_index("issue_by_type", "rect_type", "position"),
            # With all that the overview counts by aspect, department and type: answered by this index alone.
            ledger_index(
                "issue_by_category",
                *("category", "lead_dept", "rect_type", "state", "red_on"),
                *("measure_count", "complete_count"),
            ),
            ledger_index("issue_by_state", "state", "position"),
            ledger_index("issue_by_department", "lead_dept", "position"),
            ledger_index("issue_by_owner", "owner", "position"),
            ledger_index("issue_by_handler", "handler", "position"),
            ledger_index("issue_by_progress", "last_progress_on", "position"),
            # Office before place: of two indexes that fit, SQLite takes the one of which it can use more.
            models.Index(
                name="issue_words_only",
                fields=["round", "office", "position"],
                condition=Q(words_only=True),
            ),
            models.Index(
                name="issue_unassigned",
                fields=["office", "round", "position"],
                condition=UNASSIGNED,
            ),
            # On a condition, those that begin with the office: no question of the ledger may find them.
            models.Index(
                fields=["office", "state", "deadline"],
                name="issue_due",
                condition=Q(deadline__isnull=False),
            ),
            models.Index(
                fields=["office", "state", "last_progress_on"],
                name="issue_silent",
                condition=Q(last_progress_on__isnull=False),
            ),
            models.Index(
                fields=["office", "state", "started_on"],
                name="issue_unheard",
                condition=Q(last_progress_on=None, started_on__isnull=False),
            ),
            models.Index(
                fields=["office", "supervised_on"],
                name="issue_supervised",
                condition=Q(supervised_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_in_review(self) -> bool:
        return self.state in IN_REVIEW

    def open_days(
        self,
        measures: Iterable[Measure],
        milestones: Iterable[Milestone] = (),
        thresholds: Thresholds = USUAL,
    ) -> WarningDays:
        """The issue's own warning days with those of its open measures and milestones: the worst colour wins."""
        if self.is_settled:
            return NEVER
        own = warning_days(self.deadline, self.started_on, thresholds)
        return worst_days(
            [
                own,
                *(measure.open_days(thresholds) for measure in measures),
                *(milestone.open_days(thresholds) for milestone in milestones),
            ]
        )


class RootCause(Row):
    """Why it went wrong (原因), as the responsible office has found (process.md §2, PL-9)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="causes")
    text = models.TextField(_("原因"))
    author_name = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[RootCause]] = ScopedManager(office="office")

    class Meta:
        indexes = [models.Index(fields=["issue", "id"], name="cause_of_issue")]

    def __str__(self) -> str:
        return self.text[:40]


class IssueText(models.Model):
    """What the search looks through: the issue's words and its measures' as tokens (search.py)."""

    issue = models.OneToOneField(
        Issue, on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    grams = models.TextField()

    def __str__(self) -> str:
        return str(self.issue_id)
