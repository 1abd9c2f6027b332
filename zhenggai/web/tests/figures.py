"""Figures frozen for the tests of their pages."""

from __future__ import annotations

from datetime import date

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.actions import assessing, freezing, outcomes, surveying
from zhenggai.rectification.process import queries as process
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

SUBJECTS = {
    **dict.fromkeys(("statistics", "cutoff-freeze", "dispatch", "dispatch-xlsx"), "round"),
    **dict.fromkeys(("cutoff", "cutoff-xlsx"), "cutoff"),
    **dict.fromkeys(("outcomes", "outcome-rule", "outcome-money", "outcome-person"), "round"),
    **dict.fromkeys(("leader-sign", "leader-return"), "application"),
    "leader-extension": "extension",
    **dict.fromkeys(("surveys", "survey-make", "assessments", "assessment-record"), "round"),
    "assessment": "assessment",
    **dict.fromkeys(("survey", "survey-slips", "survey-close"), "survey"),
    **dict.fromkeys(("outcome-voucher", "outcome-withdraw"), "money"),
}
"""Whose public name an address of figures holds."""
WORDS = {name: ["week"] for name in ("dispatch", "dispatch-xlsx")} | {
    "outcome-withdraw": ["money"],
    "survey-answer": ["no-such-slip"],
}


def counted(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        round = process.find_round(clerk, adopted.round.uuid)
        adopted.money = outcomes.record_money(
            clerk,
            round,
            kind="recovered",
            amount="1.2万元",
            happened_on=date(2021, 8, 2),
            words="追缴违规补贴",
            voucher="记-17",
            today=TODAY,
        )
        adopted.survey = surveying.make_survey(
            clerk,
            round,
            title="整改满意度测评",
            audience="staff",
            questions=["总体情况", "整改效果"],
            opens_on=TODAY,
            closes_on=date(2021, 9, 10),
            today=TODAY,
        )
        adopted.assessment = assessing.assess(
            clerk,
            round,
            template="hundred",
            side="own",
            marks={"overdue": assessing.Mark(1, "2-2 超期 39 天")},
            vetoes={},
            assessed_on=TODAY,
            today=TODAY,
        )
        adopted.cutoff = freezing.freeze(clerk, round, rhythm="week", cut_on=TODAY, today=TODAY)
    return adopted
