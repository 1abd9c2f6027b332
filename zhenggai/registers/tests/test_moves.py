"""Moving records: who may, what stands in the way, two persons, locks, reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for
from zhenggai.people.viewer import Viewer
from zhenggai.registers import queries
from zhenggai.registers.actions import (
    ask_correction,
    confirm_move,
    save_record,
    settle_correction,
    void_record,
)
from zhenggai.registers.models import Correction, Occurrence, Record
from zhenggai.registers.moves import Blocked
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import GEAR


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(GEAR)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


@pytest.fixture
def officer(desk: Desk) -> Viewer:
    """Somebody of the general office who has entered nothing."""
    return desk.as_role("general_office", desk.office.yi)


@pytest.fixture
def second(desk: Desk) -> Viewer:
    return desk.as_role("finance_reviewer", desk.charge)


def gear(desk: Desk, **values: Any) -> Record:
    usual: dict[str, Any] = {"name": "笔记本", "kind": "电脑", "count": 1, "price": "1200"}
    return desk.enter("gear", **{**usual, "keeper": desk.office.people["甲"], **values})


def checked(desk: Desk, **values: Any) -> Record:
    return desk.move(desk.clerk, gear(desk, **values), "check")


def used(desk: Desk, officer: Viewer, **values: Any) -> Record:
    record = checked(desk, **values)
    desk.attach(record, "photo")
    desk.attach(record, "bill")
    return desk.move(officer, record, "use", bought="2021-09-01")


def test_the_keeper_and_the_clerk_may_check_and_nobody_else(desk: Desk, officer: Viewer) -> None:
    record = gear(desk)

    with pytest.raises(NotAllowed) as refused:
        desk.move(officer, record, "check")
    assert "保管人、资产管理员" in refused.value.sentence
    assert desk.move(desk.jia, record, "check").state == "checked"


def test_every_obstacle_is_told_at_once_with_ground_and_mend(desk: Desk, officer: Viewer) -> None:
    record = checked(desk, price="6000")

    with pytest.raises(Blocked) as blocked:
        desk.move(officer, record, "use")

    told = blocked.value.obstacles
    assert [(item.code, item.field) for item in told] == [
        ("move.field", "bought"),
        ("move.evidence", "photo"),
        ("move.evidence", "bill"),
        ("move.check", "total"),
    ]
    assert all(item.sentence and item.basis and item.fix for item in told)
    assert (told[3].check, told[3].basis) == ("GE-1", "资产配置标准")
    assert len(blocked.value.missing) == 4
    assert Record.objects.get(pk=record.pk).state == "checked"


def test_evidence_is_asked_for_only_when_its_condition_holds(desk: Desk, officer: Viewer) -> None:
    record = checked(desk, price="999.99")
    desk.attach(record, "photo")

    assert desk.move(officer, record, "use", bought="2021-09-01").state == "used"


def test_required_fields_are_asked_for_when_the_record_leaves_its_first_state(desk: Desk) -> None:
    record = gear(desk, name=None)

    with pytest.raises(Blocked) as blocked:
        desk.move(desk.clerk, record, "check")
    assert [item.field for item in blocked.value.obstacles] == ["name"]


def test_a_gate_sees_the_record_as_it_would_be(desk: Desk, officer: Viewer) -> None:
    """GE-2 counts by the year of `bought`, which only the move brings."""
    used(desk, officer, count=3, price="1000", ok=True)
    record = checked(desk, count=1, price="900", ok=True)
    desk.attach(record, "photo")

    with pytest.raises(Blocked) as blocked:
        desk.move(officer, record, "use", bought="2021-09-05")
    assert [item.check for item in blocked.value.obstacles] == ["GE-2"]
    assert desk.move(officer, record, "use", bought="2020-12-31").state == "used"


def test_a_gate_asks_what_can_be_asked_of_one_record(desk: Desk, officer: Viewer) -> None:
    """A check of several parts may come round as well: that part is the sweep's."""
    parts = """  GE-8:
    level: E
    basis: 规定
    fix: 补登
    parts:
      monthly: {every: month, each: {keeper: person}, on: bought, say: 没有登记}
      whole:   {that: "count >= 1", say: 没有件数}
"""
    before, after = GEAR.split("  GE-8:")[0], "  GE-9:" + GEAR.split("  GE-9:")[1]
    text = (before + parts + after).replace("GE-4, GE-6]", "GE-4, GE-6, GE-8]")
    desk.publish(text.replace("version: 1", "version: 2"))
    record = checked(desk, count=0)

    with pytest.raises(Blocked) as blocked:
        desk.move(officer, record, "use", bought="2021-09-01")

    assert [item.sentence for item in blocked.value.obstacles if item.check == "GE-8"] == [
        "没有件数（数量 0）"
    ]


