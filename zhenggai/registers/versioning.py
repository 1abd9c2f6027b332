"""What a new version does to the records written before it: planned first, so that it can be shown, then carried out in
SQL (registers.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext

from zhenggai.lib.errors import Refused
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.models import OldValues, Record
from zhenggai.registers.shapes import Part
from zhenggai.registers.storage import TABLE, dialect
from zhenggai.registers.tables import Scopes, Table, writer
from zhenggai.rules.sql import Sql


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preview: what is done, and to how many records."""

    what: str
    count: int


def refuse_unsaid(before: Declaration, after: Declaration) -> None:
    """A field, choice or state that disappears must be accounted for by rename, retire or map."""
    missing = [*_unsaid_fields(before, after), *_unsaid_choices(before, after)]
    gone = [state for state in before.workflow.states if state not in after.workflow.states]
    for state in gone:
        count = Record._base_manager.filter(register=before.code, state=state).count()
        if count:
            missing.append(
                gettext("状态“%(label)s”被删去，还有 %(count)s 条记录停在上面")
                % {"label": before.workflow.states[state], "count": count}
            )
    if missing:
        raise Refused(
            "publish.unsaid",
            gettext("新版改动了旧记录而没有说明——请用 rename、retire、map 写明，或保留原样"),
            missing,
        )


def _unsaid_fields(before: Declaration, after: Declaration) -> Iterator[str]:
    changes = after.changes
    for name, field in before.fields.items():
        if name in changes.rename or name in changes.retire:
            continue
        now = after.fields.get(name)
        if now is None:
            yield gettext("字段“%(label)s”被删去") % {"label": field.label}
        elif not _still_fits(field, now):
            yield gettext("字段“%(label)s”换了类型") % {"label": field.label}
        elif field.sealed != now.sealed:
            yield gettext("字段“%(label)s”的密封不能随版本改变——请另设字段") % {
                "label": field.label
            }
    for old in (*changes.rename, *changes.retire):
        if old not in before.fields:
            yield gettext("旧版没有字段“%(name)s”，不能改名或停用") % {"name": old}


def _still_fits(before: Field, after: Field) -> bool:
    if before.kind != after.kind:
        return (before.kind, after.kind) == ("choice", "text")
    if before.kind == "number":
        return before.places == after.places
    return before.to == after.to and (before.of is None or after.of is not None)


def _unsaid_choices(before: Declaration, after: Declaration) -> Iterator[str]:
    """A word that is gone may stay in old records; only where it is mapped must the new word exist."""
    for name, words in after.changes.map.items():
        field = after.fields.get(name)
        if field is None or field.kind != "choice":
            yield gettext("map 里的“%(name)s”不是选项字段") % {"name": name}
            continue
        for word in words.values():
            if field.choices and word not in field.choices:
                yield gettext("map 给“%(label)s”的新词“%(word)s”不在选项中") % {
                    "label": field.label,
                    "word": word,
                }


# -- the steps ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One step over all records of the register: the words, which records, and the new body in SQL."""

    what: str
    where: Sql
    body: Sql


def steps(before: Declaration, after: Declaration) -> list[Change]:
    """rename, retire, map, fill, in this order."""
    found = []
    changes = after.changes
    for old, new in changes.rename.items():
        found.append(
            Change(
                gettext("改名：%(old)s → %(new)s") % {"old": old, "new": new},
                Sql(f"{_raw(old)} IS NOT NULL"),
                Sql(_moved(old, new)),
            )
        )
    for name in changes.retire:
        what = gettext("停用：%(label)s") % {"label": before.fields[name].label}
        found.append(Change(what, Sql(f"{_raw(name)} IS NOT NULL"), Sql(_without(name))))
    for name, words in changes.map.items():
        for old, new in words.items():
            what = gettext("换词：%(label)s “%(old)s” → “%(new)s”") % {
                "label": after.fields[name].label,
                "old": old,
                "new": new,
            }
            found.append(
                Change(
                    what,
                    Sql(f"{_text(name)} = %s", (old,)),
                    Sql(_with(name, "%s", text=True), (new,)),
                )
            )
    return found + list(_fills(after))


