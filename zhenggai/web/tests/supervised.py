"""A warning in force and a letter on its way, for the tests of their pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.rectification import queries
from zhenggai.rectification.actions import assign, letters
from zhenggai.rectification.warnings import queries as warnings
from zhenggai.rectification.warnings import running
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.process import named

OF_A_LETTER = (
    *("letter", "letter-edit", "letter-issue", "letter-drop", "letter-reply"),
    *("letter-return", "letter-settle", "letter-file"),
)
SUBJECTS = {
    **dict.fromkeys(OF_A_LETTER, "letter"),
    **dict.fromkeys(("letter-deliver", "letter-receive"), "recipient"),
    "warning-file": "warning",
}
"""Whose public name an address of supervision holds."""


def supervised(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    """The first issue is late, warned of, and called in by a signed reminder."""
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(system_viewer()):
        running.run(system_viewer(), today=date(2021, 9, 8), offices=[office.organ.pk])
    with scope_for(clerk):
        issue = queries.find_issue(clerk, adopted.issue.uuid)
        issue = assign(
            clerk,
            issue,
            version=issue.version,
            owner=named(office, Role.HANDLER),
            handler=named(office, Role.HANDLER),
            charge_leader=named(office, Role.CHARGE_LEADER),
        )
        adopted.warning = warnings.warnings_in_force(clerk).first()
        letter = letters.draft_letter(
            clerk,
            issue,
            kind="reminder",
            findings="没有进展",
            demand="请按期完成，书面回复。",
            reply_by=TODAY + timedelta(days=5),
            today=TODAY,
        )
        head = office.viewer(Role.GROUP_LEADER)
        adopted.letter = letters.issue_letter(head, letter, version=letter.version, today=TODAY)
        adopted.recipient = _to_sign(adopted.letter)
    return adopted


def _to_sign(letter: Any) -> Any:
    return letter.recipients.order_by("pk").first()
