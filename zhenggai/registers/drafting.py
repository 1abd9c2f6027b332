"""A simple register written down for somebody who does not write YAML: what the page asks becomes the file that it shows.
Pure functions; the loader judges the result like every other file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

DRAFT_KINDS = {
    "文字": "text",
    "日期": "date",
    "时刻": "datetime",
    "月份": "month",
    "整数": "integer",
    "金额": "money",
    "是否": "yesno",
    "选项": "choice",
    "人员": "person",
    "部门": "office",
}
"""What offices call the kinds of fields, and what the file calls them."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field as the page asks for it; `words` are the choices, `secret` masks it."""

    label: str
    kind: str
    required: bool = False
    secret: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRegister:
    """What the page asks: name, code, clerk, who reviews, basis, fields, papers, whether something is due each month."""

    id: str
    code: str
    label: str
    clerk: str
    reviewer: str
    basis: str
    fields: Sequence[DraftField]
    papers: Sequence[str] = ()
    every: str = ""


def is_code(text: str) -> bool:
    return bool(_NAME.fullmatch(text))


def yaml_of(draft: DraftRegister) -> str:
    """The declaration as a file: fields in their order, three states, a review, a check that the first day is not ahead."""
    names = [f"f{place}" for place in range(1, len(draft.fields) + 1)]
    lines = [
        f"# {draft.label}：由页面生成，可继续修改。",
        f"id: {draft.id}",
        f"code: {draft.code}",
        f"label: {_word(draft.label)}",
        "version: 1",
        f"clerk: {draft.clerk}",
        f"basis: [{_word(draft.basis)}]",
        f'title: "{_title(draft, names)}"',
        "",
        "fields:",
        *(f"  {name}: {_field(item)}" for name, item in zip(names, draft.fields, strict=True)),
    ]
    if draft.papers:
        lines += ["", "evidence:"]
        lines += [
            f"  p{place}: {{label: {_word(label)}, before: submit}}"
            for place, label in enumerate(draft.papers, 1)
        ]
    lines += [
        "",
        "workflow:",
        "  start: draft",
        "  states: {draft: 草稿, submitted: 待审核, reviewed: 已审核}",
        "  moves:",
        "    submit: {label: 提交, from: draft, to: submitted, by: clerk}",
        f"    review: {{label: 审核, from: submitted, to: reviewed, by: {draft.reviewer}}}",
        f"    back:   {{label: 退回, from: submitted, to: draft, by: {draft.reviewer}, ask: 理由}}",
    ]
    return "\n".join([*lines, *_checks(draft, names)]) + "\n"


def _checks(draft: DraftRegister, names: Sequence[str]) -> list[str]:
    mark = draft.id
    day = next(
        (
            (name, item)
            for name, item in zip(names, draft.fields, strict=True)
            if item.kind == "date" and not item.secret
        ),
        None,
    )
    if day is None:
        return []
    name, item = day
    lines = [
        "",
        "checks:",
        f'  {mark}-1: {{level: W, when: "state != \'draft\'", that: "{name} <= today",'
        f" say: {_word(item.label + '晚于今天')}, fix: 核对日期, basis: {_word(draft.basis)}}}",
    ]
    if draft.every:
        lines.append(
            f"  {mark}-2: {{level: W, every: {draft.every}, on: {name}, at_least: 1,"
            f' say: "{{period}}没有登记", fix: 补登, basis: {_word(draft.basis)}}}'
        )
    return lines


def _field(item: DraftField) -> str:
    parts = [f"label: {_word(item.label)}", f"type: {item.kind}"]
    if item.kind == "choice":
        parts.append("choices: [" + ", ".join(_word(word) for word in item.words) + "]")
    if item.required:
        parts.append("required: true")
    if item.secret:
        parts.append("private: true")
    elif item.kind in ("date", "datetime", "month", "choice", "person", "office"):
        parts.append("index: true")
    return "{" + ", ".join(parts) + "}"


def _title(draft: DraftRegister, names: Sequence[str]) -> str:
    shown = [
        f"{{{name}}}"
        for name, item in zip(names, draft.fields, strict=True)
        if not item.secret and item.kind not in ("yesno",)
    ]
    return " ".join(shown[:3])


def _word(text: str) -> str:
    """A word of the file, always quoted: whatever was typed stays a word."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