def _fills(after: Declaration) -> Iterator[Change]:
    """Empty fields get the value of an expression over the record."""
    table = Table(Part("register", after.code), after.columns, TABLE, dialect())
    spelled = writer(Scopes({"record": table}), after.defaults, "")
    for name, node in after.changes.fill.items():
        value = spelled.write(node)
        what = gettext("补填：%(label)s") % {"label": after.fields[name].label}
        where = Sql(f"{_raw(name)} IS NULL AND {value.text} IS NOT NULL", value.params)
        text = node.type.kind not in ("number", "person", "office", "link", "yesno")
        yield Change(what, where, Sql(_with(name, value.text, text=text), value.params))


def preview(before: Declaration, after: Declaration) -> list[Line]:
    """How many records each step would touch, as they stand now."""
    return [Line(step.what, _count(before.code, step.where)) for step in steps(before, after)]


def carry_out(before: Declaration, after: Declaration, edition: int, previous: int) -> int:
    """Keep the bodies of all records that a step touches, then run the steps. Part of a caller's action."""
    planned = steps(before, after)
    if not planned:
        return 0
    any_of = planned[0].where.joined(*(step.where for step in planned[1:]), between=" OR ")
    touched = f"register = '{before.code}' AND ({any_of.text})"
    kept = OldValues._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {kept} (record_id, edition_id, before_id, data)"
            f" SELECT id, %s, edition_id, data FROM {TABLE} WHERE {touched}",
            (edition, *any_of.params),
        )
        count = int(cursor.rowcount)
        for step in planned:
            cursor.execute(
                f"UPDATE {TABLE} SET data = {step.body.text}"
                f" WHERE register = '{before.code}' AND ({step.where.text})",
                (*step.body.params, *step.where.params),
            )
    _bump(edition)
    return count


def undo(code: str, edition: int) -> int:
    """Put back the bodies that the edition changed. Part of a caller's action."""
    # A record has few old bodies and an edition very many: the plus keeps the planner to the index over records.
    kept = OldValues._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET data = (SELECT o.data FROM {kept} o WHERE o.record_id = {TABLE}.id"
            " AND +o.edition_id = %s), edition_id = (SELECT o.before_id FROM"
            f" {kept} o WHERE o.record_id = {TABLE}.id AND +o.edition_id = %s), version = version + 1"
            f" WHERE register = '{code}' AND id IN (SELECT o.record_id FROM {kept} o"
            " WHERE o.edition_id = %s)",
            (edition, edition, edition),
        )
        count = int(cursor.rowcount)
    OldValues.objects.filter(edition=edition).delete()
    return count


def _bump(edition: int) -> None:
    """Records that were changed say so: their version and their edition move on."""
    kept = OldValues._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET version = version + 1, edition_id = %s WHERE id IN"
            f" (SELECT o.record_id FROM {kept} o WHERE o.edition_id = %s)",
            (edition, edition),
        )


def _count(code: str, where: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {TABLE} WHERE register = '{code}' AND ({where.text})",
            where.params,
        )
        return int(cursor.fetchone()[0])


# -- the body in SQL ------------------------------------------------------------------------------------------------------------


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


def _raw(name: str) -> str:
    return f"json_extract(data, '$.{name}')" if _sqlite() else f"(data -> '{name}')"


def _text(name: str) -> str:
    return f"json_extract(data, '$.{name}')" if _sqlite() else f"(data ->> '{name}')"


def _without(name: str) -> str:
    return f"json_remove(data, '$.{name}')" if _sqlite() else f"(data - '{name}')"


def _moved(old: str, new: str) -> str:
    """The value under its new name, whatever its kind."""
    if _sqlite():
        return f"json_remove(json_set(data, '$.{new}', json(data -> '$.{old}')), '$.{old}')"
    return f"((data - '{old}') || jsonb_build_object('{new}', data -> '{old}'))"


def _with(name: str, value: str, *, text: bool) -> str:
    if _sqlite():
        return f"json_set(data, '$.{name}', {value})"
    cast = "::text" if text else ""
    return f"(data || jsonb_build_object('{name}', ({value}){cast}))"
