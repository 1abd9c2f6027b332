"""An office's own values for a register's settings (本单位设置)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput
from zhenggai.people.viewer import Viewer
from zhenggai.registers.models import Setting
from zhenggai.registers.published import edition
from zhenggai.registers.settings import fits

LONGEST_BASIS = 200


@action("setting.set", noun="registers.setting")
def set_setting(
    viewer: Viewer, register: str, name: str, value: Any, *, basis: str
) -> Setting | None:
    """Override a setting in the office acted in, on a named basis; None takes the override away."""
    declaration = edition(register).declaration
    definition = declaration.settings.get(name)
    if definition is None or viewer.office_id is None:
        raise BadInput(
            "setting.unknown",
            gettext("%(register)s没有设置“%(name)s”")
            % {"register": declaration.label, "name": name[:40]},
        )
    summary = gettext("%(register)s设置“%(label)s”") % {
        "register": declaration.label,
        "label": definition.label,
    }
    mine = Setting.objects.filter(office=viewer.office_id, code=register, name=name)
    before = mine.values_list("value", flat=True).first()
    if value is None:
        mine.delete()
        note(summary=summary, before=before, after=None)
        return None
    try:
        stored = fits(definition, value)
    except ValueError:
        raise BadInput(
            "setting.kind",
            gettext("“%(label)s”的值要与缺省值同类——请对照缺省值填写")
            % {"label": definition.label},
        ) from None
    basis = plain_line(basis, longest=LONGEST_BASIS)
    row, _ = Setting.objects.update_or_create(
        office_id=viewer.office_id,
        code=register,
        name=name,
        defaults={"value": stored, "basis": basis, "changed_at": timezone.now()},
    )
    note(obj=row, summary=summary, before=before, after=stored, basis=basis)
    return row