def test_a_check_that_reads_what_the_move_fills_says_so(desk: Desk, officer: Viewer) -> None:
    text = GEAR.replace(
        'GE-1: {level: E, when: "kind != null", that: "',
        'GE-1: {level: E, when: "kind != null", that: "bought != null && ',
    )
    desk.publish(text.replace("version: 1", "version: 2"))
    record = checked(desk)

    (row,) = [item for item in queries.moves(officer, record.uuid, DAY) if item.name == "use"]

    assert [item.asks for item in row.obstacles if item.check == "GE-1"] == [("bought",)]


def test_nobody_reviews_what_they_submitted(desk: Desk) -> None:
    both = replace(desk.clerk, roles=frozenset({"asset_clerk", "general_office"}))
    record = desk.move(both, gear(desk), "check")
    desk.attach(record, "photo")
    desk.attach(record, "bill")

    with pytest.raises(Refused) as refused:
        desk.move(both, record, "use", bought="2021-09-01")
    assert refused.value.code == "move.own"
    assert [row.name for row in queries.moves(both, record.uuid, DAY)] == []
    awaited = queries.standing(both, record, DAY).awaited
    assert {item.label: item.who for item in awaited}["启用"] == "办公室（提交人本人除外）"


def test_a_reason_is_asked_for_and_going_back_forgets_who_submitted(
    desk: Desk, officer: Viewer
) -> None:
    record = checked(desk)

    with pytest.raises(Blocked) as blocked:
        desk.move(officer, record, "back")
    assert blocked.value.obstacles[0].code == "move.reason"
    record = desk.move(officer, record, "back", reason="单价有误，请核对")
    assert (record.state, record.submitted_by_id, record.reviewed_at) == ("draft", None, None)


def test_values_that_the_move_does_not_ask_for_are_refused(desk: Desk, officer: Viewer) -> None:
    with pytest.raises(BadInput) as refused:
        desk.move(officer, checked(desk), "use", price="1")
    assert refused.value.code == "move.fill"


def test_a_move_from_another_state_or_of_another_name_is_refused(desk: Desk) -> None:
    record = checked(desk)

    with pytest.raises(Refused) as refused:
        desk.move(desk.clerk, record, "check")
    assert refused.value.code == "move.state"
    with pytest.raises(BadInput):
        desk.move(desk.clerk, record, "fly")


def test_the_second_of_two_who_move_is_told(desk: Desk) -> None:
    record = gear(desk)
    stale = Record.objects.get(pk=record.pk)
    desk.move(desk.clerk, record, "check")

    with pytest.raises(Conflict):
        desk.move(desk.clerk, stale, "check")
    assert record.steps.count() == 1


def test_a_move_with_a_second_person_waits_for_another(
    desk: Desk, officer: Viewer, second: Viewer
) -> None:
    record = desk.move(officer, used(desk, officer), "drop", reason="报废")

    assert (record.state, record.pending_move) == ("used", "drop")
    with pytest.raises(Refused) as refused:
        save_record(desk.clerk, record, {"tags": ["旧"]}, version=record.version)
    assert refused.value.code == "record.pending"
    own = replace(officer, roles=frozenset({"finance_reviewer"}))
    with pytest.raises(NotAllowed):
        confirm_move(own, record, version=record.version, today=DAY)

    record = confirm_move(second, record, version=record.version, today=DAY)
    assert (record.state, record.pending_move) == ("gone", None)
    step = record.steps.order_by("-pk")[0]
    assert (step.person_name, step.second_name) == ("乙", "领导")


def test_the_second_person_may_send_back_with_a_reason(
    desk: Desk, officer: Viewer, second: Viewer
) -> None:
    record = desk.move(officer, used(desk, officer), "drop", reason="报废")

    with pytest.raises(BadInput):
        confirm_move(second, record, version=record.version, today=DAY, agree=False)
    record = confirm_move(
        second, record, version=record.version, today=DAY, agree=False, reason="仍可使用"
    )
    assert (record.state, record.pending_move) == ("used", None)


def test_moves_that_one_may_make_come_with_what_stands_in_the_way(
    desk: Desk, officer: Viewer
) -> None:
    record = checked(desk, price="500")

    found = {row.name: row for row in queries.moves(officer, record.uuid, DAY)}

    assert sorted(found) == ["back", "use"]
    assert [item.field for item in found["use"].obstacles] == ["bought", "photo"]
    assert queries.moves(desk.jia, record.uuid, DAY) == ()


def test_a_move_is_journaled_with_what_it_filled(desk: Desk, officer: Viewer) -> None:
    record = used(desk, officer)

    told = [event.summary for event in history(officer, "registers.record", str(record.uuid))]
    assert told[-1] == f"{record.number}：启用"
    assert [row.label for row in queries.record(officer, record.uuid).steps] == ["核对", "启用"]


# -- reminders --------------------------------------------------------------------------------------------------------------


def test_what_a_record_waits_for_falls_due_and_is_done_or_dropped(
    desk: Desk, officer: Viewer
) -> None:
    record = checked(desk)
    (reminder,) = Occurrence.objects.filter(record=record)
    assert (reminder.name, reminder.role, reminder.due_on) == (
        "use",
        "general_office",
        date(2021, 9, 13),
    ), "8日起三个工作日，跳过周末"
    (row,) = queries.due(officer, DAY, date(2021, 9, 30))
    assert (row.label, row.record, row.is_late) == ("启用", record.number, False)

    desk.move(officer, record, "back", reason="缺发票")

    reminder.refresh_from_db()
    assert reminder.state == "dropped"
    assert queries.due(officer, DAY, date(2021, 9, 30)) == ()


