"""Evidence, workflow and obligations of a declaration, from YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from dateutil.rrule import rrulestr
from django.utils.translation import gettext

from zhenggai.people.roles import EVERY_ROLE
from zhenggai.registers.declaration import EvidenceKind, Move, Mover, Obligation, Workflow
from zhenggai.registers.fields import Field
from zhenggai.registers.problems import Problems
from zhenggai.registers.reader import Reader
from zhenggai.registers.shapes import Lapse
from zhenggai.registers.yaml_nodes import Node
from zhenggai.rules.scope import Scope

_LAPSE = re.compile(r"([0-9]{1,4}) (workdays?|days?)")
_RULE_KEYS = {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"}
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_LONGEST_RULE = 200


def read_states(reader: Reader) -> dict[str, str]:
    return {
        name: (node.text or name).strip() for name, node, _ in reader.entries("states") if node.text
    }


def read_lapse(reader: Reader, key: str) -> Lapse | None:
    """`5 workdays` or `3 days`."""
    text = reader.text(key)
    if text is None:
        return None
    match = _LAPSE.fullmatch(text)
    if match is None:
        reader.problems.add(
            reader.node.entries[key],
            gettext("“%(key)s”要写成 5 workdays 或 3 days 这样的时长") % {"key": key},
        )
        return None
    return Lapse(int(match[1]), match[2].startswith("work"))


def read_evidence(
    reader: Reader, moves: Mapping[str, object], scope: Scope
) -> dict[str, EvidenceKind]:
    found = {}
    for name, node, _ in reader.entries("evidence"):
        inner = Reader(node, reader.problems)
        before = inner.words("before")
        for word, at in before:
            if word not in moves:
                reader.problems.unknown(
                    at, gettext("没有流转“%(name)s”") % {"name": word}, word, moves
                )
        found[name] = EvidenceKind(
            name=name,
            label=inner.text("label", needed=True) or name,
            before=tuple(word for word, _ in before),
            when=inner.condition("when", scope),
            private=inner.flag("private"),
        )
        inner.finish()
    return found


# -- workflow -----------------------------------------------------------------------------------------------------------------


def read_workflow(
    reader: Reader, fields: Mapping[str, Field], clerk: str, scope: Scope
) -> Workflow:
    states = read_states(reader)
    start = reader.one_of("start", tuple(states), needed=True) or next(iter(states), "")
    moves: dict[str, Move] = {}
    for name, node, _ in reader.entries("moves"):
        moves[name] = _move(Reader(node, reader.problems), name, states, fields, clerk, scope)
    reader.finish()
    workflow = Workflow(start, states, _with_reviews(moves, start))
    _check_reach(reader, workflow)
    return workflow


def _move(
    reader: Reader,
    name: str,
    states: Mapping[str, str],
    fields: Mapping[str, Field],
    clerk: str,
    scope: Scope,
) -> Move:
    when = reader.condition("when", scope)
    move = Move(
        name=name,
        label=reader.text("label", needed=True) or name,
        sources=_known(reader, "from", states, gettext("没有状态“%(name)s”")),
        target=reader.one_of("to", tuple(states), needed=True) or "",
        by=_movers(reader, fields, clerk),
        when=when,
        when_text=(reader.text("when") or "") if when else "",
        gate=tuple(word for word, _ in reader.words("gate")),
        fill=_known(reader, "fill", fields, gettext("没有字段“%(name)s”"), needed=False),
        stamp=_stamp(reader, fields),
        ask=reader.text("ask"),
        within=read_lapse(reader, "within"),
        second=_role(reader, "second", clerk),
    )
    computed = [word for word in move.fill if fields[word].formula or fields[word].compute]
    if computed:
        reader.problems.add(
            reader.node, gettext("“%(name)s”是算出来的，不能要人填") % {"name": computed[0]}
        )
    reader.finish()
    return move


def _known(
    reader: Reader, key: str, known: Mapping[str, object], said: str, *, needed: bool = True
) -> tuple[str, ...]:
    words = reader.words(key, needed=needed)
    for word, at in words:
        if word not in known:
            reader.problems.unknown(at, said % {"name": word}, word, known)
    return tuple(word for word, _ in words if word in known)


def _movers(reader: Reader, fields: Mapping[str, Field], clerk: str) -> tuple[Mover, ...]:
    words = reader.words("by", needed=True)
    movers = [mover(reader.problems, word, at, fields, clerk) for word, at in words]
    return tuple(found for found in movers if found is not None)


def mover(
    problems: Problems, word: str, at: Node, fields: Mapping[str, Field], clerk: str
) -> Mover | None:
    """A field that names a person or an office comes first; then `clerk`, `handler` and the roles."""
    field = fields.get(word)
    if field is not None and _names_somebody(field):
        return Mover(field=word)
    if word == "clerk":
        return Mover(role=clerk)
    if word == "handler":
        return Mover(field="handler")
    if word in EVERY_ROLE:
        return Mover(role=word)
    who = [name for name, item in fields.items() if _names_somebody(item)]
    problems.unknown(
        at,
        gettext("“%(name)s”不是角色，也不是人员或单位字段") % {"name": word},
        word,
        (*EVERY_ROLE, "clerk", *who),
    )
    return None


def _names_somebody(field: Field) -> bool:
    if field.kind == "list" and field.of is not None:
        field = field.of
    return field.kind in ("person", "office")


def _role(reader: Reader, key: str, clerk: str) -> str | None:
    word = reader.text(key)
    if word is None or word == "clerk":
        return clerk if word else None
    return reader.one_of(key, (*EVERY_ROLE, "clerk"))


def _stamp(reader: Reader, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Date and moment fields that are set to now, and person fields that are set to whoever moves."""
    stamped = {
        name: item
        for name, item in fields.items()
        if item.kind in ("date", "datetime", "person") and not item.compute
    }
    return _known(
        reader, "stamp", stamped, gettext("没有可以盖时间或人的字段“%(name)s”"), needed=False
    )


