"""A robot and a letter that was not sent, for the tests of their pages."""

from __future__ import annotations

from zhenggai.people import actions, outbox
from zhenggai.people.models import Outgoing, OutgoingState
from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import Adopted, OfficeOfTest

ADDRESS = "https://oapi.dingtalk.com/robot/send?access_token=the-key-of-the-group"
SUBJECTS = {
    **dict.fromkeys(("robot", "robot-edit", "robot-test", "robot-retire"), "robot"),
    **dict.fromkeys(("outgoing-resend", "outgoing-drop"), "unsent"),
}
"""Whose public name an address holds."""


def with_robot(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    adopted.robot = actions.create_robot(
        office.viewer(Role.OFFICE_ADMIN),
        name="整改群",
        kind="dingtalk",
        address=ADDRESS,
        secret="SEC-of-the-group",
        events=["digest", "warning", "letter"],
    )
    adopted.unsent = unsent(office)
    return adopted


def unsent(office: OfficeOfTest, key: str = "digest:1") -> Outgoing:
    letter = outbox.Letter(key, "zhangsan@example.cn", "整改每日摘要", "3 项", office.organ.pk)
    outbox.post([letter])
    Outgoing.objects.filter(key=key).update(
        state=OutgoingState.DEAD, attempts=7, fault="server refused 554"
    )
    return Outgoing.objects.get(key=key)
