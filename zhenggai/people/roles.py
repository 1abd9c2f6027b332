"""The roles of process.md §1, and which of them may not come together (security.md A06)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PRINCIPAL = "principal", _("主要负责人")
    GROUP_LEADER = "group_leader", _("领导小组组长")
    RECT_OFFICE = "rect_office", _("整改办")
    CHARGE_LEADER = "charge_leader", _("分管领导")
    LEAD_DEPT = "lead_dept", _("牵头室委")
    CO_DEPT = "co_dept", _("协办室委")
    HANDLER = "handler", _("承办人")
    DISCIPLINE_COMMITTEE = "discipline_committee", _("纪检委")
    SUPERIOR_REVIEWER = "superior_reviewer", _("上级监督方")
    OFFICE_ADMIN = "office_admin", _("单位管理员")
    SYS_ADMIN = "sys_admin", _("系统管理员")
    SEC_ADMIN = "sec_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


def role_label(role: str) -> str:
    """What an office calls the role."""
    return str(Role(role).label)


ADMINS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
"""三员: mutually exclusive, and none of them has a business role."""

_NOT_TOGETHER = (
    frozenset({Role.HANDLER, Role.DISCIPLINE_COMMITTEE}),
    frozenset({Role.RECT_OFFICE, Role.GROUP_LEADER}),
)


def conflicts_with(role: str, held: frozenset[str]) -> str | None:
    """The held role that the new one may not stand beside; None where there is none (process.md §1)."""
    for other in sorted(held - {role}):
        admins = {role, other} & ADMINS
        if admins or frozenset({role, other}) in _NOT_TOGETHER:
            return other
    return None
