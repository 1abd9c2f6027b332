"""Setting facts: words, numbers, dates, states of a part, and what the document says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake.citations import cited_documents
from zhenggai.intake.draft import Chosen, Draft, DraftAspect, DraftIssue
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.changes import ROLES
from zhenggai.intake.editing.tree import HEAD, copied, find
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput

LONGEST = 20_000
LONGEST_LINE = 500
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|--\d{2}(-\d{2})?")

STATUSES = ("done", "ongoing", "planned", "unstated")
RECT_TYPES = ("immediate", "timed", "staged", "long_term")
MEASURE_KINDS = (
    *("study", "meeting", "policy", "correct", "ledger"),
    *("check", "notify", "publicity", "recover", "account"),
)
DOCUMENT_KINDS = ("circular", "plan", "report", "feedback", "ledger", "announcement", "other")
INSPECTION_KINDS = (
    *("patrol_inspection", "inspection", "audit", "environmental"),
    *("safety", "education", "special", "self"),
)
Parser = Callable[[Any], Any]


def set_facts(draft: Draft, part: str, values: Mapping[str, Any], bench: Bench) -> Draft:
    """Set fields of a part, or of the document. Correcting a measure's words keeps their citation; what they cite is
    read anew."""
    if part == HEAD:
        return _set_head(draft, values)
    after = copied(draft)
    place = find(after, part)
    found, table = place.part, _table_of(place.part)
    fields = {name: _parsed(table, name, value) for name, value in values.items()}
    chosen = {name: fields.pop(name) for name in ROLES if name in fields}
    if chosen:
        kept = {**found.chosen, **chosen}
        fields["chosen"] = {role: kept[role] for role in ROLES if kept.get(role)}
    if fields.get("text") and not isinstance(found, DraftIssue):
        fields["documents"] = cited_documents(fields["text"])
    place.row[place.index] = replace(found, **fields)
    return after


def _set_head(draft: Draft, values: Mapping[str, Any]) -> Draft:
    fields = {name: _parsed(_HEAD, name, value) for name, value in values.items()}
    inspection = {
        name.partition(".")[2]: value
        for name, value in fields.items()
        if name.startswith("inspection.")
    }
    own = {name: value for name, value in fields.items() if "." not in name}
    return replace(draft, inspection=replace(draft.inspection, **inspection), **own)


def _parsed(table: Mapping[str, Parser], name: str, value: Any) -> Any:
    parse = table.get(name)
    if parse is None:
        raise BadInput("draft.field", gettext("这一条没有这一项——请刷新页面后重新填写"))
    return parse(value)


def _table_of(part: Any) -> Mapping[str, Parser]:
    if isinstance(part, DraftAspect):
        return _ASPECT
    return _ISSUE if isinstance(part, DraftIssue) else _MEASURE


def words(value: Any) -> str | None:
    """Running text, None where nothing is left of it."""
    return plain_text(str(value or ""), longest=LONGEST) or None


def line(value: Any) -> str | None:
    """One line: what was broken is joined."""
    return " ".join(plain_text(str(value or ""), longest=LONGEST_LINE).split("\n")) or None


def _wanted(value: Any) -> str:
    found = words(value)
    if found is None:
        raise BadInput("draft.empty", gettext("不能没有文字——不要这一条的，请用“删除”"))
    return found


def _date(value: Any) -> str | None:
    text = str(value or "").strip()
    if text and not (_DATE.fullmatch(text) and _on_the_calendar(text)):
        raise BadInput(
            "draft.date",
            gettext("“%(words)s”不是日期——请写成 2021-09-30、2021-09 或 2021")
            % {"words": text[:20]},
        )
    return text or None


def _on_the_calendar(text: str) -> bool:
    """Whether a day or month that is written in full exists; 02-29 may, where no year is given."""
    year, _, rest = text.rpartition("--") if text.startswith("--") else (text[:4], "", text[5:])
    month, _, day = rest.partition("-")
    try:
        return bool(date(int(year or "2000"), int(month or "1"), int(day or "1")))
    except ValueError:
        return False


def _one_of(choices: tuple[str, ...], *, empty: bool = True) -> Parser:
    def parse(value: Any) -> str | None:
        text = str(value or "")
        if text in choices:
            return text
        if text or not empty:
            raise BadInput("draft.choice", gettext("没有这个取值——请从列出的取值中选"))
        return None

    return parse


def _some_of(choices: tuple[str, ...]) -> Parser:
    def parse(value: Any) -> list[str]:
        given = set(value or ())
        if given - set(choices):
            raise BadInput("draft.choice", gettext("没有这个取值——请从列出的取值中选"))
        return [choice for choice in choices if choice in given]

    return parse


def _names(value: Any) -> list[str]:
    """Names in an enumeration: 扶贫办、村建所."""
    given = re.split(r"[、，,；;\n]", value) if isinstance(value, str) else list(value or ())
    return list(dict.fromkeys(name for one in given if (name := line(one))))


def _chosen(value: Any) -> Chosen | None:
    return Chosen(value["name"], value["uuid"]) if value else None


_ASPECT: Mapping[str, Parser] = {"number": line, "title": line}
_ISSUE: Mapping[str, Parser] = {
    "number": line,
    "group": line,
    "title": _wanted,
    "text": words,
    "owners": _names,
    "deadline": _date,
    "rect_type": _one_of(RECT_TYPES),
    "status": _one_of(STATUSES, empty=False),
    **dict.fromkeys(ROLES, _chosen),
}
_MEASURE: Mapping[str, Parser] = {
    "marker": line,
    "text": _wanted,
    "kinds": _some_of(MEASURE_KINDS),
    "status": _one_of(STATUSES, empty=False),
    "owners": _names,
    "deadline": _date,
    "trigger": line,
}
_HEAD: Mapping[str, Parser] = {
    "title": line,
    "issuer": line,
    "issued_on": _date,
    "kind": _one_of(DOCUMENT_KINDS, empty=False),
    "inspection.kind": _one_of(INSPECTION_KINDS),
    "inspection.body": line,
    "inspection.inspected_org": line,
    "inspection.started_on": _date,
    "inspection.ended_on": _date,
    "inspection.feedback_on": _date,
}
