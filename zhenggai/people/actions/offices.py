"""The office tree: organ, departments, branches, liaison offices. Nothing is deleted; what is no more is closed."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext

from zhenggai.journal.actions import action, announce, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.closing import ROOTS, hanging_on
from zhenggai.people.holdings import tell_renamed
from zhenggai.people.models import Office, OfficeKind
from zhenggai.people.policy import SYSTEM, within
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer

LONGEST_NAME, LONGEST_SHORT_NAME = 100, 40


@action("office.create", noun="people.office")
def create_office(
    viewer: Viewer, *, name: str, kind: str, parent: Office | None = None, short_name: str = ""
) -> Office:
    """A new node. Organs are the system administrator's; an office's own administrator adds below them."""
    within(viewer, Office, parent)
    if kind in ROOTS:
        _for_system_administrator(viewer)
    return add_office(name, kind, parent, short_name)


def add_office(name: str, kind: str, parent: Office | None, short_name: str = "") -> Office:
    """Part of a caller's action."""
    name = plain_line(name, longest=LONGEST_NAME)
    if kind not in OfficeKind.values:
        raise BadInput("office.kind", gettext("没有这种单位类别：%(kind)s") % {"kind": kind})
    if kind not in ROOTS and parent is None:
        raise BadInput(
            "office.needs_parent", gettext("“%(name)s”要写明属于哪个机关") % {"name": name}
        )
    _free(name, parent)
    office = Office.objects.create(
        name=name,
        kind=kind,
        parent=parent,
        short_name=plain_text(short_name, longest=LONGEST_SHORT_NAME),
    )
    note(obj=office, summary=gettext("建立单位 %(name)s") % {"name": name})
    return office


@action("office.edit", on="office")
def rename_office(viewer: Viewer, office: Office, *, name: str, short_name: str, kind: str) -> None:
    """Another name, short name or kind; papers written before keep the old one."""
    before = office.name
    office.name = plain_line(name, longest=LONGEST_NAME)
    office.short_name = plain_text(short_name, longest=LONGEST_SHORT_NAME)
    if kind != office.kind:
        if kind not in OfficeKind.values or office.kind in ROOTS or kind in ROOTS:
            raise BadInput("office.kind_fixed", gettext("机关和上级单位的类别不能改——请另建单位"))
        office.kind = kind
    if office.name != before:
        _free(office.name, office.parent)
    office.save()
    note(
        summary=gettext("单位名称：%(before)s → %(after)s")
        % {"before": before, "after": office.name},
        short_name=office.short_name,
        kind=office.kind,
    )
    announce(partial(tell_renamed, office))


@action("office.edit", on="office")
def move_office(viewer: Viewer, office: Office, *, parent: Office) -> None:
    """Under another node of the same organ, with everything below it."""
    within(viewer, Office, parent)
    if office.kind in ROOTS:
        raise Refused("office.root", gettext("机关和上级单位不能移到别的单位之下——请另建单位"))
    if parent.organ != office.organ:
        raise Refused("office.other_organ", gettext("部门不能移到别的机关——请在那个机关另建部门"))
    if not parent.active:
        raise Refused("office.closed_parent", gettext("上级部门已撤销——请另选上级"))
    above: Office | None = parent
    while above is not None:
        if above == office:
            raise Refused("office.under_itself", gettext("不能移到自己或下级之下——请另选上级"))
        above = above.parent
    _free(office.name, parent)
    before, office.parent = office.parent, parent
    office.save()
    note(
        summary=gettext("%(name)s：由 %(before)s 移到 %(after)s 之下")
        % {"name": office.name, "before": before.name if before else "", "after": parent.name}
    )


@action("office.close", on="office")
def close_office(viewer: Viewer, office: Office) -> None:
    """撤销: it can no longer be chosen; what it did stays under its name."""
    if office.kind in ROOTS:
        _for_system_administrator(viewer)
    if missing := hanging_on(viewer, office):
        raise Refused(
            "office.in_use",
            gettext("“%(name)s”还不能撤销——请先办完下列事项") % {"name": office.name},
            missing,
        )
    office.active = False
    office.save()
    note(summary=gettext("撤销单位 %(name)s，已有记录照常可查") % {"name": office.name})


@action("office.close", on="office")
def reopen_office(viewer: Viewer, office: Office) -> None:
    """A closed node is in use again."""
    if office.parent is not None and not office.parent.active:
        raise Refused("office.closed_parent", gettext("上级部门已撤销——请另选上级"))
    office.active = True
    office.save()
    note(summary=gettext("恢复单位 %(name)s") % {"name": office.name})


def _free(name: str, parent: Office | None) -> None:
    if Office.objects.filter(parent=parent, name=name).exists():
        raise BadInput("office.exists", gettext("“%(name)s”已有——请换一个名称") % {"name": name})


def _for_system_administrator(viewer: Viewer) -> None:
    if viewer.source != SYSTEM and Role.SYS_ADMIN not in viewer.roles:
        raise NotAllowed(
            "office.organ", gettext("机关由系统管理员建立和撤销——请联系系统管理员办理")
        )
