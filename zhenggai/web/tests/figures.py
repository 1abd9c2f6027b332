"""Figures frozen for the tests of their pages."""

from __future__ import annotations

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.actions import freezing
from zhenggai.rectification.process import queries as process
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

SUBJECTS = {
    **dict.fromkeys(("statistics", "cutoff-freeze", "dispatch", "dispatch-xlsx"), "round"),
    **dict.fromkeys(("cutoff", "cutoff-xlsx"), "cutoff"),
}
"""Whose public name an address of figures holds."""
WORDS = {name: ["week"] for name in ("dispatch", "dispatch-xlsx")}


def counted(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        round = process.find_round(clerk, adopted.round.uuid)
        adopted.cutoff = freezing.freeze(clerk, round, rhythm="week", cut_on=TODAY, today=TODAY)
    return adopted
