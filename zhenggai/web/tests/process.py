"""A round under way, for the tests of its pages: limits, a leading group, an instruction, a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhenggai.people.queries import persons, scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.actions import group, stages
from zhenggai.rectification.process import queries as process
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

SUBJECTS = {
    **dict.fromkeys(("round", "round-profile", "round-event", "round-trigger"), "round"),
    **dict.fromkeys(("sign-receipt", "stage", "stage-term", "stage-paper"), "round"),
    **dict.fromkeys(("group", "group-found", "group-edit", "group-join"), "round"),
    **dict.fromkeys(("instructions", "instruction-register"), "round"),
    **dict.fromkeys(("paper-file", "paper-withdraw"), "paper"),
    "ask-again": "measure",
    "group-leave": "member",
    "instruction-follow": "order",
}
"""Whose public name an address of the process holds."""


def named(office: OfficeOfTest, role: str) -> Any:
    """The person who holds that role in an office."""
    return persons(office.viewer(Role.RECT_OFFICE)).get(name=str(Role(role).label))


def under_way(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        round = process.find_round(clerk, adopted.round.uuid)
        stages.choose_profile(clerk, round, profile="seed_2021", basis="反馈意见")
        group.found_group(
            clerk,
            round,
            name="巡察整改工作领导小组",
            founded_on=date(2021, 6, 22),
            doc_no="〔2021〕8号",
            seats=[
                group.Seat(named(office, Role.PRINCIPAL), "head", is_principal=True),
                group.Seat(named(office, Role.CHARGE_LEADER), "member"),
            ],
            today=TODAY,
        )
        view = process.group(clerk, round)
        assert view is not None
        adopted.member = view.members[1]
        adopted.order = group.register_instruction(
            clerk,
            round,
            author="区委书记",
            instructed_on=date(2021, 6, 10),
            text="抓好整改",
            today=TODAY,
        )
        adopted.paper = stages.register_paper(
            clerk,
            round,
            stage="midterm",
            product="midterm",
            offer=stages.PaperOffer("中期督查记录", date(2021, 8, 1), file=_file()),
            today=TODAY,
        )
    return adopted


def _file() -> Any:
    from io import BytesIO

    from zhenggai.archive.actions import put

    return put(BytesIO("督查".encode()), "督查.txt")
