"""Entering and filling in records: cleaning, computing, numbering, naming only whom the office knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from zhenggai.journal.models import Event, EventDetail
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.actions import appoint, create_person
from zhenggai.people.queries import system_viewer
from zhenggai.registers import queries
from zhenggai.registers.actions import create_record, link_issues, save_record, set_setting
from zhenggai.registers.fields import Field
from zhenggai.registers.models import Record
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import BASE, GEAR
from zhenggai.registers.values import clean, natural

LINKED = GEAR.replace(
    "  note:    {",
    '  above:   {label: 上级名称, type: text, compute: "of(parent, name)"}\n  note:    {',
)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(LINKED)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


def gear(desk: Desk, **values: Any) -> Record:
    return desk.enter("gear", **{"name": "笔记本", "count": 2, "price": "1200.50", **values})


@pytest.mark.parametrize(
    ("field", "given", "stored"),
    [
        (Field("x", "甲", "text"), "  制度  ", "制度"),
        (Field("x", "甲", "text"), "   ", None),
        (Field("x", "甲", "integer"), "12", 12),
        (Field("x", "甲", "integer"), 0, 0),
        (Field("x", "甲", "number", places=1), "2.5", 25),
        (Field("x", "甲", "number", places=1), Decimal("3"), 30),
        (Field("x", "甲", "money"), "3,000.01", 300_001),
        (Field("x", "甲", "money"), 3000, 300_000),
        (Field("x", "甲", "date"), date(2021, 6, 17), "2021-06-17"),
        (Field("x", "甲", "date"), "2021-06-17", "2021-06-17"),
        (Field("x", "甲", "month"), "2021-06", "2021-06"),
        (Field("x", "甲", "datetime"), "2021-06-17 09:30:59", "2021-06-17T09:30"),
        (
            Field("x", "甲", "datetime"),
            datetime.fromisoformat("2021-06-17T01:30:00+00:00"),
            "2021-06-17T09:30",
        ),
        (Field("x", "甲", "yesno"), False, False),
        (Field("x", "甲", "yesno"), "是", True),
        (Field("x", "甲", "choice", choices=("年休",)), "年休", "年休"),
        (Field("x", "甲", "list", of=Field("x", "甲", "text")), ["a", " ", "b"], ["a", "b"]),
        (Field("x", "甲", "list", of=Field("x", "甲", "text")), [], None),
        (
            Field("x", "甲", "rows", fields={"n": Field("n", "乙", "integer")}),
            [{"n": "1"}, {}],
            [{"n": 1}],
        ),
    ],
)
def test_what_was_typed_becomes_what_is_stored(field: Field, given: Any, stored: Any) -> None:
    assert clean(field, given, {}) == stored


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (Field("x", "甲", "text"), "a\x00b"),
        (Field("x", "甲", "text"), "长" * 20_001),
        (Field("x", "甲", "text"), 5),
        (Field("x", "甲", "integer"), "1.5"),
        (Field("x", "甲", "integer"), True),
        (Field("x", "甲", "integer"), "9" * 400),
        (Field("x", "甲", "integer"), 10**15),
        (Field("x", "甲", "number", places=1), "2.55"),
        (Field("x", "甲", "money"), "NaN"),
        (Field("x", "甲", "money"), "1e400"),
        (Field("x", "甲", "date"), "2021-02-30"),
        (Field("x", "甲", "date"), "0001-01-01"),
        (Field("x", "甲", "date"), "2021-06-17T09:30"),
        (Field("x", "甲", "month"), "2021-13"),
        (Field("x", "甲", "datetime"), "soon"),
        (Field("x", "甲", "yesno"), "maybe"),
        (Field("x", "甲", "choice", choices=("年休",)), "年修"),
        (Field("x", "甲", "person"), "甲"),
        (Field("x", "甲", "person"), -1),
        (Field("x", "甲", "list", of=Field("x", "甲", "text")), "abc"),
        (Field("x", "甲", "list", of=Field("x", "甲", "text")), ["x"] * 501),
        (Field("x", "甲", "rows", fields={"n": Field("n", "乙", "integer")}), [{"m": 1}]),
        (Field("x", "甲", "rows", fields={"n": Field("n", "乙", "text", required=True)}), [{}]),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_label(field: Field, given: Any) -> None:
    with pytest.raises(BadInput) as refused:
        clean(field, given, {})

    assert refused.value.sentence


def test_numbers_come_back_as_they_were_written() -> None:
    assert natural(Field("x", "甲", "money"), 300_001) == Decimal("3000.01")
    assert natural(Field("x", "甲", "number", places=1), 25) == Decimal("2.5")
    assert natural(Field("x", "甲", "text"), "a") == "a"


def test_a_record_is_numbered_in_its_year_and_computed(desk: Desk) -> None:
    first, second = gear(desk), gear(desk)

    assert (first.number, second.number) == ("2021-0001", "2021-0002")
    assert first.data["total"] == 240_100
    assert first.title == "笔记本 ——"
    assert create_record(desk.clerk, "gear", {}, today=DAY, year=2020).number == "2020-0001"


def test_a_number_of_ones_own_must_be_new(desk: Desk) -> None:
    create_record(desk.clerk, "gear", {}, today=DAY, number="旧账 17")

    with pytest.raises(Refused) as refused:
        create_record(desk.clerk, "gear", {}, today=DAY, number="旧账 17")
    assert refused.value.code == "record.same_number"


def test_a_rolled_back_number_is_given_again(desk: Desk) -> None:
    with pytest.raises(NotFound):
        gear(desk, keeper=desk.office.people["丙"])

    assert gear(desk).number == "2021-0001"


def test_every_fault_is_told_not_only_the_first(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        gear(desk, count="x", price="y", total=5, nothing=1)

    assert len(refused.value.missing) == 4


def test_people_offices_and_records_of_others_cannot_be_named(desk: Desk) -> None:
    other = create_record(desk.as_role("asset_clerk", desk.bing), "gear", {}, today=DAY)

    for values in (
        {"keeper": desk.office.people["丙"]},
        {"room": desk.bing.office_id},
        {"parent": other},
        {"parent": 999_999},
    ):
        with pytest.raises(NotFound):
            gear(desk, **values)
    assert gear(desk, keeper=desk.office.people["乙"], parent=gear(desk)).pk


def test_saving_changes_what_is_given_and_what_depends_on_it(desk: Desk) -> None:
    record = gear(desk)

    record = save_record(desk.clerk, record, {"count": 3, "name": None}, version=1)

    assert (record.data["total"], "name" in record.data) == (360_150, False)
    assert record.version == 2


def test_the_second_of_two_who_save_is_told(desk: Desk) -> None:
    record = gear(desk)
    stale = Record.objects.get(pk=record.pk)
    save_record(desk.clerk, record, {"count": 3}, version=1)

    with pytest.raises(Conflict):
        save_record(desk.clerk, stale, {"count": 4}, version=1)
    assert Record.objects.get(pk=record.pk).data["count"] == 3


def test_a_value_that_was_legal_does_not_block_another_edit(desk: Desk) -> None:
    record = gear(desk, kind="车辆")
    Record.objects.filter(pk=record.pk).update(data={**record.data, "kind": "马车"})
    record.refresh_from_db()

    record = save_record(desk.clerk, record, {"count": 1}, version=1)
    assert record.data["kind"] == "马车"
    with pytest.raises(BadInput):
        save_record(desk.clerk, record, {"kind": "牛车"}, version=2)


def test_a_field_of_a_linked_record_follows_it(desk: Desk) -> None:
    parent = gear(desk, name="机房")
    child = gear(desk, parent=parent)
    grandchild = gear(desk, parent=child)
    assert (child.data["above"], grandchild.data["above"]) == ("机房", "笔记本")

    save_record(desk.clerk, parent, {"name": "主机房"}, version=1)

    assert Record.objects.get(pk=child.pk).data["above"] == "主机房"


def test_who_may_enter_and_who_may_not(desk: Desk) -> None:
    assert gear(desk, viewer=desk.jia).handler_id == desk.office.people["甲"].pk
    with pytest.raises(NotAllowed):
        create_record(replace(desk.yi, person_id=None), "gear", {}, today=DAY)
    with pytest.raises(NotAllowed):
        create_record(desk.as_role("sys_admin"), "gear", {}, today=DAY)
    with pytest.raises(NotFound) as refused:
        desk.enter("nothing")
    assert refused.value.code == "register.not_found"


def test_secret_matters_stay_outside(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        create_record(desk.clerk, "gear", {}, today=DAY, classification="秘密")
    assert "国家秘密" in refused.value.sentence


def test_the_owner_edits_until_it_is_submitted(desk: Desk) -> None:
    record = gear(desk, viewer=desk.jia, keeper=desk.office.people["甲"])
    record = save_record(desk.jia, record, {"count": 1}, version=1)
    record = desk.move(desk.jia, record, "check")

    with pytest.raises(NotAllowed):
        save_record(desk.jia, record, {"count": 2}, version=record.version)


def test_the_department_is_the_handlers(desk: Desk) -> None:
    person = create_person(system_viewer(), name="丁", organ=desk.office.organ)
    appoint(
        system_viewer(),
        person,
        office=desk.office.finance,
        title="科员",
        valid_from=date(2020, 1, 1),
    )

    by_post = create_record(desk.clerk, "gear", {}, today=DAY, handler=person)
    by_seat = create_record(desk.jia, "gear", {}, today=DAY)

    assert by_post.department_id == desk.office.finance.pk
    assert by_seat.department_id == desk.office.study.pk


def test_a_setting_of_the_office_stands_before_the_default(desk: Desk) -> None:
    record = gear(desk, keeper=desk.office.people["甲"], bought="2021-03-01", ok=True, count=4)
    assert [row["record"] for row in desk.found("GE-2", "gear")] == ["keeper=甲"]
    assert record.pk

    set_setting(desk.admin, "gear", "most", 5, basis="本单位 2021 年第 3 号")
    assert desk.found("GE-2", "gear") == []
    (row, *_) = queries.settings(desk.clerk, "gear")
    assert (row.name, row.default, row.own, row.basis) == ("most", 3, 5, "本单位 2021 年第 3 号")
    set_setting(desk.admin, "gear", "most", None, basis="")
    assert len(desk.found("GE-2", "gear")) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("most", "many"), ("most", Decimal("2.5")), ("kinds", "电脑"), ("caps", [1]), ("nothing", 1)],
)
def test_a_setting_of_another_kind_is_refused(desk: Desk, name: str, value: Any) -> None:
    with pytest.raises(BadInput):
        set_setting(desk.admin, "gear", name, value, basis="规定")


def test_a_share_may_be_finer_than_its_default(desk: Desk) -> None:
    row = set_setting(desk.admin, "gear", "share", Decimal("0.45"), basis="规定")

    assert row is not None and row.value == 450_000
    assert set_setting(desk.admin, "gear", "share", 1, basis="规定").value == 1_000_000


def test_records_of_other_settings_are_swept_with_their_own(desk: Desk) -> None:
    other = desk.as_role("asset_clerk", desk.bing)
    values = {"keeper": desk.office.people["丙"], "bought": "2021-03-01", "ok": True, "count": 4}
    create_record(other, "gear", values, today=DAY)
    gear(desk, keeper=desk.office.people["甲"], bought="2021-03-01", ok=True, count=4)
    set_setting(desk.admin, "gear", "most", 5, basis="规定")

    assert [row["record"] for row in desk.found("GE-2", "gear")] == ["keeper=丙"]


def test_a_record_helps_to_mend_issues_that_one_sees(desk: Desk) -> None:
    from uuid import uuid4

    record = gear(desk)

    with pytest.raises((NotFound, NotAllowed)):
        link_issues(desk.clerk, record, [uuid4()])
    link_issues(desk.clerk, record, [])
    assert queries.issues_of(desk.clerk, record) == []


def test_entering_is_journaled(desk: Desk) -> None:
    record = gear(desk)

    event = Event.objects.filter(action="record.create").order_by("-seq")[0]
    assert event.summary == f"登记 器材台账 {record.number}"
    assert "笔记本" in EventDetail.objects.get(seq=event.seq).body


def test_a_key_holds_among_records_that_are_not_voided(desk: Desk) -> None:
    from zhenggai.registers.actions import void_record

    keyed = (
        BASE.replace("R90", "R91")
        .replace("code: gear", "code: tool")
        .replace("to: gear", "to: tool")
    )
    keyed = keyed.replace(", gate: [GE-1, GE-2, GE-3, GE-4, GE-6]", "").replace("\nchecks:\n", "\n")
    desk.publish(keyed.replace("clerk: asset_clerk", "clerk: asset_clerk\nkey: [name, kind, year]"))
    first = desk.enter("tool", name="甲", kind="电脑")
    desk.enter("tool", name="甲")
    desk.enter("tool", name="甲")

    with pytest.raises(Refused) as refused:
        desk.enter("tool", name="甲", kind="电脑")
    assert "名称、类别、year" in refused.value.sentence
    void_record(desk.clerk, first, reason="重复", version=1)
    assert desk.enter("tool", name="甲", kind="电脑").pk
