"""Signing in by a code: within the hours, by a name that the office knows, a few tries an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import NotFound, Refused
from zhenggai.registers import queries, signing_in
from zhenggai.registers.actions import create_record, publish, sign_in
from zhenggai.registers.drafting import DraftField, DraftRegister, yaml_of
from zhenggai.registers.models import Record
from zhenggai.registers.tests.conftest import DAY, Desk

MEETING = """
id: R96
code: gathering
label: 会议台账
version: 1
clerk: recorder
basis: [本单位规定]
title: "{topic}"
fields:
  topic:   {label: 议题, type: text, required: true}
  held_at: {label: 开始, type: datetime, required: true, index: true}
  until:   {label: 结束, type: datetime}
  present: {label: 出席, type: list, of: person}
workflow:
  start: draft
  states: {draft: 草稿, done: 已办}
  moves:
    finish: {label: 办结, from: draft, to: done, by: clerk}
"""


def at(hour: int, minute: int) -> datetime:
    """The office's clock on the day, without a zone, as register bodies keep it."""
    return datetime.combine(DAY, time(hour, minute))


@pytest.fixture
def meeting(desk: Desk, monkeypatch: Any) -> Record:
    desk.publish(MEETING)
    monkeypatch.setattr(signing_in, "_now", lambda: at(9, 10))
    clerk = desk.as_role("recorder")
    return desk.enter("gathering", clerk, topic="学习会", held_at="2021-09-08T09:00")


def again(record: Record) -> Record:
    return Record._base_manager.get(pk=record.pk)


def test_a_name_is_signed_once(desk: Desk, meeting: Record) -> None:
    token = signing_in.token_of(meeting)

    assert "已签到" in sign_in(token, "甲", "10.0.0.1")
    assert "此前" in sign_in(token, " 甲 ", "10.0.0.1")
    assert again(meeting).data["present"] == [desk.office.people["甲"].pk]
    assert Event.objects.filter(action="record.sign_in").count() == 2


def test_an_unknown_name_learns_nothing(meeting: Record) -> None:
    with pytest.raises(Refused) as refused:
        sign_in(signing_in.token_of(meeting), "没这人", "10.0.0.1")

    assert refused.value.code == "sign_in.unknown"
    assert "present" not in again(meeting).data


@pytest.mark.parametrize(("hour", "is_open"), [(7, False), (8, True), (13, True), (15, False)])
def test_it_is_open_around_the_meeting_only(
    meeting: Record, monkeypatch: Any, hour: int, is_open: bool
) -> None:
    monkeypatch.setattr(signing_in, "_now", lambda: at(hour, 30))
    token = signing_in.token_of(meeting)

    assert signing_in.sheet_of(token).is_open is is_open
    if not is_open:
        with pytest.raises(Refused) as refused:
            sign_in(token, "甲", "10.0.0.1")
        assert refused.value.code == "sign_in.hours"


def test_a_changed_token_is_nothing(meeting: Record) -> None:
    token = signing_in.token_of(meeting)
    for bad in (token[:-1], "x", str(meeting.uuid)):
        with pytest.raises(NotFound):
            sign_in(bad, "甲", "10.0.0.1")


def test_an_address_that_tries_names_is_stopped(meeting: Record, monkeypatch: Any) -> None:
    monkeypatch.setattr(signing_in, "TRIES", 3)
    token = signing_in.token_of(meeting)
    for _ in range(3):
        with pytest.raises(Refused):
            sign_in(token, "没这人", "10.0.0.1")

    with pytest.raises(signing_in.TooMany):
        sign_in(token, "甲", "10.0.0.1")
    assert "已签到" in sign_in(token, "甲", "10.0.0.2")


def test_a_reviewed_record_takes_no_signature(meeting: Record) -> None:
    Record._base_manager.filter(pk=meeting.pk).update(reviewed_at="2021-09-08T00:00Z")
    with pytest.raises(Refused) as refused:
        sign_in(signing_in.token_of(meeting), "甲", "10.0.0.1")

    assert refused.value.code == "sign_in.locked"


def test_members_sign_into_records_of_their_own(library: Desk, monkeypatch: Any) -> None:
    desk = library
    monkeypatch.setattr(signing_in, "_now", lambda: at(9, 10))
    clerk = desk.as_role("liaison_clerk")
    fields = queries.declaration(clerk, "member").fields
    wanted = {"name": "委甲", "sector": "工商", "session": "十届"}
    member = desk.enter("member", clerk, **{k: v for k, v in wanted.items() if k in fields})
    values = {"on": "2021-09-08T09:00", "kind": "学习", "topic": "学习会", "place": "会议室"}
    values |= {"organizer": desk.office.organ, "invited": [member]}
    event = create_record(clerk, "member_duty", values, today=DAY)
    name = member.title.split(" ")[0]

    assert "已签到" in sign_in(signing_in.token_of(event), name, "10.0.0.1")
    assert "此前" in sign_in(signing_in.token_of(event), name, "10.0.0.1")
    record = Record._base_manager.get(register="member_attendance")
    assert record.data["method"] == "扫码"
    assert record.data["signed_at"] == "2021-09-08T09:10"


def test_a_register_made_by_a_form_is_a_file_that_can_be_published(desk: Desk) -> None:
    draft = DraftRegister(
        id="R50",
        code="visit_log",
        label='走访 "台账": {x}',
        clerk="liaison_clerk",
        reviewer="general_office",
        basis="本单位规定",
        fields=[
            DraftField("日期", "date", required=True),
            DraftField("方式", "choice", words=("上门", "电话: 短")),
            DraftField("联系电话", "text", secret=True),
            DraftField("人员", "person"),
        ],
        papers=["照片"],
        every="month",
    )
    text = yaml_of(draft)
    publish(desk.admin, text, today=DAY)
    found = queries.declaration(desk.as_role("liaison_clerk"), "visit_log")

    assert found.label == '走访 "台账": {x}'
    assert found.fields["f3"].private
    assert found.fields["f2"].choices == ("上门", "电话: 短")
    assert {check.id for check in found.checks} == {"R50-1", "R50-2"}
    record = desk.enter(
        "visit_log", replace(desk.as_role("liaison_clerk")), f1="2021-09-01", f2="上门"
    )
    assert "上门" in record.title
