"""What people type into forms, as values: people and offices by a combobox, days, choices. A field that cannot be
taken is refused by its own name, and the form keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

Named = TypeVar("Named", bound=Any)
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?$")
WORDS = "_words"
"""A combobox posts the row it stands for under its name, and the words in it under its name with this behind."""


def flat(posted: QueryDict) -> dict[str, str]:
    """Each field's last value, as text."""
    return {name: str(value) for name, value in posted.dict().items()}


def person(viewer: Viewer, posted: Mapping[str, str], name: str) -> Person | None:
    """The person that a combobox names; None where it was left empty."""
    return _named(persons(viewer), posted, name, _("没有叫“%(words)s”的人员"))


def office(viewer: Viewer, posted: Mapping[str, str], name: str) -> Office | None:
    """The same for a department, branch or liaison office."""
    return _named(offices(viewer), posted, name, _("没有叫“%(words)s”的部门"))


def day(posted: Mapping[str, str], name: str) -> date | None:
    """A day as the browser sends it, or as people write it: 2021-9-30, 2021年9月30日."""
    words = posted.get(name, "").strip()
    if not words:
        return None
    found = _DAY.match(words)
    try:
        return date(*(int(part) for part in found.groups())) if found else _refuse_day(words)
    except ValueError:
        return _refuse_day(words)


def needed_day(posted: Mapping[str, str], name: str) -> date:
    """A day that the form cannot do without."""
    found = day(posted, name)
    if found is None:
        raise BadInput("field.day", _("日期没有填——请填写是哪一天"))
    return found


def words(posted: Mapping[str, str], name: str) -> str:
    return posted.get(name, "").strip()


def yes(posted: Mapping[str, str], name: str) -> bool | None:
    """Yes, no, or not decided."""
    return {"yes": True, "no": False}.get(posted.get(name, ""))


def version(posted: Mapping[str, str]) -> int:
    """The version that the form was made from."""
    text = posted.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput("form.version", _("表单不完整——请刷新页面后重新填写"))
    return int(text)


def known(uuid: str, rows: QuerySet[Named]) -> Named | None:
    """The row of that public name among those given."""
    try:
        return rows.filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None


def _named(
    rows: QuerySet[Named], posted: Mapping[str, str], name: str, unknown: str
) -> Named | None:
    """By what was chosen, or, where somebody only typed, by the one row of exactly that name."""
    typed = posted.get(f"{name}{WORDS}", "").strip()
    chosen = known(posted.get(name, ""), rows)
    if chosen is not None and typed in ("", chosen.name):
        return chosen
    if not typed:
        return None
    found = list(rows.filter(name=typed)[:2])
    if len(found) != 1:
        sentence = _("有几位“%(words)s”") if found else unknown
        raise BadInput(
            f"field.{name}",
            sentence % {"words": typed[:20]} + _("——请从列出的名单中选"),
        )
    return found[0]


def _refuse_day(words: str) -> date:
    raise BadInput(
        "field.day",
        _("“%(words)s”不是日期——请写成 2021-09-30 或 2021年9月30日") % {"words": words[:20]},
    )


Parser = Callable[[Viewer, Mapping[str, str], str], Any]
