"""The fields by which responsibility for an issue is set: how each is shown, and how what was typed becomes a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.queries import IssueRow, RectType
from zhenggai.web import fields, words


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is `person`, `office`, `day`, `choice` or `words`; `column` the ledger's column that it stands in."""

    name: str
    label: str | Promise
    kind: str
    column: str = ""

    def value(self, issue: IssueRow) -> Any:
        return getattr(issue, self.name)

    def parsed(self, viewer: Viewer, posted: Mapping[str, str]) -> Any:
        """The value that was typed, None where the field was emptied; refused by its own name."""
        if self.kind == "person":
            return fields.person(viewer, posted, self.name)
        if self.kind == "office":
            return fields.office(viewer, posted, self.name)
        if self.kind == "day":
            return fields.day(posted, self.name)
        if self.kind == "choice":
            return _rect_type(fields.words(posted, self.name))
        return fields.words(posted, self.name) or None

    def shown(self, value: Any) -> str:
        """A value of this field in words, empty where there is none."""
        if value is None or value == "":
            return ""
        if self.kind == "choice":
            return str(RectType(value).label)
        if self.kind == "day":
            return words.day(date.fromisoformat(str(value)))
        return str(getattr(value, "name", value))


FIELDS = (
    Field("charge_leader", gettext_lazy("责任领导"), "person", "leader"),
    Field("lead_dept", gettext_lazy("牵头部门"), "office", "department"),
    Field("owner", gettext_lazy("责任人"), "person", "owner"),
    Field("handler", gettext_lazy("承办人"), "person", "handler"),
    Field("liaison", gettext_lazy("联络员"), "person"),
    Field("deadline", gettext_lazy("时限"), "day", "deadline"),
    Field("rect_type", gettext_lazy("整改类型"), "choice", "type"),
    Field("target", gettext_lazy("目标"), "words", "target"),
)
BULK = ("charge_leader", "lead_dept", "owner", "handler", "deadline", "rect_type")
"""Fields that make sense for many issues at once."""


def field_named(name: str) -> Field:
    """The field of that name; not found where there is none such."""
    found = next((field for field in FIELDS if field.name == name), None)
    if found is None:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    return found


def changes_in(viewer: Viewer, posted: Mapping[str, str]) -> dict[str, Any]:
    """Every field of the form, emptied ones as None."""
    return {field.name: field.parsed(viewer, posted) for field in FIELDS}


def filled_in(viewer: Viewer, posted: Mapping[str, str]) -> dict[str, Any]:
    """The fields that were filled in; for many issues an empty field means to leave it as it is."""
    several = {field.name: field.parsed(viewer, posted) for field in FIELDS if field.name in BULK}
    return {name: value for name, value in several.items() if value is not None}


def _rect_type(text: str) -> RectType | None:
    if not text:
        return None
    try:
        return RectType(text)
    except ValueError:
        raise BadInput(
            "assign.rect_type", _("整改类型只有立行立改、限期整改、分阶段整改、长期坚持四种")
        ) from None
