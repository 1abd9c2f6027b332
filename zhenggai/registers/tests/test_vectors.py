"""What rulebook.md I says of these registers, and checks that are asked once an office: both ways each."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import ExifTags, Image

from zhenggai.archive.actions import store
from zhenggai.archive.queries import taken_on
from zhenggai.people.models import Office, Person, Post, Workday
from zhenggai.registers.actions import attach_evidence, create_record
from zhenggai.registers.lookups import (
    dues,
    dues_rate,
    first_of,
    hours_between,
    percent_change,
    within_minutes,
)
from zhenggai.registers.models import Record
from zhenggai.registers.moves import Blocked
from zhenggai.registers.tests.conftest import DAY, Desk


@pytest.mark.parametrize(
    ("base", "category", "owed"),
    [
        ("3000", "在职", "15.00"),
        ("3000.01", "在职", "30.00"),
        ("5000", "在职", "50.00"),
        ("5000.01", "在职", "75.00"),
        ("10000", "在职", "150.00"),
        ("10000.01", "在职", "200.00"),
        ("5000", "离退休", "25.00"),
        ("5000.01", "离退休", "50.00"),
        ("0", "学生", "0.20"),
        ("8000", "年薪制", "120.00"),
    ],
)
def test_dues_by_base_and_category(base: str, category: str, owed: str) -> None:
    assert dues(round(float(base) * 100), category) == round(float(owed) * 100)


def test_rates_are_tenths_of_a_percent_and_a_fixed_sum_has_none() -> None:
    assert [dues_rate(base, "在职") for base in (300_000, 300_001, 1_000_001)] == [5, 10, 20]
    assert dues_rate(300_000, "学生") is None


def test_small_formulas() -> None:
    assert percent_change(100_000, 131_000) == 310
    assert percent_change(0, 5) is None
    assert hours_between("2025-04-09T18:00", "2025-04-09T22:30") == 45
    assert hours_between("2025-04-09T18:00", "2025-04-09T17:00") == 0
    assert within_minutes("2025-04-09T08:00", "2025-04-09T09:00", "2025-04-09T11:00", 60)
    assert not within_minutes("2025-04-09T07:59", "2025-04-09T09:00", "2025-04-09T11:00", 60)
    assert first_of([]) is None


@pytest.fixture
def branch(library: Desk) -> Desk:
    Office.objects.create(name="第一支部", kind="branch", parent=library.office.organ)
    return library


def test_no_assembly_in_the_second_quarter(branch: Desk) -> None:
    def found(today: date) -> list[tuple[Any, ...]]:
        rows = branch.found("OL-1", "org_life", today=today)
        return [(row["level"], row["say"]) for row in rows if row["period"] == "2021-Q2"]

    sentence = "2021年第二季度未见第一支部党员大会记录（应≥1次，实0次）"
    assert found(date(2021, 6, 20)) == [("W", sentence)]
    assert found(date(2021, 7, 1)) == [("E", sentence)]


def claim(desk: Desk, **values: Any) -> Record:
    usual: dict[str, Any] = {
        "claimant": desk.office.people["甲"],
        "dept": desk.office.study,
        "kind": "公务接待",
        "reason": "接待来访",
        "occurred_on": "2021-09-01",
        "amount": "800.37",
        "items": [{"desc": "用餐", "qty": "1", "price": "800.37", "sum": "800.37"}],
        "invoices": [
            {
                "no": "20001",
                "amount": "800.37",
                "seller": "饭店",
                "verified": True,
                "title_ok": True,
            }
        ],
        "pre_approved_on": "2021-08-30",
        "pay_method": "公务卡",
        "guest_count": 8,
        "escort_count": 2,
        "payee": "甲",
        "budget_item": "公务接待费",
        "budget_left": "9000",
    }
    return desk.enter("expense_claim", desk.as_role("finance_clerk"), **{**usual, **values})


def test_a_reception_without_the_letter_is_not_put_forward(library: Desk) -> None:
    clerk = library.as_role("finance_clerk")
    record = claim(library)
    for name in ("invoice", "form", "list", "proof", "reception", "guests"):
        library.attach(record, name, clerk)

    with pytest.raises(Blocked) as blocked:
        library.move(clerk, record, "present")

    sentences = " ".join(str(obstacle) for obstacle in blocked.value.obstacles)
    assert "缺：派出单位公函" in sentences
    assert {obstacle.check for obstacle in blocked.value.obstacles} == {"EX-1", None}
    library.attach(record, "letter", clerk)
    assert library.move(clerk, record, "present").state == "presented"


@pytest.mark.parametrize(
    ("guests", "escorts", "fails"), [(10, 3, False), (10, 4, True), (12, 4, False), (11, 4, True)]
)
def test_how_many_may_dine_along(library: Desk, guests: int, escorts: int, fails: bool) -> None:
    claim(library, guest_count=guests, escort_count=escorts)

    assert bool(library.found("EX-7", "expense_claim")) is fails


def test_a_meeting_signed_while_on_leave(library: Desk) -> None:
    person = library.office.people["甲"]
    leave = library.put(
        "leave", "on_leave", applicant=person, kind="事假", start="2021-10-08T08:30", end="2021-10-10T17:30",
        reason="家事", destination="本市", phone="1", delegate=library.office.people["乙"],
    )  # fmt: skip
    clerk = library.as_role("archive_clerk")
    library.enter(
        "minutes_archive", clerk, kind="其他", body=library.office.organ, title="碰头会", held_at="2021-10-09T09:00",
        ended_at="2021-10-09T10:00", chair=library.office.people["乙"], recorder=person, due_count=2,
        present=[person, library.office.people["乙"]], topics=["工作"], place="会议室", retention="10年",
    )  # fmt: skip
    assert library.found("X01", "leave") == [], "a draft proves nothing"

    Record.objects.filter(register="minutes_archive").update(state="signed")

    (row,) = library.found("X01", "leave")
    assert (row["record"], row["level"], row["part"]) == (leave.number, "E", "meeting")


def test_who_has_left_forty_days_ago_and_still_has_two_things(library: Desk) -> None:
    person, clerk = library.office.people["甲"], library.as_role("asset_clerk")
    Post.objects.create(
        person=person, office=library.office.study, title="工作人员", valid_from=date(2020, 1, 1)
    )
    for thing in ("电脑", "打印机"):
        library.enter(
            "asset", clerk, name=thing, category="设备", acquire="购置", acquired_on="2020-01-10", original_value="4000",
            life_years=6, unit="台", place="二楼", dept=library.office.study, custodian=person, status="在用",
            voucher_no="记1",
        )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(active=False, left_on=date(2021, 7, 30))
    library.enter(
        "handover", library.as_role("hr_clerk"), person=person, kind="调出", left_on="2021-07-30",
        supervisor=library.office.people["乙"],
    )  # fmt: skip

    assert len(library.found("AS-5", "asset")) == 2
    assert [row["part"] for row in library.found("X08", "handover")] == ["items", "assets"]


def photo(day: date) -> bytes:
    """A JPEG of which the camera says the day, written by another hand than the one that reads it."""
    stream, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.DateTime] = f"{day:%Y:%m:%d} 10:00:00"
    Image.new("RGB", (32, 24)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_one_photo_for_two_events(library: Desk) -> None:
    clerk = library.as_role("liaison_clerk")
    picture = store(clerk, photo(date(2021, 7, 3)), name="a.jpg", office_id=library.office.organ.pk)
    events = [
        create_record(
            clerk,
            "member_duty",
            {
                "on": f"2021-0{month}-03T09:00",
                "end": f"2021-0{month}-03T11:00",
                "kind": "视察",
                "topic": "视察",
                "organizer": library.office.study,
                "place": "河边",
            },
            today=DAY,
        )
        for month in (7, 8)
    ]
    for event in events:
        attach_evidence(clerk, event, name="photo_wide", attachment=picture)

    rows = library.found("MD-4", "member_duty")

    assert taken_on(picture.sha256) == "2021-07-03"
    assert sorted((row["part"], row["level"]) for row in rows) == [("reused", "E"), ("taken", "W")]
    assert [row["record"] for row in rows if row["part"] == "taken"] == [events[1].number]


def test_as7_a_year_is_counted_once_its_count_is_settled(library: Desk) -> None:
    def failing() -> list[str | None]:
        rows = library.found("AS-7", "asset_inventory", today=date(2022, 1, 5))
        return [row["period"] for row in rows if row["record"] is None and row["period"] == "2021"]

    base = {
        "base_date": "2021-11-20", "counters": [library.office.people["甲"]], "supervisor": library.office.people["乙"],
        "book_qty": 1, "real_qty": 1, "ledger_balance": "0", "diff_kind": "无",
    }  # fmt: skip
    record = library.enter("asset_inventory", library.as_role("asset_clerk"), **base)
    assert "2021" in failing()
    Record.objects.filter(pk=record.pk).update(state="settled")
    others = library.found("AS-7", "asset_inventory", today=date(2022, 1, 5))
    assert library.office.organ.pk not in {
        row["office"] for row in others if row["period"] == "2021"
    }


def test_ms5_the_next_years_calendar(library: Desk) -> None:
    def found(today: date) -> list[str]:
        return [row["level"] for row in library.found("MS-5", "handover", today=today)]

    Workday.objects.filter(day__year=2022).update(provisional=True)
    assert found(date(2021, 11, 30)) == []
    assert found(date(2021, 12, 1)) == ["W", "W"], "both offices are warned"
    assert found(date(2022, 1, 1)) == ["E", "E"]
    Workday.objects.filter(day__year=2022).update(provisional=False)
    assert found(date(2022, 1, 1)) == []


def test_the_words_of_a_streak_name_the_person_and_not_a_number(library: Desk) -> None:
    Office.objects.create(name="第一支部", kind="branch", parent=library.office.organ)
    record = library.enter(
        "party_member", library.as_role("organization_member"), name="甲",
        branch=Office.objects.get(name="第一支部"), joined_on="2010-07-01", kind="正式", valid_from="2021-01-01",
    )  # fmt: skip
    Record.objects.filter(pk=record.pk).update(state="listed")

    rows = library.found("DU-4", "party_dues", today=DAY)

    assert [row["say"] for row in rows] == ["甲连续 7 个月未足额交纳"]
    assert [(row["level"], row["period"]) for row in rows] == [("E", "2021-01")]
