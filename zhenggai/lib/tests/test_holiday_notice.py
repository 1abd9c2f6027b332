"""The wording of the yearly notices, and what must not be read as a day off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import constants

from zhenggai.lib.holiday_notice import LONGEST, read_days, year_of
from zhenggai.lib.tests.pace import takes_less

pytestmark = pytest.mark.outside_database

WORDING = """国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日（星期五、中秋节）至10月6日放假调休，共8天。10月7日（星期六）、8日（星期日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


def days(text: str, year: int) -> tuple[set[date], set[date]]:
    found = read_days(text, year)
    return {item.day for item in found if not item.worked}, {
        item.day for item in found if item.worked
    }


def test_a_notice_is_read_as_its_days() -> None:
    assert year_of(WORDING) == 2023
    off, on = days(WORDING, 2023)

    # The weekend before New Year belongs to the next year's notice.
    assert {day for day in off if day.year == 2023} == {
        day for day in constants.holidays if day.year == 2023 and day < date(2023, 12, 30)
    }
    assert on == {day for day in constants.workdays if day.year == 2023}
    assert date(2022, 12, 31) in off


def test_each_day_says_which_festival_it_belongs_to() -> None:
    notes = {item.day: item.note for item in read_days(WORDING, 2023)}

    assert notes[date(2023, 1, 28)] == "春节"
    assert notes[date(2023, 10, 8)] == "中秋节、国庆节"


def test_what_is_only_encouraged_is_no_day_off() -> None:
    text = "二、春节：2月10日至17日放假调休，共8天。鼓励各单位安排职工在除夕（2月9日）休息。"

    off, on = days(text, 2024)
    assert (min(off), max(off), on) == (date(2024, 2, 10), date(2024, 2, 17), set())


@pytest.mark.parametrize("year", range(2021, 2027))
def test_every_announced_year_survives_its_wording(year: int) -> None:
    """Written as the notices write, from the days themselves, and read again."""
    text = "\n".join(
        f"{'一二三四五六七八九十'[place]}、{name}：{_span(first, last)}放假调休。{worked}"
        for place, (name, first, last, worked) in enumerate(_rests(year))
    )
    off, on = days(text, year)

    assert off == {day for day in constants.holidays if day.year == year}
    assert on == {day for day in constants.workdays if day.year == year}


def test_a_table_of_days_is_read_as_well() -> None:
    off, on = days(
        "日期\t安排\t说明\n2027-01-01\t放假\t元旦\n2027年1月3日\t上班\t元旦\n2027/2/31\t休\n", 2027
    )

    assert (off, on) == ({date(2027, 1, 1)}, {date(2027, 1, 3)})


@pytest.mark.parametrize(
    "text", ["", "没有日期", "一、元旦：13月41日放假。", "一、元旦：1月1日至12月31日放假。"]
)
def test_what_names_no_days_gives_none(text: str) -> None:
    assert read_days(text, 2027) == []


@pytest.mark.parametrize("piece", ["一、春节：", "1月1日至", "（（（", "2027-1-1\t", "1日、"])
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    assert takes_less(5, lambda: read_days(piece * (3 * LONGEST), 2027))


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first.month}月{first.day}日"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{first.month}月{first.day}日（星期一）至{month}{last.day}日"


def _rests(year: int) -> list[tuple[str, date, date, str]]:
    """Each run of days off with its name; the make-up days stand with the first."""
    off = sorted(day for day in constants.holidays if day.year == year)
    on = "、".join(
        f"{day.month}月{day.day}日（星期六）" for day in constants.workdays if day.year == year
    )
    runs: list[list[date]] = []
    for day in off:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        (constants.holidays[run[0]], run[0], run[-1], f"{on}上班。" if place == 0 and on else "")
        for place, run in enumerate(runs)
    ]
