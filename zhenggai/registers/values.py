"""Values of declared fields: what was typed or read becomes what is stored, or is refused in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.registers.fields import Field
from zhenggai.rules.types import LARGEST

LONGEST_TEXT = 20_000
MOST_ITEMS = 500
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def clean(field: Field, raw: Any, settings: Mapping[str, Any]) -> Any:
    """The stored value of what was given; None where it is empty. Raises BadInput in words."""
    if raw is None or (isinstance(raw, str | list | tuple) and len(raw) == 0):
        return None
    if isinstance(raw, str) and not raw.strip():
        return None
    try:
        return _CLEANERS[field.kind](field, raw, settings)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise _wrong(field) from error


def _text(field: Field, raw: Any, settings: Mapping[str, Any]) -> str:
    if not isinstance(raw, str):
        raise ValueError(raw)
    return plain_text(raw, longest=LONGEST_TEXT)


def _integer(field: Field, raw: Any, settings: Mapping[str, Any]) -> int:
    return _scaled(raw, 0)


def _number(field: Field, raw: Any, settings: Mapping[str, Any]) -> int:
    return _scaled(raw, field.places)


def _money(field: Field, raw: Any, settings: Mapping[str, Any]) -> int:
    return _scaled(raw, 2)


def _scaled(raw: Any, places: int) -> int:
    """A number with so many places as a whole number; more places than that are refused, not rounded."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str | float):
        raise ValueError(raw)
    number = Decimal(str(raw).replace(",", "").strip()[:40])
    if not number.is_finite():
        raise ValueError(raw)
    scaled = number.scaleb(places)
    if scaled != scaled.to_integral_value() or abs(scaled) > LARGEST:
        raise ValueError(raw)
    return int(scaled)


def _date(field: Field, raw: Any, settings: Mapping[str, Any]) -> str:
    if isinstance(raw, datetime):
        raise ValueError(raw)
    day = raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())
    return _in_reach(day).isoformat()


def _month(field: Field, raw: Any, settings: Mapping[str, Any]) -> str:
    match = _MONTH.fullmatch(str(raw).strip())
    if match is None:
        raise ValueError(raw)
    return _in_reach(date(int(match[1]), int(match[2]), 1)).isoformat()[:7]


def _datetime(field: Field, raw: Any, settings: Mapping[str, Any]) -> str:
    """The office's clock to the minute, without a zone (security.md D06)."""
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).strip())
    if moment.tzinfo is not None:
        moment = timezone.localtime(moment).replace(tzinfo=None)
    _in_reach(moment.date())
    return moment.isoformat(timespec="minutes")[:16]


def _in_reach(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day)
    return day


def _yesno(field: Field, raw: Any, settings: Mapping[str, Any]) -> bool:
    known = {"是": True, "否": False, "true": True, "false": False}
    if isinstance(raw, bool):
        return raw
    if str(raw) not in known:
        raise ValueError(raw)
    return known[str(raw)]


def _choice(field: Field, raw: Any, settings: Mapping[str, Any]) -> str:
    choices = settings.get(field.choices_from) if field.choices_from else field.choices
    if raw not in (choices or ()):
        raise BadInput(
            "field.choice",
            gettext("“%(label)s”没有选项“%(word)s”——请从 %(choices)s 中选")
            % {
                "label": field.label,
                "word": str(raw)[:40],
                "choices": "、".join(str(item) for item in (choices or ())[:20]),
            },
        )
    return str(raw)


def _key(field: Field, raw: Any, settings: Mapping[str, Any]) -> int:
    """A person, an office or a record, or its key; whether the viewer may name it is asked by the action."""
    key = raw.pk if isinstance(raw, Model) else raw
    if isinstance(key, str) and key.isdecimal():
        key = int(key)
    if isinstance(key, bool) or not isinstance(key, int) or not 0 < key <= LARGEST:
        raise ValueError(raw)
    return key


def _list(field: Field, raw: Any, settings: Mapping[str, Any]) -> list[Any]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or field.of is None:
        raise ValueError(raw)
    _check_length(field, raw)
    items = [clean(field.of, item, settings) for item in raw]
    return [item for item in items if item is not None]


def _rows(field: Field, raw: Any, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise ValueError(raw)
    _check_length(field, raw)
    rows = [_row(field, item, settings) for item in raw]
    return [row for row in rows if row]


def _row(field: Field, raw: Any, settings: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or set(raw) - set(field.fields):
        raise ValueError(raw)
    row = {name: clean(part, raw.get(name), settings) for name, part in field.fields.items()}
    for name, part in field.fields.items():
        if part.required and row[name] is None:
            raise BadInput(
                "field.row",
                gettext("“%(label)s”有一行缺“%(part)s”——请补填，或删去这一行")
                % {"label": field.label, "part": part.label},
            )
    return {name: value for name, value in row.items() if value is not None}


def _check_length(field: Field, raw: Sequence[Any]) -> None:
    if len(raw) > MOST_ITEMS:
        raise BadInput(
            "field.long",
            gettext("“%(label)s”超过 %(most)s 行——请分几条登记")
            % {"label": field.label, "most": MOST_ITEMS},
        )


_CLEANERS = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "money": _money,
    "date": _date,
    "month": _month,
    "datetime": _datetime,
    "yesno": _yesno,
    "choice": _choice,
    "list": _list,
    "rows": _rows,
    "person": _key,
    "office": _key,
    "link": _key,
}


def _wrong(field: Field) -> BadInput:
    wanted = {
        "text": gettext("文字"),
        "integer": gettext("整数"),
        "number": gettext("至多 %(places)s 位小数的数") % {"places": field.places},
        "money": gettext("以元为单位、至多两位小数的金额"),
        "date": gettext("形如 2021-06-17 的日期"),
        "month": gettext("形如 2021-06 的月份"),
        "datetime": gettext("形如 2021-06-17T09:30 的时刻"),
        "yesno": gettext("是或否"),
        "list": gettext("一个列表"),
        "rows": gettext("若干行，每行只含所列的栏目"),
    }.get(field.kind, gettext("从列表中选定的一项"))
    return BadInput(
        "field.kind",
        gettext("“%(label)s”填的不能用——应为%(wanted)s；请改正")
        % {"label": field.label, "wanted": wanted},
    )


# -- the other way ------------------------------------------------------------------------------------------------------


def natural(field: Field, value: Any) -> Any:
    """A stored value as a person would write it: numbers with their places, money in yuan."""
    if value is None:
        return None
    if field.kind in ("number", "money"):
        return Decimal(value).scaleb(-2 if field.kind == "money" else -field.places)
    return value
