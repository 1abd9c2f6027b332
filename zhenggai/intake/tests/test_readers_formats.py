"""One text in every format that offices send is one draft; what a format does not say as text is told or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from zhenggai.intake.readers import parse
from zhenggai.intake.segment import segment
from zhenggai.intake.tests.making_files import (
    as_docx,
    as_html,
    as_ofd,
    as_pdf,
    as_xlsx,
    seed_text,
)

FORMATS: dict[str, Callable[[str], bytes]] = {
    "docx": as_docx,
    "html": as_html,
    "ofd": as_ofd,
    "pdf": as_pdf,
    "xlsx": as_xlsx,
}


def plain(value: Any) -> Any:
    """A draft without places: they count another text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in ("source", "page")}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", FORMATS)
def test_the_seed_is_the_same_draft_in_every_format(kind: str) -> None:
    expected = segment(parse(seed_text().encode(), "a.txt"))

    draft = segment(parse(FORMATS[kind](seed_text()), f"a.{kind}"))

    assert plain(draft.as_json()) == plain(expected.as_json())
