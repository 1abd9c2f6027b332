"""The office tree, persons with posts valid in time, accounts with roles valid in time."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from zhenggai.people.roles import EVERY_ROLE, RegisterRole, Role


def pinyin_of(name: str) -> str:
    """A key to sort and to search by: full spelling, a space, initials."""
    full = "".join(lazy_pinyin(name))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{full} {initials}"[:200]


class OfficeKind(models.TextChoices):
    ORGAN = "organ", _("机关")
    DEPARTMENT = "department", _("室委")
    BRANCH = "branch", _("支部")
    LIAISON = "liaison", _("联络处")
    SUPERIOR = "superior", _("上级监督单位")


class Office(models.Model):
    """A node of the tree. The tenant of a row is the nearest 机关 above it (readings.md 6)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    kind = models.CharField(_("类别"), max_length=10, choices=OfficeKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, default="")
    pinyin = models.CharField(max_length=200, default="", editable=False)
    active = models.BooleanField(default=True)
    organ_key = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="members", null=True, editable=False
    )
    """The nearest 机关, kept so that a whole office is one condition; null for a 机关 itself."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="office_kind", condition=Q(kind__in=OfficeKind.values)),
            models.UniqueConstraint(
                name="office_name_once", fields=["parent", "name"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, **kwargs: object) -> None:
        self.pinyin = pinyin_of(self.name)
        if self.kind not in (OfficeKind.ORGAN, OfficeKind.SUPERIOR) and self.parent is not None:
            self.organ_key = self.parent.organ
        super().save(**kwargs)  # type: ignore[arg-type]

    @property
    def organ(self) -> Office:
        """The nearest 机关 up the tree; a superior stands for itself."""
        return self if self.organ_key is None else self.organ_key


class Person(models.Model):
    """Somebody who works in an office, with or without an account (readings.md 5)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=50)
    pinyin = models.CharField(max_length=200, default="", editable=False, db_index=True)
    organ = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="persons")
    worked_from = models.DateField(_("参加工作日"), null=True)
    active = models.BooleanField(default=True)
    left_on = models.DateField(_("离岗日期"), null=True)

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.pinyin = pinyin_of(self.name)
        super().save(**kwargs)  # type: ignore[arg-type]


USUAL_TITLE = "工作人员"
"""The title of a post for which none was written."""


class Post(models.Model):
    """A title in an office, from a day to a day; open while `valid_to` is null."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("职务"), max_length=50)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class DayKind(models.TextChoices):
    WORKDAY = "workday", _("工作日")
    WEEKEND = "weekend", _("休息日")
    HOLIDAY = "holiday", _("节日放假")
    REST = "rest", _("调休放假")
    MAKE_UP = "make_up", _("调休上班")


class Workday(models.Model):
    """A day of the office calendar. `number` runs on with every working day, so that the working days between two days
    are a subtraction; `provisional` where the year has not been announced; `note` says why a day does not follow the
    week."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=8, choices=DayKind.choices)
    number = models.PositiveIntegerField()
    provisional = models.BooleanField(default=False)
    note = models.CharField(_("说明"), max_length=40, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="workday_kind", condition=Q(kind__in=DayKind.values))
        ]

    def __str__(self) -> str:
        return str(self.day)


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their names as typed, spaces at the ends aside."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").strip())


class Account(AbstractBaseUser):
    """What signs in. `auth_version` goes up whenever every session and token must end (security.md S09)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("账号"), max_length=60, unique=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    display_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(default=timezone.now)
    initial_password_until = models.DateTimeField(null=True)
    auth_version = models.PositiveIntegerField(default=1)
    last_sign_in_at = models.DateTimeField(null=True)
    previous_sign_in_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class PasswordHistory(models.Model):
    """Hashes of the passwords before: the last five may not come again (security.md S06)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=256)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.at)


