"""A robot of a group chat that an office lets counts be told to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy


class RobotKind(models.TextChoices):
    WECOM = "wecom", gettext_lazy("企业微信")
    DINGTALK = "dingtalk", gettext_lazy("钉钉")
    FEISHU = "feishu", gettext_lazy("飞书")


class RobotEvent(models.TextChoices):
    """What a robot may be told of; the value is that of its column after `on_`."""

    DIGEST = "digest", gettext_lazy("每日摘要")
    WARNING = "warning", gettext_lazy("新发红色预警")
    LETTER = "letter", gettext_lazy("签发督办文书")


class Robot(models.Model):
    """Where it is and what it signs with are sealed (security.md P06): `host` is all that is ever shown of the address.
    A robot that is retired has lost both."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=RobotKind.choices)
    host = models.CharField(max_length=260)
    address = models.TextField()
    secret = models.TextField(null=True)
    on_digest = models.BooleanField(default=False)
    on_warning = models.BooleanField(default=False)
    on_letter = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="robot_kind", condition=Q(kind__in=RobotKind.values)),
            models.UniqueConstraint(
                fields=["office", "name"], name="robot_name", condition=Q(active=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
