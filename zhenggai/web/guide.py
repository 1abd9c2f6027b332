"""The first-run guide of a new office: six steps from nothing to the first document, who takes the next one, what is
still missing. It is gone when all of them are done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people.clock import today
from zhenggai.people.queries import Setup, can, setup
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.queries import has_rounds


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `address` is empty where the viewer has no part in it; `said` is what is there or what is missing."""

    number: int
    title: str
    said: str
    who: str
    done: bool
    address: str
    verb: str
    is_next: bool = False


def guide(viewer: Viewer) -> list[Step]:
    """The steps in order; empty once all are done."""
    found = setup(viewer)
    steps = [
        _organ(viewer, found),
        _departments(viewer, found),
        _people(viewer, found),
        _roles(viewer, found),
        _calendar(viewer, found),
        _document(viewer, found),
    ]
    if all(step.done for step in steps):
        return []
    first = next(step for step in steps if not step.done)
    return [replace(step, is_next=step is first) for step in steps]


def _organ(viewer: Viewer, found: Setup) -> Step:
    said = found.organ.name if found.organ else _("还没有单位：先建立本机关")
    return Step(
        1,
        _("建立单位"),
        said,
        _named(Role.SYS_ADMIN),
        found.organ is not None,
        _to(viewer, "office.create", "offices"),
        _("建立"),
    )


def _departments(viewer: Viewer, found: Setup) -> Step:
    said = (
        _("已有 %(count)s 个部门、支部") % {"count": found.departments}
        if found.departments
        else _("还没有部门：室委、支部、联络处各建一个；导入名单时也可一并建立")
    )
    return Step(
        2,
        _("部门"),
        said,
        _named(Role.SYS_ADMIN, Role.OFFICE_ADMIN),
        found.departments > 0,
        _to(viewer, "office.create", "offices"),
        _("去建部门"),
    )


def _people(viewer: Viewer, found: Setup) -> Step:
    said = (
        _("在岗 %(count)s 人") % {"count": found.persons}
        if found.persons
        else _("还没有人员：可用 Excel 导入，账号和角色写在同一张表里")
    )
    return Step(
        3,
        _("人员"),
        said,
        _named(Role.SYS_ADMIN, Role.OFFICE_ADMIN),
        found.persons > 0,
        _to(viewer, "person.import", "people-import"),
        _("导入名单"),
    )


def _roles(viewer: Viewer, found: Setup) -> Step:
    """Accounts are created by one administrator, roles confirmed by another: whose turn it is depends on what waits."""
    done = not found.lacking and not found.waiting
    if found.waiting:
        said, who = _("有 %(count)s 项等另一人复核") % {"count": found.waiting}, Role.SEC_ADMIN
    elif not found.accounts:
        said, who = _("还没有账号：在人员或账号页面建立"), Role.SYS_ADMIN
    elif found.lacking:
        said = _("还没有人任%(roles)s：提出后由另一人复核") % {"roles": _labels(found.lacking)}
        who = Role.SYS_ADMIN
    else:
        said, who = _("账号 %(count)s 个") % {"count": found.accounts}, Role.SEC_ADMIN
    if not found.lacking and found.wanting:
        said += "　" + _("以后还要：%(roles)s") % {"roles": _labels(found.wanting)}
    name = "pending" if found.waiting and can(viewer, "role.confirm") else "accounts"
    return Step(
        4,
        _("账号与角色（两人复核）"),
        said,
        _named(who),
        done,
        _to(viewer, "account.list", name),
        _("去复核") if name == "pending" else _("去办理"),
    )


def _calendar(viewer: Viewer, found: Setup) -> Step:
    """Two halves with two keepers: the days off of this year, and what the office sets for itself."""
    if not found.calendar_is_known:
        said = _("%(year)s 年的放假安排还没有导入") % {"year": today().year}
        address, who = _to(viewer, "calendar.announce", "calendar"), _named(Role.SYS_ADMIN)
    else:
        said = _("日历已有今年的放假安排；") + (
            _("参数已看过")
            if found.settings_are_kept
            else _("参数还没有看过，看后按“按现在的取值使用”")
        )
        address = _to(viewer, "setting.change", "settings")
        who = _named(Role.OFFICE_ADMIN, Role.RECT_OFFICE)
    done = found.calendar_is_known and found.settings_are_kept
    return Step(5, _("日历与参数"), said, who, done, address, _("去看"))


def _document(viewer: Viewer, found: Setup) -> Step:
    done = found.organ is not None and has_rounds(found.organ.pk)
    said = _("已有立账的轮次") if done else _("读入反馈意见或整改通报，核对后立账")
    return Step(
        6,
        _("读入反馈意见"),
        said,
        _named(Role.RECT_OFFICE),
        done,
        _to(viewer, "draft.receive", "readings"),
        _("读入文件"),
    )


def _to(viewer: Viewer, action: str, name: str) -> str:
    return reverse(name) if can(viewer, action) else ""


def _named(*roles: Role) -> str:
    return "、".join(str(role.label) for role in roles)


def _labels(roles: list[Role]) -> str:
    return "、".join(f"“{role.label}”" for role in roles)
