"""Pages of checks, results and waivers, and of what falls due: figures, refusals with what was typed, who may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers import actions
from zhenggai.registers.models import Occurrence, OccurrenceState, Violation, ViolationState, Waiver
from zhenggai.registers.tests.declared import GEAR
from zhenggai.web.tests.conftest import TODAY, OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down, somebody

DUE = """
due:
  monthly: {label: 月度汇总, rule: FREQ=MONTHLY;BYMONTHDAY=1, since: 2021-08-01, within: 5 workdays, by: clerk, proof: 汇总表}
"""


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


@pytest.fixture
def swept(desk: Desk) -> Violation:
    """Two records above the standard and one below it, swept."""
    for n, price in enumerate(("3000", "4000", "100")):
        desk.enter(name=f"件{n}", kind="电脑", count=2, price=price)
    system = system_viewer()
    with scope_for(system):
        actions.sweep(system, today=TODAY, registers=["gear"])
        violation = Violation.objects.filter(check_id="GE-1").first()
    assert violation is not None
    return violation


def check_page(desk: Desk, query: str = "") -> Any:
    return desk.clerk.get(reverse("check", args=["gear", "GE-1"]) + query)


def test_the_checks_of_a_register_show_what_stands_open(desk: Desk, swept: Violation) -> None:
    page = desk.clerk.get(reverse("checks", args=["gear"])).content.decode()

    assert "超标准" in page and "GE-7" in page


def test_a_check_shows_its_sentence_and_its_offenders(desk: Desk, swept: Violation) -> None:
    answer = check_page(desk)

    page = answer.content.decode()
    assert answer.context["found"]["count"] == 2
    assert "核对单价" in page and "资产配置标准" in page
    assert check_page(desk, "?state=fixed").context["found"]["count"] == 0
    assert check_page(desk, "?state=nonsense&page=99").status_code == 200
    assert desk.clerk.get(reverse("check", args=["gear", "XX-1"])).status_code == 404


def test_results_are_narrowed_by_register_and_level(desk: Desk, swept: Violation) -> None:
    def count(query: str) -> int:
        return int(desk.clerk.get(reverse("results") + query).context["found"]["count"])

    assert count("?register=gear&level=E") == 2
    assert count("?register=gear&level=I") == 0
    assert count("?register=nothing") == 0


def test_a_sweep_is_queued_and_watched(desk: Desk) -> None:
    answer = desk.clerk.post(reverse("sweep", args=["gear"]))

    assert answer.status_code == 302 and "job=" in answer["Location"]
    watched = desk.clerk.get(answer["Location"])
    assert watched.context["status"] is not None
    assert desk.clerk.get(reverse("checks", args=["gear"]) + "?job=x").context["status"] is None


def test_a_waiver_without_reason_or_day_is_refused_and_keeps_what_was_typed(
    desk: Desk, swept: Violation
) -> None:
    address = reverse("waive", args=[swept.pk])

    without_day = desk.clerk.post(address, {"reason": "等批复"})
    without_reason = desk.clerk.post(address, {"reason": " ", "until": "2021-09-30"})

    assert (without_day.status_code, without_reason.status_code) == (422, 422)
    assert "等批复" in without_day.content.decode()
    with scope_for(system_viewer()):
        assert not Waiver.objects.exists()


def test_a_waiver_is_asked_by_the_clerk_and_approved_by_the_group_leader(
    desk: Desk, swept: Violation, sign: Any
) -> None:
    until = {"reason": "等批复", "until": "2021-09-30"}
    assert desk.clerk.post(reverse("waive", args=[swept.pk]), until).status_code == 302
    with scope_for(system_viewer()):
        waiver = Waiver.objects.get()
    approve = reverse("waiver-approve", args=[waiver.pk])

    assert desk.clerk.post(approve).status_code == 403
    assert sign("leader", ["group_leader"]).post(approve).status_code == 302

    with scope_for(system_viewer()):
        assert Violation.objects.get(pk=swept.pk).state == ViolationState.WAIVED
    assert check_page(desk, "?state=waived").context["found"]["count"] == 1


@pytest.fixture
def sign(desk: Desk) -> Any:
    """Somebody else of the office, in these roles, at the browser."""

    def enter(name: str, roles: list[str]) -> Any:
        with scope_for(system_viewer()):
            return somebody(desk.office, name, roles)[0]

    return enter


def test_another_office_and_a_stranger_to_the_register_see_no_result(
    desk: Desk, swept: Violation, sign: Any, theirs: OfficeOfTest
) -> None:
    with scope_for(system_viewer()):
        outsider, _ = somebody(theirs, "gear", ["asset_clerk"])

    for client in (outsider, sign("other", ["hr_clerk"])):
        answer = client.get(reverse("results"))
        assert answer.context["found"]["count"] == 0
        assert client.post(reverse("waive", args=[swept.pk]), {"reason": "x"}).status_code == 404


# -- what falls due ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def monthly(desk: Desk) -> Occurrence:
    """The summary of September, planned."""
    system = system_viewer()
    with scope_for(system):
        text = GEAR.replace("version: 1", "version: 2") + DUE
        actions.publish(system, text, today=date(2021, 8, 1))
        actions.plan_occurrences(system, today=TODAY)
        found = Occurrence.objects.filter(register="gear", name="monthly").order_by("due_on")
        item = found.filter(due_on__gte=date(2021, 9, 1)).first()
    assert item is not None
    return item


def state_of(item: Occurrence) -> str:
    with scope_for(system_viewer()):
        return str(Occurrence.objects.get(pk=item.pk).state)


def test_what_is_due_is_listed_as_far_ahead_as_is_asked(desk: Desk, monthly: Occurrence) -> None:
    near = desk.clerk.get(reverse("due") + "?ahead=7")
    far = desk.clerk.get(reverse("due") + "?ahead=92&register=gear")

    assert "月度汇总" in near.content.decode()
    assert len(far.context["items"]) > len(near.context["items"])
    assert desk.clerk.get(reverse("due") + "?ahead=x&register=none").context["items"] == []


def test_something_due_is_done_with_its_proof(desk: Desk, monthly: Occurrence) -> None:
    address = reverse("due-finish", args=[monthly.uuid])

    refused = desk.clerk.post(address, {"remark": "已报"})
    assert refused.status_code == 409 and "汇总表" in refused.content.decode()
    assert state_of(monthly) == OccurrenceState.OPEN
    sheet = SimpleUploadedFile("汇总表.txt", "汇总".encode(), content_type="text/plain")
    assert desk.clerk.post(address, {"remark": "已报", "file": sheet}).status_code == 302

    assert state_of(monthly) == OccurrenceState.DONE


def test_something_due_is_excused_with_a_reason(desk: Desk, monthly: Occurrence) -> None:
    address = reverse("due-excuse", args=[monthly.uuid])

    assert desk.clerk.post(address, {"reason": ""}).status_code == 422
    assert desk.clerk.post(address, {"reason": "机关搬迁"}).status_code == 302

    assert state_of(monthly) == OccurrenceState.EXCUSED


def test_nobody_else_settles_what_is_due(
    desk: Desk, monthly: Occurrence, sign: Any, theirs: OfficeOfTest
) -> None:
    with scope_for(system_viewer()):
        outsider, _ = somebody(theirs, "gear", ["asset_clerk"])
    address = reverse("due-excuse", args=[monthly.uuid])

    assert outsider.post(address, {"reason": "不办"}).status_code == 404
    assert sign("other", ["hr_clerk"]).post(address, {"reason": "不办"}).status_code in (403, 404)
    assert state_of(monthly) == OccurrenceState.OPEN
