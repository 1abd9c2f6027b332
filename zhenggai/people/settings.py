"""What an office may set for itself: each setting with its default and the basis it rests on.

Rooms declare theirs when the program starts, as they do with policies. What nobody has changed is at its default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from zhenggai.journal.actions import action, announce, note
from zhenggai.journal.queries import events_of_office
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.lib.memory import remembered
from zhenggai.people.models import OfficeSetting
from zhenggai.people.policy import guard
from zhenggai.people.viewer import Viewer

LONGEST_REASON = 500
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be set. `choices` are values with their labels; a whole number lies from `low` to `high`.

    `basis` says where the default comes from; `changed` is called with the office after a change was committed.
    """

    key: str
    label: Words
    default: int | str
    basis: Words
    room: Words = ""
    unit: Words = ""
    low: int = 0
    high: int = 10_000
    choices: tuple[tuple[str, Words], ...] = ()
    changed: Callable[[int], object] | None = None

    def parsed(self, text: str) -> int | str:
        """The value that was typed; refused where it is none of those allowed."""
        text = text.strip()
        if self.choices:
            if text not in dict(self.choices):
                raise BadInput(
                    "setting.choice",
                    gettext("“%(label)s”没有这个取值——请从列出的取值中选") % {"label": self.label},
                )
            return text
        if not (text.isascii() and text.isdecimal() and self.low <= int(text[:9]) <= self.high):
            raise BadInput(
                "setting.number",
                gettext("“%(label)s”应为 %(low)s 到 %(high)s 的整数——请改正后再保存")
                % {"label": self.label, "low": self.low, "high": self.high},
            )
        return int(text)

    def shown(self, value: int | str) -> str:
        """The value in words."""
        if self.choices:
            return str(dict(self.choices).get(str(value), value))
        return f"{value} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting as it stands in an office; `reason` and who changed it are None while it is at its default."""

    setting: Setting
    value: int | str
    reason: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None

    @property
    def shown(self) -> str:
        return self.setting.shown(self.value)

    @property
    def default_shown(self) -> str:
        return self.setting.shown(self.setting.default)

    @property
    def is_default(self) -> bool:
        return self.value == self.setting.default


_declared: dict[str, Setting] = {}


def register_settings(settings: Iterable[Setting]) -> None:
    """Take a room's settings; a key that another has taken is a programming error."""
    for setting in settings:
        if _declared.get(setting.key, setting) is not setting:
            raise ValueError(f"setting {setting.key} is already declared")
        _declared[setting.key] = setting


def setting_values(office_id: int | None) -> Mapping[str, Any]:
    """Every setting's value in an office, in one query a request."""
    return remembered(("people.settings", office_id), lambda: _values_of(office_id))


def _values_of(office_id: int | None) -> Mapping[str, Any]:
    changed = OfficeSetting.objects.filter(office=office_id).values_list("key", "value")
    defaults = {key: setting.default for key, setting in _declared.items()}
    return defaults | {key: value for key, value in changed if key in _declared}


def settings_in_force(viewer: Viewer) -> list[InForce]:
    """Every setting of the viewer's office with its basis, in the order of declaration."""
    changed = {row.key: row for row in OfficeSetting.objects.filter(office=viewer.office_id)}
    return [
        InForce(setting, row.value, row.reason, row.changed_by_name, row.changed_at)
        if (row := changed.get(key))
        else InForce(setting, setting.default)
        for key, setting in _declared.items()
    ]


@action("setting.change", noun="people.setting")
def change_setting(viewer: Viewer, *, key: str, text: str, reason: str) -> InForce:
    """Set something for the viewer's office, and say on what ground it differs from the default."""
    setting = _declared.get(key)
    if setting is None:
        raise NotFound("setting.unknown", gettext("没有这项参数——请从参数页面进入"))
    if viewer.office_id is None:
        raise Refused("setting.no_office", gettext("参数属于一个单位——请先选择单位"))
    value, reason = setting.parsed(text), plain_text(reason, longest=LONGEST_REASON)
    if value != setting.default and not reason:
        raise BadInput(
            "setting.no_reason",
            gettext("改动缺省值要写明依据——请写上文件名或会议决定，再保存"),
        )
    before = setting_values(viewer.office_id)[key]
    row, _ = OfficeSetting.objects.update_or_create(
        office_id=viewer.office_id,
        key=key,
        defaults={"value": value, "reason": reason or None, "changed_by_name": viewer.name},
    )
    note(
        obj=row,
        summary=gettext("参数“%(label)s”：%(before)s → %(after)s")
        % {
            "label": setting.label,
            "before": setting.shown(before),
            "after": setting.shown(value),
        },
        key=key,
        before=before,
        after=value,
        reason=reason,
    )
    if setting.changed is not None and value != before:
        announce(partial(setting.changed, viewer.office_id))
    return InForce(setting, value, row.reason, row.changed_by_name, row.changed_at)


@action("setting.keep", noun="people.setting")
def keep_settings(viewer: Viewer) -> None:
    """Say that the office has looked at its settings and works with them as they stand."""
    if viewer.office_id is None:
        raise Refused("setting.no_office", gettext("参数属于一个单位——请先选择单位"))
    values = setting_values(viewer.office_id)
    note(summary=gettext("参数已看过，按现在的取值使用"), values=dict(values))


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One line of the settings' history."""

    at: datetime
    actor: str
    words: str
    reason: str


def settings_history(viewer: Viewer, *, most: int = 50) -> list[SettingChange]:
    """What was changed in the viewer's office and on what ground, newest first."""
    guard(viewer, "setting.list")
    if viewer.office_id is None:
        return []
    return [
        SettingChange(event.at, event.actor_name, event.summary, str(detail.get("reason") or ""))
        for event, detail in events_of_office(viewer.office_id, "setting", most=most)
    ]


def settings_are_kept(office_id: int) -> bool:
    """Whether the office has changed a setting, or said that it works with them as they are."""
    return bool(events_of_office(office_id, "setting", most=1))
