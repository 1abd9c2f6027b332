"""What is particular to a register, from one desk to the next: who is asked, what its own gate refuses, how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.register_desks import CLERK, Desks
from tests.browser.register_forms import Form, hand_in, make_move
from tests.browser.registers_ready import COMMITTEE, NAME
from zhenggai.registers.shelf import shelf

REVIEWER, PRINCIPAL, APPLICANT = "shenhe", "shuji", "zhenggaiban"
AGREED, BOUNDED = "2021-09-14T08:30", "2021-09-15T17:30"


def enter_record(page: Page, code: str, values: Mapping[str, Any]) -> str:
    """A record with these values alone; its address."""
    page.goto(f"/registers/{code}/new/")
    form = Form(page, shelf()[code], values)
    form.fill(values)
    form.save()
    return page.url.split("#")[0]


def mend(page: Page, address: str, code: str, values: Mapping[str, Any]) -> None:
    page.goto(f"{address}edit/")
    form = Form(page, shelf()[code], values)
    form.fill(values)
    form.save()


def refused(page: Page, move: str, words: str) -> None:
    """The gate of that move says so before it is pressed."""
    expect(page.locator(f"#move-{move} .gate", has_text=words)).to_be_visible()


def at(desks: Desks, account: str, address: str) -> Page:
    page = desks.page(account)
    page.goto(address)
    return page


def test_a_leave_that_overlaps_is_put_right_approved_and_ended(
    journey: Desks, tmp_path: Path
) -> None:
    found, applicant = shelf()["leave"], journey.page(APPLICANT)
    values = {
        "applicant": "办甲",
        "kind": "病假",
        "start": "2021-09-27T08:30",
        "end": "2021-09-28T17:30",
        "reason": "住院",
        "destination": "本市",
        "phone": "13800000000",
        "delegate": "办戊",
    }
    address = enter_record(applicant, "leave", values)
    refused(applicant, "submit", "同一人请假时段重叠")

    mend(applicant, address, "leave", {"start": AGREED, "end": BOUNDED})
    make_move(applicant, found, "submit", {})
    reviewer = at(journey, REVIEWER, address)
    refused(reviewer, "approve_mid", "缺材料：请假单")
    hand_in(applicant, tmp_path)
    reviewer.reload()
    make_move(reviewer, found, "approve_mid", {})
    make_move(at(journey, CLERK, address), found, "return", {})


def test_a_claim_without_approval_and_in_cash_is_put_right_sent_back_and_presented_again(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["expense_claim"], journey.page(CLERK)
    values = {
        "claimant": "办戊",
        "dept": "人事组",
        "kind": "办公",
        "reason": "购纸",
        "occurred_on": "2021-09-02",
        "amount": "120.00",
        "pay_method": "现金",
        "payee": "文具店",
        "budget_item": "办公费",
        "budget_left": "1000",
        "fund": "财政",
        "items": [{"desc": "复印纸", "qty": "4", "price": "30", "sum": "120"}],
        "invoices": [{"no": "00998877", "amount": "120", "verified": True, "title_ok": True}],
    }
    address = enter_record(clerk, "expense_claim", values)
    for words in ("不得用现金支付", "无事前审批", "缺材料：采购审批", "缺材料：验收单"):
        refused(clerk, "present", words)

    mend(clerk, address, "expense_claim", {"pay_method": "转账", "pre_approved_on": "2021-09-01"})
    hand_in(clerk, tmp_path)
    make_move(clerk, found, "present", {})
    make_move(at(journey, REVIEWER, address), found, "return", {})
    clerk.goto(address)
    make_move(clerk, found, "present", {})


def test_a_proposal_that_says_too_little_is_filled_up_filed_and_assigned(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["proposal"], journey.page(CLERK)
    values = {
        "title": "关于河涌水质的提案",
        "kind": "委员",
        "lead": "办甲",
        "session": "十五届一次",
        "submitted_on": "2021-09-01",
        "situation": "水质差",
        "analysis": "排污口未截",
        "suggestion": "请重视",
        "single_matter": True,
    }
    address = enter_record(clerk, "proposal", values)
    hand_in(clerk, tmp_path)
    make_move(clerk, found, "submit", {})
    refused(clerk, "screen", "情况、分析、建议过短")

    more = dict.fromkeys(
        ("situation", "analysis", "suggestion"),
        "沿河三处排污口尚未截流，雨后水质明显变差，宜限期整治",
    )
    mend(clerk, address, "proposal", more)
    make_move(clerk, found, "screen", {})
    filed = {"serial": "37", "decision": "立案"}
    make_move(at(journey, REVIEWER, address), found, "file", filed)
    clerk.goto(address)
    make_move(clerk, found, "assign", {"host": "办公室"})


def test_dues_that_were_worked_out_wrongly_are_put_right_posted_and_published(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["party_dues"], journey.page(CLERK)
    values = {
        "member": NAME,
        "branch": "第二支部",
        "month": "2021-08",
        "base": "4000",
        "category": "在职",
        "due": "50",
        "collector": "办戊",
        "bookkeeper": "办戊",
    }
    address = enter_record(clerk, "party_dues", values)
    for words in ("应交与核算不符", "收款与记账为同一人"):
        refused(clerk, "post", words)

    mend(clerk, address, "party_dues", {"due": "40", "bookkeeper": "办甲"})
    hand_in(clerk, tmp_path)
    make_move(clerk, found, "post", {"paid": "40", "paid_on": "2021-09-01"})
    reviewer = at(journey, REVIEWER, address)
    make_move(reviewer, found, "remit", {"remitted": "40"})
    make_move(reviewer, found, "publish", {})


def test_a_committee_meeting_whose_chair_may_not_preside_is_reviewed_once_the_minutes_are_right(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["org_life"], journey.page(CLERK)
    values = {"branch": "第二支部", "kind": "支委会", "minutes": COMMITTEE, "hours": "1"}
    address = enter_record(clerk, "org_life", values)
    hand_in(clerk, tmp_path)
    make_move(clerk, found, "hold", {})
    make_move(clerk, found, "record", {})
    reviewer = at(journey, REVIEWER, address)
    refused(reviewer, "review", "主持人不是书记")

    clerk.goto(f"/registers/minutes_archive/?q={COMMITTEE}")
    clerk.locator("a[href*='/records/']").first.click()
    mend(clerk, clerk.url.split("#")[0], "minutes_archive", {"chair": "办庚"})
    reviewer.reload()
    make_move(reviewer, found, "review", {})


def test_a_file_whose_pages_do_not_tally_is_bound_once_they_do(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["personnel_file"], journey.page(CLERK)
    values = {
        "file_no": "档-0451",
        "person": "办甲",
        "authority": "本级",
        "bound": True,
        "actual_pages": "9",
        "items": [{"category": "1", "title": "履历表", "formed_on": "2010-07-01", "pages": "10"}],
        "appt_forms": [{"post": "党建办主任", "on": "2019-03-01", "present": True}],
    }
    address = enter_record(clerk, "personnel_file", values)
    refused(clerk, "bind", "目录 10 页，实际 9 页")

    mend(clerk, address, "personnel_file", {"actual_pages": "10"})
    hand_in(clerk, tmp_path)
    make_move(clerk, found, "bind", {"auditors": "办甲"})
    mend(clerk, address, "personnel_file", {"consistent": True})
    make_move(at(journey, REVIEWER, address), found, "recheck", {})


def test_a_trip_takes_its_papers_only_with_a_leave_that_covers_it(
    journey: Desks, tmp_path: Path
) -> None:
    found, clerk = shelf()["private_trip"], journey.page(CLERK)
    values = {
        "person": "办甲",
        "reason": "旅游",
        "destinations": "新加坡",
        "plan_out": "2021-10-01",
        "plan_back": "2021-10-06",
        "fund": "自费",
    }
    address = enter_record(clerk, "private_trip", values)
    hand_in(clerk, tmp_path)
    make_move(at(journey, APPLICANT, address), found, "submit", {})
    make_move(at(journey, PRINCIPAL, address), found, "approve", {})
    clerk.goto(address)
    hand_in(clerk, tmp_path)
    form = Form(clerk, found, {"leave": "护理"}, move="take")
    form.fill(["leave"])
    clerk.locator("button[value=take]").click()
    expect(clerk.get_by_role("alert")).to_contain_text("请假未盖住出境期间")

    make_move(clerk, found, "take", {"leave": "探亲"})
    make_move(clerk, found, "return", {})
