"""An office with somebody at every level of review, and an issue that is ready to be closed: everything by actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from zhenggai.archive.actions import put
from zhenggai.people.actions import create_office, create_person
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.tests.office import TODAY, Office, acting
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import actions
from zhenggai.rectification.actions import MeetingForm, Offer, ReviewForm
from zhenggai.rectification.evidence import LEAST
from zhenggai.rectification.levels import Level
from zhenggai.rectification.models import ClosureApplication, Evidence, Issue, Measure

STATEMENT = "已修订报销制度并印发，抽查 20 张单据手续齐全"
ANSWERS = {
    "fact": ("yes", "抽查单据 20 张均有签字"),
    "measure": ("yes", "制度 7 月印发"),
    "people": ("yes", "已谈话提醒 1 人"),
    "money": ("na", "不涉及资金清退"),
    "rule": ("yes", "财务制度已在用"),
}
MEETING = MeetingForm("领导小组第三次会议", TODAY, due=7, present=6, unanimous=True)


@dataclass(frozen=True)
class Panel:
    """Who takes part: 甲 handles and applies, the others review, each at a level of their own."""

    office: Office
    applicant: Viewer
    head: Viewer
    clerk: Viewer
    leader: Viewer
    discipline: Viewer
    chair: Viewer
    superior: Viewer
    second_clerk: Viewer

    @property
    def by_level(self) -> dict[int, Viewer]:
        return {
            Level.HEAD: self.head,
            Level.OFFICE: self.clerk,
            Level.LEADER: self.leader,
            Level.DISCIPLINE: self.discipline,
            Level.GROUP: self.chair,
            Level.SUPERIOR: self.superior,
        }


def panel_of(office: Office) -> Panel:
    def viewer(name: str, role: str, department: Any = None) -> Viewer:
        with scope_for(system_viewer()):
            person = create_person(system_viewer(), name=name, organ=office.organ)
        return replace(
            acting(office.clerk, role),
            person_id=person.pk,
            name=name,
            department_ids=frozenset({department.pk} if department else ()),
        )

    with scope_for(system_viewer()):
        corridor = create_office(
            system_viewer(), name="整改办", kind="department", parent=office.organ
        )
    return Panel(
        office=office,
        applicant=replace(office.jia, department_ids=frozenset({office.finance.pk})),
        head=viewer("主任", "lead_dept", office.finance),
        clerk=replace(office.clerk, department_ids=frozenset({corridor.pk})),
        leader=replace(
            acting(office.clerk, "charge_leader"),
            person_id=office.people["领导"].pk,
            name="领导",
            department_ids=frozenset(),
        ),
        discipline=viewer("纪检", "discipline_committee"),
        chair=viewer("组长", "group_leader"),
        superior=viewer("巡察", "superior_reviewer"),
        second_clerk=viewer("办二", "rect_office", corridor),
    )


def under_way(panel: Panel, issue: Issue, rect_type: str = "timed") -> Issue:
    """Assigned to 甲 and the finance department; work may begin."""
    office = panel.office
    issue = actions.assign(
        office.clerk,
        issue,
        version=issue.version,
        rect_type=rect_type,
        charge_leader=office.people["领导"],
        lead_dept=office.finance,
        owner=office.people["甲"],
        handler=office.people["甲"],
        deadline=date(2021, 9, 17),
    )
    Issue.objects.filter(pk=issue.pk).update(state="planned")
    issue.refresh_from_db()
    return issue


def prove(panel: Panel, measure: Measure, text: str = "") -> list[Evidence]:
    """The least evidence of the measure's kinds, handed in by 甲."""
    return [
        item
        for kind in measure.kinds
        for need in LEAST[kind]
        for item in actions.attach_evidence(
            panel.applicant,
            fresh(measure.issue),
            offers=[
                Offer(
                    put(BytesIO(f"{measure.code}{need.usual}{text}".encode()), "x.txt"),
                    kind=need.usual,
                )
            ],
            measure=measure,
            today=TODAY,
        )
    ]


def carried_out(panel: Panel, measure: Measure, *, text: str = "", verified: bool = True) -> None:
    """Reported, proved, said to be done; the evidence accepted and the measure verified."""
    actions.report_progress(
        panel.applicant,
        fresh(measure.issue),
        measure=fresh(measure),
        text=f"9月1日完成 3 项{text}",
        today=TODAY,
    )
    items = prove(panel, fresh(measure), text)
    measure = fresh(measure)
    actions.finish_measure(
        panel.applicant, measure, version=measure.version, done_on=TODAY, today=TODAY
    )
    for item in items:
        actions.judge_evidence(panel.clerk, fresh(item), verdict="accepted", today=TODAY)
    if verified:
        measure = fresh(measure)
        actions.verify_measure(panel.clerk, measure, version=measure.version)


def ready(panel: Panel, issue: Issue) -> Issue:
    """Every measure carried out and verified: nothing stands in the way."""
    issue = under_way(panel, issue)
    for measure in issue.measures.order_by("position"):
        if not measure.trigger:
            carried_out(panel, measure)
    return fresh(issue)


def applied(panel: Panel, issue: Issue) -> ClosureApplication:
    issue = fresh(issue)
    return actions.apply_closure(
        panel.applicant, issue, version=issue.version, statement=STATEMENT, today=TODAY
    )


def form_for(application: ClosureApplication) -> ReviewForm:
    """Everything that the level whose turn it is asks."""
    codes = frozenset(application.issue.measures.values_list("code", flat=True))
    return ReviewForm(
        opinion="同意",
        ticks=codes,
        found=frozenset(application.sample),
        answers=ANSWERS,
        meeting=MEETING,
    )


def passed(
    panel: Panel, application: ClosureApplication, *levels: int, day: date = TODAY
) -> ClosureApplication:
    """The application passed at these levels, each by its own reviewer."""
    for level in levels:
        application = fresh(application)
        assert application.level == level
        actions.review(
            panel.by_level[level],
            application,
            version=application.version,
            form=form_for(application),
            today=day,
        )
    return fresh(application)


def returned(panel: Panel, application: ClosureApplication, level: int, **more: Any) -> Any:
    application = fresh(application)
    return actions.return_application(
        panel.by_level[level],
        application,
        version=application.version,
        reason="公示只有电子稿，未见张贴照片",
        mend_by=date(2021, 9, 15),
        today=TODAY,
        **more,
    )


def closed(panel: Panel, issue: Issue) -> Issue:
    application = applied(panel, ready(panel, issue))
    passed(panel, application, *application.levels)
    return fresh(issue)


def fresh(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row).objects.get(pk=row.pk)
