"""Figures as they were told: frozen at a cut-off, whatever the ledger says later (截数)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhenggai.rectification.models.rounds import InspectionRound
from zhenggai.rectification.rows import Locked, Row, no_more, one_of


class Rhythm(models.TextChoices):
    """For which table the figures are frozen."""

    WEEK = "week", _("周调度")
    MONTH = "month", _("月调度")
    ONCE = "once", _("单次")


class Cutoff(Row, Locked):
    """The figures of a round at the end of a day. `since` is the cut-off before it in the same rhythm; `body` holds numbers
    with their formulas, so that it can be read on its own; `digest` is that of `body`."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="cutoffs")
    rhythm = models.CharField(_("用途"), max_length=5, choices=Rhythm.choices)
    cut_on = models.DateField(_("截数日"))
    since = models.DateField(_("上次截数日"), null=True)
    note = models.CharField(_("说明"), max_length=200, null=True)
    taken_by_name = models.CharField(_("截数人"), max_length=100)
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Cutoff]] = ScopedManager(office="office")

    LOCKED = (
        *("round_id", "rhythm", "cut_on", "since", "note", "taken_by_name", "body", "digest"),
        "created_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "rhythm", "cut_on"], name="cutoff_once_a_day"),
            one_of("cutoff_rhythm", "rhythm", Rhythm),
            no_more("cutoff_after_the_last", "since", "cut_on"),
        ]

    def __str__(self) -> str:
        return f"{self.cut_on} {self.digest[:12]}"
