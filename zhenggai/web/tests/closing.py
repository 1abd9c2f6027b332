"""An issue that is ready to be closed, in an office with somebody at every level: everything by actions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from zhenggai.archive.actions import put
from zhenggai.people import actions as people
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.rectification import actions, queries
from zhenggai.rectification.actions import Offer
from zhenggai.rectification.evidence import LEAST
from zhenggai.rectification.models import ClosureApplication, Extension, Issue, Measure
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

STATEMENT = "已完成培训和评估，抽查记录 12 份齐全"


def with_closure(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    """An application and a request for a later day, as they are stored; for pages that only have to find them."""
    viewer = office.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        issue = Issue.objects.exclude(pk=adopted.issue.pk).order_by("position")[0]
        issue = actions.assign(
            viewer, issue, version=issue.version, lead_dept=office.department, rect_type="timed"
        )
        Issue.objects.filter(pk=issue.pk).update(state="closing")
        shared = {"office": office.organ, "issue": issue, "cycle": 1}
        adopted.application = ClosureApplication.objects.create(
            **shared,
            number=1,
            statement=STATEMENT,
            applicant_name="承办人",
            applied_on=TODAY,
            levels=[1, 2, 3, 4, 5],
            level=1,
            seed="00",
        )
        adopted.extension = Extension.objects.create(
            **shared,
            reason="等待上级批复，尚未下达",
            done_share=60,
            old_deadline=date(2021, 9, 17),
            new_deadline=date(2021, 10, 17),
            asked_on=TODAY,
            asked_by_name="承办人",
        )
    return adopted


def ready(adopted: Adopted, office: OfficeOfTest, code: str = "1-3", verify: bool = True) -> Issue:
    """An issue of a department of its own, carried out by its handler, every measure verified."""
    system, clerk = system_viewer(), office.viewer(Role.RECT_OFFICE)
    with scope_for(system):
        lead = people.create_office(
            system, name=f"宣传组{code}", kind="department", parent=office.organ
        )
        for role in (Role.HANDLER, Role.LEAD_DEPT):
            people.appoint(
                system,
                person_of(office, role),
                office=lead,
                title="干部",
                valid_from=date(2020, 1, 1),
            )
    with scope_for(clerk):
        issue = Issue.objects.get(round=adopted.round, code=code)
        actions.assign(
            clerk,
            issue,
            version=issue.version,
            lead_dept=lead,
            charge_leader=person_of(office, Role.CHARGE_LEADER),
            owner=person_of(office, Role.HANDLER),
            handler=person_of(office, Role.HANDLER),
            rect_type="timed",
            deadline=date(2021, 9, 27),
        )
        Issue.objects.filter(pk=issue.pk).update(state="planned")
        for measure in issue.measures.order_by("position"):
            carry_out(office, measure, verify)
        issue.refresh_from_db()
    return issue


def carry_out(office: OfficeOfTest, measure: Measure, verify: bool) -> None:
    handler, clerk = office.viewer(Role.HANDLER), office.viewer(Role.RECT_OFFICE)
    issue = Issue.objects.get(pk=measure.issue_id)
    actions.report_progress(handler, issue, measure=measure, text="9月1日完成 3 项", today=TODAY)
    items = [
        item
        for kind in measure.kinds
        for need in LEAST[kind]
        for item in actions.attach_evidence(
            handler,
            issue,
            offers=[
                Offer(
                    put(BytesIO(f"{measure.code}{need.usual}".encode()), "x.txt"), kind=need.usual
                )
            ],
            measure=measure,
            today=TODAY,
        )
    ]
    measure.refresh_from_db()
    actions.finish_measure(handler, measure, version=measure.version, done_on=TODAY, today=TODAY)
    for item in items:
        actions.judge_evidence(clerk, item, verdict="accepted", today=TODAY)
    if verify:
        measure.refresh_from_db()
        actions.verify_measure(clerk, measure, version=measure.version)


def person_of(office: OfficeOfTest, role: str) -> Any:
    from zhenggai.people.models import Person

    return Person.objects.get(pk=office.viewer(role).person_id)


def applied(office: OfficeOfTest, issue: Issue) -> ClosureApplication:
    handler = office.viewer(Role.HANDLER)
    with scope_for(handler):
        found = queries.find_issue(handler, issue.uuid)
        return actions.apply_closure(
            handler, found, version=found.version, statement=STATEMENT, today=TODAY
        )
