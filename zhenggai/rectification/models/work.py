"""What was done and what proves it: progress and evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.evidence import EvidenceKind, Verdict
from zhenggai.rectification.models.issues import Issue
from zhenggai.rectification.models.measures import Measure
from zhenggai.rectification.models.rounds import Classification
from zhenggai.rectification.rows import Locked, Row, one_of


class Progress(Row, Locked):
    """What was done, said once and kept (进展). A claim taken over from a document has no reporter.

    `last_on` is the day by which stalling is reckoned: that of the act, or of the report where none is given.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="progress")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="progress", null=True
    )
    text = models.TextField(_("进展"))
    happened_on = models.DateField(_("发生日期"), null=True)
    last_on = models.DateField(null=True)
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
    caption = models.CharField(_("说明"), max_length=200, null=True)
    verdict = models.CharField(
        _("核验"), max_length=8, choices=Verdict.choices, default=Verdict.PENDING
    )
    verdict_reason = models.TextField(_("退回理由"), null=True)
    verdict_by_name = models.CharField(max_length=100, null=True)
    verdict_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    verdict_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(_("撤回理由"), null=True)
    attached_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    attached_by_name = models.CharField(max_length=100)
    cycle = models.PositiveSmallIntegerField(default=1)

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
            one_of("evidence_verdict", "verdict", Verdict),
            models.CheckConstraint(
                name="evidence_returned_has_reason",
                condition=~Q(verdict=Verdict.RETURNED) | Q(verdict_reason__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["issue", "measure"], name="evidence_of_issue"),
            models.Index(
                fields=["office", "issue"],
                name="evidence_pending",
                condition=Q(verdict=Verdict.PENDING, withdrawn_reason=None),
            ),
            models.Index(
                fields=["office", "issue"],
                name="evidence_returned",
                condition=Q(verdict=Verdict.RETURNED, withdrawn_reason=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether it may prove anything: neither returned nor withdrawn, nor older than the work that was called for
        when the issue was taken up again."""
        if self.measure is not None and self.cycle < self.measure.cycle:
            return False
        return self.verdict != Verdict.RETURNED and self.withdrawn_reason is None

    @property
    def code(self) -> str:
        """问题-措施-序, as the evidence list prints it (documents.md §1.9)."""
        subject = self.measure.code if self.measure else self.issue.code
        return f"{subject}-{self.number}"