# -- locks and corrections -----------------------------------------------------------------------------------------------------


def test_a_reviewed_record_takes_what_was_empty_and_changes_nothing(
    desk: Desk, officer: Viewer
) -> None:
    record = used(desk, officer)
    assert record.is_locked

    record = save_record(desk.clerk, record, {"tags": ["台式"]}, version=record.version)
    with pytest.raises(Refused) as refused:
        save_record(desk.clerk, record, {"price": "1"}, version=record.version)
    assert (refused.value.code, refused.value.missing) == ("record.locked", ("price",))


def test_a_correction_slip_changes_it_once_another_has_approved(
    desk: Desk, officer: Viewer
) -> None:
    record = used(desk, officer)

    slip = ask_correction(desk.clerk, record, {"price": "1100"}, reason="发票为 1100 元", today=DAY)
    assert slip.changes == {"price": {"before": 120_000, "after": 110_000}}
    assert Record.objects.get(pk=record.pk).data["price"] == 120_000
    own = replace(desk.clerk, roles=frozenset({"general_office"}))
    with pytest.raises(Refused) as refused:
        settle_correction(own, slip, agree=True, today=DAY)
    assert refused.value.code == "correction.own"
    with pytest.raises(NotAllowed):
        settle_correction(desk.as_role("asset_clerk", desk.office.yi), slip, agree=True, today=DAY)

    settle_correction(officer, slip, agree=True, today=DAY)

    after = Record.objects.get(pk=record.pk)
    assert (after.data["price"], after.data["total"]) == (110_000, 110_000)
    assert (slip.state, slip.settled_by_name) == ("approved", "乙")


def test_a_slip_may_be_refused_and_only_one_is_open(desk: Desk, officer: Viewer) -> None:
    record = used(desk, officer)
    slip = ask_correction(desk.clerk, record, {"price": "1"}, reason="笔误", today=DAY)

    with pytest.raises(Refused) as refused:
        ask_correction(desk.clerk, record, {"price": "2"}, reason="笔误", today=DAY)
    assert refused.value.code == "correction.open"
    settle_correction(officer, slip, agree=False, today=DAY)
    assert Record.objects.get(pk=record.pk).data["price"] == 120_000
    with pytest.raises(Refused):
        settle_correction(officer, slip, agree=True, today=DAY)


def test_a_slip_that_has_become_stale_is_not_approved(desk: Desk, officer: Viewer) -> None:
    record = used(desk, officer)
    slip = ask_correction(desk.clerk, record, {"price": "1"}, reason="笔误", today=DAY)
    Record.objects.filter(pk=record.pk).update(data={**record.data, "price": 5})

    with pytest.raises(Refused) as refused:
        settle_correction(officer, Correction.objects.get(pk=slip.pk), agree=True, today=DAY)
    assert refused.value.code == "correction.stale"


def test_before_review_no_slip_is_needed(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        ask_correction(desk.clerk, gear(desk), {"price": "1"}, reason="笔误", today=DAY)
    assert refused.value.code == "correction.not_locked"


# -- voiding and outsiders ---------------------------------------------------------------------------------------------------------


def test_a_voided_record_stays_counts_no_more_and_moves_no_more(desk: Desk) -> None:
    record = checked(desk, price="6000")
    assert len(desk.found("GE-1", "gear")) == 1
    with pytest.raises(BadInput):
        void_record(desk.clerk, record, reason=" ", version=record.version)
    with pytest.raises(NotAllowed):
        void_record(desk.jia, record, reason="重复登记", version=record.version)

    record = void_record(desk.clerk, record, reason="重复登记", version=record.version)

    assert desk.found("GE-1", "gear") == []
    assert queries.records(desk.clerk, "gear").rows == ()
    assert Record.objects.filter(pk=record.pk, void_reason="重复登记").exists()
    with pytest.raises(Refused):
        desk.move(desk.clerk, record, "check")


def test_an_outsider_finds_nothing_to_move(desk: Desk) -> None:
    record = checked(desk)
    outsider = replace(desk.bing, roles=frozenset({"asset_clerk", "general_office"}))

    with scope_for(outsider):
        with pytest.raises(NotFound):
            desk.move(outsider, record, "back", reason="外单位")
        with pytest.raises(NotFound):
            queries.record(outsider, record.uuid)
        assert queries.records(outsider, "gear").rows == ()


def test_a_colleague_without_a_part_in_it_does_not_see_the_record(desk: Desk) -> None:
    record = gear(desk)

    with pytest.raises(NotFound):
        queries.record(desk.yi, record.uuid)
    assert queries.record(desk.jia, record.uuid).row.number == record.number, "the keeper's own"
