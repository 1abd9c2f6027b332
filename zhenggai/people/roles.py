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


class RegisterRole(models.TextChoices):
    """Who keeps and reviews registers (rulebook.md 0.1); one person may hold several."""

    PARTY_CLERK = "party_clerk", _("党务专干")
    BRANCH_SECRETARY = "branch_secretary", _("支部书记")
    PARTY_SECRETARY = "party_secretary", _("机关党委书记")
    BRANCH_MEMBER = "branch_member", _("支部委员")
    ORGANIZATION_MEMBER = "organization_member", _("组织委员")
    PARTY_COMMITTEE = "party_committee", _("机关党委")
    SECRETARY_GENERAL = "secretary_general", _("秘书长")
    GENERAL_OFFICE = "general_office", _("办公室")
    LIAISON_CLERK = "liaison_clerk", _("联络室")
    LIAISON_OFFICE = "liaison_office", _("联络处")
    PROPOSAL_CLERK = "proposal_clerk", _("提案办")
    PROPOSAL_COMMITTEE = "proposal_committee", _("提案委")
    PUBLICITY_CLERK = "publicity_clerk", _("宣传专干")
    FINANCE_CLERK = "finance_clerk", _("财务")
    FINANCE_REVIEWER = "finance_reviewer", _("财务复核")
    CASHIER = "cashier", _("出纳")
    ASSET_CLERK = "asset_clerk", _("资产管理员")
    PROCUREMENT_CLERK = "procurement_clerk", _("采购经办")
    UNION_CLERK = "union_clerk", _("工会财务")
    UNION_CHAIR = "union_chair", _("工会主席")
    AUDIT_COMMITTEE = "audit_committee", _("经审委")
    HR_CLERK = "hr_clerk", _("人事专干")
    HR_HEAD = "hr_head", _("人事负责人")
    ARCHIVE_CLERK = "archive_clerk", _("档案员")
    RECORDER = "recorder", _("记录人")
    INSPECTOR = "inspector", _("检查组")
    INTAKE_CLERK = "intake_clerk", _("受理员")
    DISPATCHER = "dispatcher", _("分办人")


EVERY_ROLE: tuple[str, ...] = (*Role.values, *RegisterRole.values)


def role_label(role: str) -> str:
    """What an office calls the role."""
    kind = RegisterRole if role in RegisterRole.values else Role
    return str(kind(role).label)


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