def _with_reviews(moves: Mapping[str, Move], start: str) -> dict[str, Move]:
    """A review is a step after submission that whoever submits could not take by that same right."""
    submitting = {by for move in moves.values() if start in move.sources for by in move.by}
    return {
        name: replace(move, is_review=start not in move.sources and not submitting & set(move.by))
        for name, move in moves.items()
    }


def _check_reach(reader: Reader, workflow: Workflow) -> None:
    """Every state can be reached, and from every state an end."""
    onward: dict[str, set[str]] = {state: set() for state in workflow.states}
    back: dict[str, set[str]] = {state: set() for state in workflow.states}
    for move in workflow.moves.values():
        for source in move.sources:
            if move.target in back:
                onward[source].add(move.target)
                back[move.target].add(source)
    ends = {state for state, targets in onward.items() if not targets}
    reached, ending = _closure({workflow.start}, onward), _closure(ends, back)
    states = reader.node.entries.get("states")
    for state, label in workflow.states.items():
        at = states.keys[state] if states else reader.node
        if state not in reached:
            reader.problems.add(at, gettext("状态“%(label)s”到不了——请补流转") % {"label": label})
        elif state not in ending:
            reader.problems.add(
                at, gettext("状态“%(label)s”走不到终点——请补流转") % {"label": label}
            )


def _closure(start: set[str], onward: Mapping[str, set[str]]) -> set[str]:
    found, edge = set(start), set(start)
    while edge:
        edge = {target for state in edge for target in onward.get(state, ())} - found
        found |= edge
    return found


# -- obligations ----------------------------------------------------------------------------------------------------------------


def read_due(reader: Reader, fields: Mapping[str, Field], clerk: str) -> dict[str, Obligation]:
    found = {}
    for name, node, _ in reader.entries("due"):
        inner = Reader(node, reader.problems)
        words = inner.words("by")
        by = mover(reader.problems, *words[0], fields, clerk) if words else None
        since = _day(inner, "since", needed=True)
        found[name] = Obligation(
            name=name,
            label=inner.text("label", needed=True) or name,
            rule=_rule(inner, since),
            since=since or "",
            until=_day(inner, "until"),
            within=read_lapse(inner, "within"),
            by=by,
            proof=inner.text("proof"),
        )
        inner.finish()
    return found


def _day(reader: Reader, key: str, *, needed: bool = False) -> str | None:
    text = reader.text(key, needed=needed)
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        reader.problems.add(
            reader.node.entries[key],
            gettext("“%(key)s”要写成 2025-01-01 这样的日期") % {"key": key},
        )
        return None


def _rule(reader: Reader, since: str | None) -> str:
    text = reader.text("rule", needed=True)
    if text is None:
        return ""
    at = reader.node.entries["rule"]
    parts = (
        dict(part.partition("=")[::2] for part in text.split(";"))
        if len(text) <= _LONGEST_RULE
        else {}
    )
    if parts.get("FREQ") not in _FREQUENCIES or set(parts) - _RULE_KEYS:
        reader.problems.add(
            at,
            gettext("周期写法不能用——以 FREQ=YEARLY、MONTHLY、WEEKLY 或 DAILY 起，不得密于每天"),
        )
        return ""
    try:
        rrulestr(text, dtstart=_midnight(since or "2025-01-01"))
    except (ValueError, TypeError):
        reader.problems.add(at, gettext("周期写法看不懂——请按 RFC 5545 的 RRULE 书写"))
    return text


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.min)
