from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.icalendar import Entry, calendar, escaped, folded

NOW = datetime(2021, 9, 8, 1, 2, 3, tzinfo=UTC)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_a_folded_line_is_the_same_line_in_short_pieces(line: str) -> None:
    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_marks_of_the_format_are_escaped() -> None:
    assert escaped("a;b,c\\d\r\ne\nf") == "a\\;b\\,c\\\\d\\ne\\nf"


def test_a_calendar_is_what_the_standard_says() -> None:
    entry = Entry("u1@x", date(2021, 12, 31), "1-1 到期，请办", "第一行\n第二行", "https://x/1")

    lines = calendar("整改", [entry], NOW).split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        *("UID:u1@x", "DTSTAMP:20210908T010203Z", "DTSTART;VALUE=DATE:20211231"),
        *("DTEND;VALUE=DATE:20220101", "SUMMARY:1-1 到期，请办"),
        *("DESCRIPTION:第一行\\n第二行", "URL:https://x/1"),
    ):
        assert line in lines
