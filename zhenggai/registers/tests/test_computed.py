"""What people expect a register to work out: balances, matrices, chains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhenggai.lib.errors import NotFound
from zhenggai.people.models import Office, Person, Post
from zhenggai.registers import queries
from zhenggai.registers.models import Record
from zhenggai.registers.tests.conftest import DAY, Desk


@pytest.fixture
def desk(library: Desk) -> Desk:
    Person.objects.filter(name="甲").update(worked_from=date(2010, 7, 1))
    return library


def leave(desk: Desk, state: str, start: str, end: str, kind: str = "年休") -> Record:
    return desk.put(
        "leave", state, applicant=desk.office.people["甲"], kind=kind, start=start, end=end, reason="休息",
        destination="本市", phone="1", delegate=desk.office.people["乙"],
    )  # fmt: skip


def test_leave_entitlement_and_what_is_left(desk: Desk) -> None:
    leave(desk, "returned", "2021-03-01T08:30", "2021-03-03T12:00")
    leave(desk, "submitted", "2021-09-06T08:30", "2021-09-06T17:30")
    leave(desk, "returned", "2020-03-02T08:30", "2020-03-03T17:30")
    leave(desk, "returned", "2021-04-12T08:30", "2021-04-12T17:30", kind="事假")
    person = desk.office.people["甲"].pk

    found = queries.leave_balance(desk.clerk, person, DAY)

    assert (found.entitled, found.used, found.asked) == (10, Decimal("2.5"), Decimal(1))
    assert found.left == Decimal("7.5")
    assert queries.leave_balance(desk.jia, person, DAY).used == Decimal("2.5"), "one's own"
    for other in (desk.yi, desk.bing):
        with pytest.raises(NotFound):
            queries.leave_balance(
                other, person, DAY
            ) if other is desk.yi else queries.leave_balance(
                replace(desk.bing, roles=frozenset({"handler"})), person, DAY
            )


def test_compensatory_days_run_out(desk: Desk) -> None:
    person = desk.office.people["甲"]
    rest = leave(desk, "returned", "2021-05-10T08:30", "2021-05-10T12:00", kind="补休")
    base = {"person": person, "kind": "加班", "reason": "赶报告"}
    desk.put(
        "overtime", "settled", start="2021-02-01T08:00", end="2021-02-01T17:00", hours="8", **base
    )
    desk.put(
        "overtime", "settled", start="2021-05-01T08:00", end="2021-05-01T17:00", hours="8",
        used=[{"leave": rest.pk, "days": "0.5"}], **base,
    )  # fmt: skip

    found = queries.comp_balance(desk.clerk, person.pk, DAY)

    assert (found.earned, found.used, found.left) == (Decimal(2), Decimal("0.5"), Decimal("0.5"))
    assert [entry.expired for entry in found.entries] == [True, False]


def test_dues_month_by_month(desk: Desk) -> None:
    clerk = desk.as_role("organization_member")
    branch = Office.objects.create(name="第一支部", kind="branch", parent=desk.office.organ)
    member = desk.enter(
        "party_member", clerk, name="甲", branch=branch, joined_on="2010-07-01", kind="正式", valid_from="2020-01-01"
    )  # fmt: skip
    Record.objects.filter(pk=member.pk).update(state="listed")

    def dues(month: str, **values: Any) -> None:
        desk.enter(
            "party_dues", clerk, member=member, branch=branch, month=month, base="4000", category="在职", due="40",
            collector=desk.office.people["甲"], bookkeeper=desk.office.people["乙"], **values,
        )  # fmt: skip

    dues("2021-01", paid="40")
    dues("2021-02", paid="39")
    dues("2021-03", exempt_approval="批1号")
    dues("2021-04")
    dues("2020-12", paid="40")

    found = queries.dues_matrix(clerk, branch.pk, 2021)

    (row,) = found.rows
    assert row.months == ("paid", "short", "exempt", "open", *([None] * 8))
    assert (row.name, row.is_whole, found.due, found.paid) == (
        "甲",
        False,
        Decimal(160),
        Decimal(79),
    )
    assert queries.dues_matrix(desk.yi, branch.pk, 2021).rows == (), "a colleague sees none of it"


def test_the_chain_of_who_had_a_thing(desk: Desk) -> None:
    clerk, people = desk.as_role("asset_clerk"), desk.office.people
    card = desk.enter(
        "asset", clerk, name="电脑", category="设备", acquire="购置", acquired_on="2020-01-10", original_value="4000",
        life_years=6, unit="台", place="二楼", dept=desk.office.study, custodian=people["乙"], status="在用", voucher_no="记1",
    )  # fmt: skip
    later = desk.enter(
        "asset_issue",
        clerk,
        card=card,
        receiver=people["乙"],
        issued_on="2021-03-01",
        issuer=people["办"],
    )
    desk.enter(
        "asset_issue", clerk, card=card, receiver=people["甲"], issued_on="2020-01-12", returned_on="2021-02-28",
        issuer=people["办"],
    )  # fmt: skip
    desk.attach(later, "signed", clerk)

    steps = queries.custody_chain(clerk, card.uuid)

    assert [(step.what, step.person, step.until, step.signed) for step in steps] == [
        ("建卡", None, None, True),
        ("领用", "甲", "2021-02-28", False),
        ("领用", "乙", None, True),
    ]
    with pytest.raises(NotFound):
        queries.custody_chain(clerk, later.uuid)


def test_what_a_claim_needs_by_its_kind(desk: Desk) -> None:
    clerk = desk.as_role("finance_clerk")
    record = desk.enter(
        "expense_claim", clerk, claimant=desk.office.people["甲"], dept=desk.office.study, kind="公务接待", reason="来访",
        occurred_on="2021-09-01", amount="800", pay_method="公务卡", payee="甲", budget_item="接待", budget_left="9000",
    )  # fmt: skip
    desk.attach(record, "letter", clerk)

    rows = queries.completeness(clerk, record.uuid, DAY)
    matrix = queries.paper_matrix(clerk)

    assert {row.label for row in rows if row.needed and not row.there} == {
        *("发票", "费用报销审批单", "明细清单", "支付凭证", "接待审批单", "接待清单")
    }
    assert "letter" in matrix.needed["公务接待"] and "letter" not in matrix.needed["差旅"]
    assert {"trip_form", "ticket", "lodging", "subsidy"} <= matrix.needed["差旅"]
    assert len(matrix.kinds) == 13


def test_a_record_shows_the_post_of_its_own_day(desk: Desk) -> None:
    person, study, finance = desk.office.people["甲"], desk.office.study, desk.office.finance
    for office, title, first, last in (
        (study, "科员", date(2020, 1, 1), date(2021, 5, 31)),
        (finance, "组长", date(2021, 6, 1), None),
    ):
        Post.objects.create(
            person=person, office=office, title=title, valid_from=first, valid_to=last
        )
    old = leave(desk, "returned", "2021-03-01T08:30", "2021-03-01T17:30")
    new = leave(desk, "returned", "2021-07-01T08:30", "2021-07-01T17:30")

    def told(record: Record) -> list[tuple[Any, ...]]:
        rows = queries.posts_in_record(desk.clerk, record.uuid)
        return [(row.label, row.title, row.office) for row in rows]

    assert told(old) == [("申请人", "科员", "党建办"), ("工作代理人", None, None)]
    assert told(new)[0] == ("申请人", "组长", "财务组")
