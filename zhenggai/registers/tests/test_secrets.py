"""Private and sealed fields: masked, encrypted, shown one look at a time with a reason that is journaled."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from zhenggai.journal.models import Event, EventDetail
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import sealing
from zhenggai.people.queries import scope_for
from zhenggai.registers import queries
from zhenggai.registers.actions import reveal, save_record
from zhenggai.registers.frames import row_of_record
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition
from zhenggai.registers.tests.conftest import Desk
from zhenggai.registers.tests.declared import GEAR

SAME = """
  GE-20: {level: E, that: "secret == null || secret != spare", say: 两个密码相同, fix: 更换, basis: 规定}
"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(GEAR + SAME)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


@pytest.fixture
def record(desk: Desk) -> Record:
    return desk.enter("gear", name="保险柜", note="放在里间", secret="140511", spare="2288")


def test_a_sealed_value_is_nowhere_in_the_database_or_the_journal(record: Record) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM registers_record WHERE id = %s", [record.pk])
        stored = str(cursor.fetchone()[0])

    assert "140511" not in stored
    assert "放在里间" in stored, "private is masked, not encrypted"
    assert not any("140511" in detail.body for detail in EventDetail.objects.all())


def test_a_sealed_value_opens_with_its_record_and_field_only(record: Record) -> None:
    text = record.data["secret"]

    assert sealing.unseal(text, record=str(record.uuid), field="secret") == "140511"
    for other in (
        {"record": "x", "field": "secret"},
        {"record": str(record.uuid), "field": "spare"},
    ):
        with pytest.raises(Refused):
            sealing.unseal(text, **other)
    key, digest, hidden = text.split("$")
    bytes_ = bytearray(base64.b64decode(hidden))
    bytes_[-1] ^= 1
    forged = f"{key}${digest}${base64.b64encode(bytes_).decode()}"
    with pytest.raises(Refused):
        sealing.unseal(forged, record=str(record.uuid), field="secret")


def test_old_keys_still_open_and_new_texts_take_the_new_key(record: Record, settings: Any) -> None:
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = ["another key", *old]

    assert (
        sealing.unseal(record.data["secret"], record=str(record.uuid), field="secret") == "140511"
    )
    assert sealing.seal("1", record="r", field="f")[:8] != record.data["secret"][:8]
    settings.FIELD_KEYS = ["another key"]
    with pytest.raises(Refused):
        sealing.unseal(record.data["secret"], record=str(record.uuid), field="secret")


def test_the_same_value_twice_has_one_digest_and_two_ciphertexts() -> None:
    first = sealing.seal("140511", record="a", field="f")
    second = sealing.seal("140511", record="b", field="f")

    assert sealing.compared(first) == sealing.compared(second)
    assert first != second
    assert sealing.compared(sealing.seal("140512", record="a", field="f")) != sealing.compared(
        first
    )


def test_conditions_see_digests_alike_in_python_and_sql(desk: Desk, record: Record) -> None:
    assert desk.found("GE-20", "gear") == []
    row = row_of_record(record, edition("gear").declaration)
    assert len(row["secret"]) == sealing.COMPARED

    save_record(desk.clerk, record, {"spare": "140511"}, version=1)

    (found,) = desk.found("GE-20", "gear")
    assert found["observed"] == "密码 ＊＊＊，备用密码 ＊＊＊"


def test_what_did_not_change_keeps_its_ciphertext(desk: Desk, record: Record) -> None:
    before = record.data["secret"]

    record = save_record(desk.clerk, record, {"name": "铁柜"}, version=1)

    assert record.data["secret"] == before


def test_lists_and_pages_mask_what_is_secret(desk: Desk, record: Record) -> None:
    another = desk.as_role("asset_clerk", desk.yi)
    (row,) = queries.records(another, "gear").rows
    page = queries.record(another, record.uuid).row

    for cells in (row.cells, page.cells):
        for name in ("note", "secret"):
            assert (cells[name].value, cells[name].shown, cells[name].masked) == (
                None,
                "＊＊＊",
                True,
            )
        assert cells["name"].shown == "保险柜"


def test_the_records_own_people_read_it_unmasked(desk: Desk) -> None:
    own = desk.enter("gear", viewer=desk.jia, name="柜", note="放在里间", secret="1")

    cells = queries.record(desk.jia, own.uuid).row.cells
    assert (cells["note"].shown, cells["secret"].shown) == ("放在里间", "1")
    assert queries.records(desk.jia, "gear").rows[0].cells["note"].masked, "not in a list"


def test_whoever_reveals_says_why_and_it_stands_in_the_journal(desk: Desk, record: Record) -> None:
    shown = reveal(desk.clerk, record, ["note", "secret", "name"], reason="年度盘点核对")

    assert shown == {"note": "放在里间", "secret": "140511"}
    event = Event.objects.get(action="record.reveal")
    assert event.summary == f"调阅 {record.number} 的备注、密码：年度盘点核对"


def test_without_a_reason_or_without_sight_nothing_is_shown(desk: Desk, record: Record) -> None:
    with pytest.raises(BadInput):
        reveal(desk.clerk, record, ["note"], reason="看看")
    with pytest.raises(BadInput):
        reveal(desk.clerk, record, ["name"], reason="年度盘点核对")
    outsider = desk.as_role("asset_clerk", desk.bing)
    with scope_for(outsider), pytest.raises(NotFound):
        reveal(outsider, record, ["note"], reason="年度盘点核对")
    with pytest.raises(NotFound):
        reveal(desk.yi, record, ["note"], reason="年度盘点核对")


def test_secret_values_stay_out_of_sentences(desk: Desk) -> None:
    desk.publish(
        GEAR.replace("R90", "R92")
        .replace("code: gear", "code: box")
        .replace("gear", "box")
        .replace("GE-", "BO-")
        + '\n  BO-20: {level: E, that: "note == null", say: "备注为 {note}", fix: 删去, basis: 规定}\n'
    )
    desk.enter("box", note="放在里间")

    (row,) = desk.found("BO-20", "box")
    assert (row["say"], row["observed"]) == ("备注为 ——", "备注 ＊＊＊")
