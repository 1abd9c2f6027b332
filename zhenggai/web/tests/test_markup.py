"""What is filled in is escaped, whatever it is: the same promise as Django's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.rectification.queries import IssueState
from zhenggai.web.ledger_menus import Choice
from zhenggai.web.marks import entries
from zhenggai.web.markup import NOTHING, drawn_code, filled, one_after_another

_NAMED = {"title": "会议", "number": "1", "uuid": UUID(int=1)}
_PATTERN = '<a href="{address}" title="{title}">{words}</a>'
_PIECES = st.one_of(
    st.text(),
    st.sampled_from(["<script>alert(1)</script>", '" onclick="x', "'", "&amp;", "{words}", "%s"]),
    st.integers(),
    st.none(),
    st.dates(),
    st.uuids(),
    st.sampled_from(list(IssueState)),
)


@given(_PIECES, _PIECES, _PIECES)
def test_it_is_what_django_makes_of_it(address: object, title: object, words: object) -> None:
    pieces = {"address": address, "title": title, "words": words}

    assert filled(_PATTERN, **pieces) == format_html(_PATTERN, **pieces)


def test_nothing_typed_becomes_html() -> None:
    typed = '"><script>alert(1)</script>'

    assert filled(_PATTERN, address=typed, title=typed, words=typed).count("<") == 2


def test_what_is_html_already_stays() -> None:
    inner = filled("<b>{said}</b>", said="甲 & 乙")

    assert filled("<p>{inner}</p>", inner=inner) == "<p><b>甲 &amp; 乙</b></p>"
    assert isinstance(filled("{inner}", inner=inner), SafeString)


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (gettext_lazy("已办结"), "已办结"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (date(2021, 9, 8), "2021-09-08"),
        (0, "0"),
        (None, "None"),
    ],
)
def test_other_pieces_are_what_they_say(piece: object, shown: str) -> None:
    assert filled("{piece}", piece=piece) == shown


def test_a_piece_that_is_missing_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        filled("{one}{other}", one="1")


def test_pieces_one_after_another_are_escaped_unless_they_are_html() -> None:
    assert (
        one_after_another([filled("<i>{x}</i>", x="<"), "<b>", NOTHING]) == "<i>&lt;</i>&lt;b&gt;"
    )  # type: ignore[list-item]
    assert one_after_another([]) == ""


def test_the_entries_of_a_menu_mark_the_one_that_holds() -> None:
    html = entries([Choice("甲<乙", '?a="1"&b=2', True), Choice("不限", "?")], "/ledger/")

    assert html.splitlines() == [
        '<li><a href="/ledger/?a=&quot;1&quot;&amp;b=2" aria-current="true">甲&lt;乙</a></li>',
        '<li><a href="/ledger/?">不限</a></li>',
    ]


def test_a_code_is_a_drawing_and_says_nothing_typed() -> None:
    html = drawn_code('https://x.cn/s/"><script>')

    assert html.startswith("<svg")
    assert "script" not in html


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("sign_in_code.html", lambda drawn: {"drawn": drawn, "record": _NAMED}),
        ("survey_slips.html", lambda drawn: {"slips": [("x.cn", drawn)], "survey": _NAMED}),
    ],
)
def test_pages_show_a_code_as_a_drawing_and_other_text_as_text(
    template: str, context: Callable[[str], dict[str, object]]
) -> None:
    code = drawn_code("https://x.cn/s/")

    assert code in render_to_string(template, context(code))
    assert "&lt;svg onload" in render_to_string(template, context("<svg onload=x>"))