def _in_force(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


class RoleGrant(models.Model):
    """A role of an account in an office. It counts once a second person has confirmed it (A06)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(
        _("角色"), max_length=24, choices=[*Role.choices, *RegisterRole.choices]
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_role", condition=Q(role__in=EVERY_ROLE)),
            models.CheckConstraint(
                name="grant_two_persons",
                condition=Q(confirmed_by=None)
                | Q(proposed_by=None)
                | ~Q(confirmed_by=models.F("proposed_by")),
            ),
        ]
        indexes = [models.Index(fields=["account", "role"], name="grant_of_account")]

    def __str__(self) -> str:
        return self.role

    @classmethod
    def in_force(cls, day: date) -> models.QuerySet[RoleGrant]:
        return cls.objects.filter(_in_force(day), confirmed_at__isnull=False)


class ProposalKind(models.TextChoices):
    CREATE = "create", _("建立账号")
    RESET = "reset", _("重置口令")
    START = "start", _("重新启用账号")
    END_ROLE = "end_role", _("收回角色")


_PROPOSED_OF = {
    ProposalKind.CREATE: "person",
    ProposalKind.RESET: "account",
    ProposalKind.START: "account",
    ProposalKind.END_ROLE: "grant",
}
"""What each kind is about; of each there is one open proposal at a time."""


class Proposal(models.Model):
    """What one person asks for and another decides (A06, S07), other than a role to be granted: that is a RoleGrant
    which waits. `wanted` is what an account to be created is to be called, and its roles."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ProposalKind.choices)
    organ = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    grant = models.ForeignKey(RoleGrant, on_delete=models.PROTECT, related_name="+", null=True)
    wanted = models.JSONField(default=dict)
    reason = models.TextField(default="")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="proposal_kind", condition=Q(kind__in=ProposalKind.values)),
            models.CheckConstraint(
                name="proposal_two_persons",
                condition=Q(accepted=None)
                | Q(accepted=False)
                | Q(decided_by=None)
                | ~Q(decided_by=models.F("proposed_by")),
            ),
            *(
                models.UniqueConstraint(
                    name=f"proposal_of_{kind.value}_once",
                    fields=[of],
                    condition=Q(decided_at=None, kind=kind),
                )
                for kind, of in _PROPOSED_OF.items()
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at"], name="proposal_open", condition=Q(decided_at=None))
        ]

    def __str__(self) -> str:
        return self.kind


class SignInAttempt(models.Model):
    """A failed sign-in: what the three limits of security.md S07 count. Names are kept as digests."""

    account_key = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account_key", "at"], name="attempt_of_account"),
            models.Index(fields=["address", "at"], name="attempt_of_address"),
        ]

    def __str__(self) -> str:
        return str(self.at)


class SavedView(models.Model):
    """A list's address that an account keeps under a name. It holds parameters, never rows: whoever opens it sees
    what they may see on that day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=20)
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(max_length=1_000, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class OfficeSetting(models.Model):
    """What an office has set away from the default, and on what ground (settings.py)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    reason = models.TextField(null=True)
    changed_by_name = models.CharField(max_length=100)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "key"], name="setting_once_an_office")
        ]

    def __str__(self) -> str:
        return self.key


class Message(models.Model):
    """Something that a person should know of (待阅); it stays when it has been read."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    text = models.TextField()
    reason = models.TextField()
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "-sent_at"], name="message_unread", condition=Q(read_at=None)
            ),
            models.Index(fields=["person", "-sent_at"], name="message_of_person"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


from zhenggai.people.outbox_models import (  # noqa: E402 - their keys point at the tables above
    Channel as Channel,
)
from zhenggai.people.outbox_models import NoticeChoice as NoticeChoice  # noqa: E402
from zhenggai.people.outbox_models import Outgoing as Outgoing  # noqa: E402
from zhenggai.people.outbox_models import OutgoingState as OutgoingState  # noqa: E402
from zhenggai.people.robot_models import Robot as Robot  # noqa: E402
from zhenggai.people.robot_models import RobotEvent as RobotEvent  # noqa: E402
from zhenggai.people.robot_models import RobotKind as RobotKind  # noqa: E402
