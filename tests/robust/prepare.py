"""`python -m tests.robust.prepare PEOPLE ISSUES`: an office with so many people of the rectification office, all past
their first password, and one round of so many issues. For the tests of many people, crashes and full disks."""

from __future__ import annotations

import sys
from datetime import date

from zhenggai.config.session import set_up

PASSWORD = "Qingshan-7431-lu"


def main(people: int, issues: int) -> None:
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from zhenggai.intake.actions import keep_draft, receive
    from zhenggai.intake.blocks import Block, Document
    from zhenggai.people import actions
    from zhenggai.people.models import Account
    from zhenggai.people.queries import scope_for, system_viewer, viewer_named
    from zhenggai.rectification.actions import adopt

    system = system_viewer()
    organ = actions.create_office(system, name="甲机关", kind="organ")
    for number in range(people):
        person = actions.create_person(system, name=f"人员{number}", organ=organ)
        account, _ = actions.create_account(
            system, username=f"p{number}", display_name=person.name, person=person
        )
        account.set_password(PASSWORD)
        account.must_change_password = False
        account.save()
        actions.grant_as_system(account, ["rect_office"], organ)
    clerk = viewer_named("p0")
    with scope_for(clerk):
        document = Document("通报.txt", "txt", "0" * 64, (Block("关于整改情况的通报"),))
        reading = receive(clerk, b"x", "通报.txt")
        reading = keep_draft(system, reading, document, _draft(issues))
        adopt(clerk, reading, today=date(2021, 9, 8))
    assert Account.objects.count() == people


def _draft(issues: int) -> object:
    from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure

    rows = [
        DraftIssue(str(n), f"问题{n}不到位", measures=[DraftMeasure("一是", f"措施{n}。")])
        for n in range(1, issues + 1)
    ]
    return Draft(title="关于整改情况的通报", aspects=[DraftAspect(None, None, rows)])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
