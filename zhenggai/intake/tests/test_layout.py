"""A document stands again from its text and its layout; what was read of it is reviewed the same."""

from __future__ import annotations

import json

import pytest

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.keys import keyed
from zhenggai.intake.editing.reviewing import reviewed
from zhenggai.intake.layout import blocks_of, layout_of, pages_of
from zhenggai.intake.lines import logical_lines
from zhenggai.intake.readers import parse
from zhenggai.intake.segment import segment
from zhenggai.intake.tests.making_files import seed_text
from zhenggai.intake.tests.test_readers_formats import FORMATS

BLOCKS = (
    Block("标题", page=1, heading=1),
    Block("", page=1),
    Block("序号\t问题", page=1, cells=("序号", "问题"), table=0, header=True),
    Block("正文", page=3, soft=True),
)


def test_blocks_come_back_as_they_were():
    document = Document("a.docx", "docx", "", BLOCKS)

    kept = json.loads(json.dumps(layout_of(document)))

    assert blocks_of(document.text, kept) == BLOCKS
    assert pages_of(BLOCKS) == [(0, 1), (10, 3)]


def test_without_a_layout_every_line_is_a_block():
    assert [block.text for block in blocks_of("甲\n\n乙", None)] == ["甲", "", "乙"]


def test_a_page_of_a_citation_is_where_it_begins():
    bench = Bench("甲乙\n丙丁", [(0, 1), (3, 2)])

    assert (bench.cite(0, 2).page, bench.cite(2, 5).page) == (1, 2)
    assert bench.cite(2, 3) is None


@pytest.mark.parametrize("kind", [*FORMATS, "txt"])
def test_an_unchanged_draft_deserves_the_remarks_that_reading_made(kind):
    data = seed_text().encode() if kind == "txt" else FORMATS[kind](seed_text())
    document = parse(data, f"通报.{kind}")
    draft = segment(document)
    kept = json.loads(json.dumps(layout_of(document)))
    again = Document("", kind, "", blocks_of(document.text, kept))

    found = reviewed(
        keyed(draft, Bench(document.text, pages_of(again.blocks))), logical_lines(again)
    )

    assert _plain(found) == _plain(draft)


def _plain(draft):
    return [
        (r.code, r.message, r.source and (r.source.start, r.source.page)) for r in draft.remarks
    ]
