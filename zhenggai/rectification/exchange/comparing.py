"""A workbook compared with its round: everything is read, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.intake.sheet import Workbook
from zhenggai.lib.errors import FileRefused
from zhenggai.people.queries import offices, staff, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.exchange.columns import BY_ROLE, SILENT
from zhenggai.rectification.exchange.lines import plan_of
from zhenggai.rectification.exchange.marks import Marks, Seal, marks_in
from zhenggai.rectification.exchange.names import Department, Directory, Person
from zhenggai.rectification.exchange.notes import Note, note
from zhenggai.rectification.exchange.paper import Who
from zhenggai.rectification.exchange.plan import Around, Plan
from zhenggai.rectification.exchange.reading import papers_of
from zhenggai.rectification.exchange.sheets import Table, tables_in
from zhenggai.rectification.models import Feedback, InspectionRound, Issue

_COUNTED_SILENTLY = frozenset({"serial", "warning", "money", "others"})
"""Columns that every ledger has and nobody expects to come back; money is told of cell by cell."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of it: the plan, and what is to be known of the sheet as a whole."""

    plan: Plan
    marks: Marks | None
    notices: list[Note] = field(default_factory=list)


def compare(
    viewer: Viewer,
    round: InspectionRound,
    workbook: Workbook,
    today: date,
    seen: Mapping[str, Mapping[str, str]] | None = None,
) -> Comparison:
    """What the workbook would change in the round, as the viewer may see it. Refused where it is no ledger, another
    round's, or none of its rows are found."""
    seal = Seal(settings.SECRET_KEY)
    marks = marks_in(workbook.marks, seal)
    tables = tables_in(workbook)
    _refuse_strange(viewer, round, tables, marks)
    start = Feedback.objects.values_list("feedback_on", flat=True).get(round=round)
    around = Around(directory_of(viewer), seal, start, today, marks, seen or {})
    issues = list(papers_of(visible(viewer, Issue).filter(round=round)))
    plan = plan_of(tables, issues, around)
    _refuse_unmatched(plan)
    return Comparison(plan, marks, list(_notices(workbook, tables, marks, plan)))


def directory_of(viewer: Viewer) -> Directory:
    """Everybody and every department that the viewer may name."""
    people = [Person(Who(item.uuid, item.name), item.posts) for item in staff(viewer)]
    found = offices(viewer).values_list("uuid", "name", "short_name")
    return Directory(people, [Department(Who(uuid, name), short) for uuid, name, short in found])


def _refuse_strange(
    viewer: Viewer, round: InspectionRound, tables: Sequence[Table], marks: Marks | None
) -> None:
    if not tables:
        raise FileRefused(
            "import.no_heads",
            gettext(
                "没有找到台账的表头——至少要有“问题编号”“问题”“整改措施”中的一列和要导入的一列；请对照导出的总台账补上表头"
            ),
        )
    if marks is None or marks.round == round.uuid:
        return
    other = visible(viewer, InspectionRound).filter(uuid=marks.round).first()
    if other is None:
        raise FileRefused(
            "import.other_round",
            gettext("这份表不是从这一轮导出的——请核对是否选错文件，或删去隐藏的导出记号后再导入"),
        )
    raise FileRefused(
        "import.other_round",
        gettext("这份表是“%(name)s”的台账——请换到那一轮再导入") % {"name": other.name},
    )


def _refuse_unmatched(plan: Plan) -> None:
    if not any(line.places for line in plan.lines if line.kind != "row"):
        raise FileRefused(
            "import.no_match",
            gettext(
                "表中没有一行对得上这一轮的问题——编号和原文都对不上；若是新一轮的台账，请作为文件读入立账"
            ),
        )


def _notices(
    workbook: Workbook, tables: Sequence[Table], marks: Marks | None, plan: Plan
) -> Iterator[Note]:
    """What people have to know of the sheet before they look at its rows."""
    for sentence in workbook.notices:
        yield note("guard", sentence=sentence)
    used = {table.name for table in tables}
    if others := [sheet.name for sheet in workbook.sheets if sheet.name not in used]:
        yield note("sheet.others", names="”“".join(others[:5]))
    if unknown := list(dict.fromkeys(name for table in tables for name in table.unknown)):
        yield note("columns.unknown", names="”“".join(unknown[:10]))
    if silent := _silent(tables):
        yield note("columns.silent", names="”“".join(silent))
    if marks is None:
        yield note("marks.none")
    elif not marks.sealed:
        yield note("marks.unsealed")
    yield from _few(plan)


def _silent(tables: Sequence[Table]) -> list[str]:
    """Columns with something in them of which nothing is kept."""
    roles = {role for table in tables for record in table.records for role in record.cells}
    return [
        gettext(BY_ROLE[role].label)
        for role in BY_ROLE
        if role in roles and BY_ROLE[role].use == SILENT and role not in _COUNTED_SILENTLY
    ]


def _few(plan: Plan) -> Iterator[Note]:
    """A sheet of which most rows are unknown is likely of another round."""
    found = sum(1 for line in plan.lines if line.kind == "issue" and line.places)
    left = sum(1 for line in plan.lines if line.kind == "row" and line.title)
    if left > found:
        yield note("few", rows=found + left, found=found)
