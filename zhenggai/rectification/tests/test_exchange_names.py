"""Names in a sheet: with titles, several in a cell, unknown, shared."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.tests.pace import takes_less
from zhenggai.rectification.exchange.names import (
    Department,
    Directory,
    Person,
    read_offices,
    read_people,
)
from zhenggai.rectification.exchange.paper import Who


def who(number: int, name: str) -> Who:
    return Who(UUID(int=number), name)


OFFICE, PARTY, FINANCE = who(1, "办公室"), who(2, "党建工作办公室"), who(3, "财务组")
ORGAN = who(4, "区政协机关")
ZHANG, LI, WANG = who(11, "张三"), who(12, "李四"), who(13, "王小明")
CHEN, OTHER_CHEN = who(14, "陈静"), who(15, "陈静")
OUYANG = who(16, "欧阳建国")

DIRECTORY = Directory(
    [
        Person(ZHANG, (("办公室", "主任"),)),
        Person(LI, (("财务组", "财务负责人"),)),
        Person(WANG),
        Person(CHEN, (("办公室", "副主任"),)),
        Person(OTHER_CHEN, (("财务组", "出纳"),)),
        Person(OUYANG, (("区政协机关", "党组书记"),)),
    ],
    [
        Department(OFFICE, "办"),
        Department(PARTY, "党建办"),
        Department(FINANCE),
        Department(ORGAN, "政协机关"),
    ],
)


@pytest.mark.parametrize(
    "text",
    [
        "张三",
        "张 三",
        "张\u3000三",
        "张三同志",
        "张三主任",
        "张三（主任）",
        "（主任）张三",
        "办公室主任张三",
        "办公室 主任 张三",
        "张三（办公室主任）",
        "责任人：张三",
        "张三负责",
        "张三\u200b",
    ],
)
def test_a_name_with_its_title_is_one_person(text: str) -> None:
    (found,) = read_people(text, DIRECTORY)

    assert found.who == ZHANG
    assert found.plain == (found.words == "张三")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三、李四", [ZHANG, LI]),
        ("张三 李四", [ZHANG, LI]),
        ("张三，李四；王小明", [ZHANG, LI, WANG]),
        ("办公室主任张三和李四", [ZHANG, LI]),
        ("张三\n欧阳建国书记", [ZHANG, OUYANG]),
        ("张三（办公室、主任）", [ZHANG]),
    ],
)
def test_several_people_stand_in_order(text: str, expected: list[Who]) -> None:
    assert [found.who for found in read_people(text, DIRECTORY)] == expected


def test_of_two_of_one_name_the_post_beside_it_decides_and_else_it_is_asked() -> None:
    assert read_people("办公室副主任陈静", DIRECTORY)[0].who == CHEN
    assert read_people("陈静（财务组）", DIRECTORY)[0].who == OTHER_CHEN
    asked = read_people("陈静", DIRECTORY)[0]
    assert (asked.who, asked.options) == (None, (CHEN, OTHER_CHEN))


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("赵六", ()),
        ("各部门", ()),
        ("张三丰", (ZHANG,)),
        ("小张三", (ZHANG,)),
        ("张", ()),
    ],
)
def test_whoever_is_not_certain_is_asked(text: str, options: tuple[Who, ...]) -> None:
    (found,) = read_people(text, DIRECTORY)

    assert (found.who, found.options) == (None, options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办公室", [OFFICE]),
        ("党建办", [PARTY]),
        ("党建办（牵头）", [PARTY]),
        ("区政协机关办公室", [OFFICE]),
        ("政协机关财务组", [FINANCE]),
        ("财务组、党建办", [FINANCE, PARTY]),
        ("财务组 党建办", [FINANCE, PARTY]),
        ("各室委", [None]),
    ],
)
def test_departments_go_by_name_and_short_name(text: str, expected: list[Who | None]) -> None:
    assert [found.who for found in read_offices(text, DIRECTORY)] == expected


def test_an_unknown_department_is_asked_with_those_that_are_called_alike() -> None:
    assert read_offices("党建工作", DIRECTORY)[0].options == (PARTY,)
    assert read_offices("", DIRECTORY) == []


@given(st.sampled_from(DIRECTORY.persons), st.sampled_from(["", "同志", "主任", "（主任）", " "]))
def test_everybody_is_found_by_the_own_name(person: Person, title: str) -> None:
    (found,) = read_people(person.who.name + title, DIRECTORY)

    assert person.who in (found.who, *found.options)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    read_people(text, DIRECTORY)
    read_offices(text, DIRECTORY)


def test_F08_a_hostile_text_takes_no_time() -> None:
    def read() -> None:
        for text in ("张三" * 30_000, "（" * 60_000, "主任" * 30_000, "副" * 60_000, "和" * 60_000):
            read_people(text, DIRECTORY)
            read_offices(text, DIRECTORY)

    assert takes_less(1, read)
