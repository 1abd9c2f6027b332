"""The office tree."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput
from zhenggai.people.models import Office, OfficeKind
from zhenggai.people.viewer import Viewer


@action("office.create", noun="people.office")
def create_office(
    viewer: Viewer, *, name: str, kind: str, parent: Office | None = None, short_name: str = ""
) -> Office:
    name = plain_line(name, longest=100)
    if kind not in OfficeKind.values:
        raise BadInput("office.kind", gettext("没有这种单位类别：%(kind)s") % {"kind": kind})
    if kind not in (OfficeKind.ORGAN, OfficeKind.SUPERIOR) and parent is None:
        raise BadInput(
            "office.needs_parent", gettext("“%(name)s”要写明属于哪个机关") % {"name": name}
        )
    if Office.objects.filter(parent=parent, name=name).exists():
        raise BadInput("office.exists", gettext("“%(name)s”已有——请换一个名称") % {"name": name})
    office = Office.objects.create(name=name, kind=kind, parent=parent, short_name=short_name)
    note(obj=office, summary=gettext("建立单位 %(name)s") % {"name": name})
    return office
