"""docs/registers.md says what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from zhenggai.registers.describing import describe
from zhenggai.registers.shelf import shelf

PAGE = Path(__file__).resolve().parents[3] / "docs" / "registers.md"


@pytest.mark.outside_database
def test_the_page_of_registers_is_current() -> None:
    with override("zh-hans"):
        assert PAGE.read_text(encoding="utf-8") == describe(shelf().values()), (
            "run scripts/describe_registers.py"
        )


@pytest.mark.outside_database
def test_every_check_gate_and_field_stands_in_it() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for declaration in shelf().values():
        assert f"## {declaration.id} {declaration.label} `{declaration.code}`" in text
        assert all(f"`{name}`" in text for name in declaration.fields)
        assert all(f"| {check.key}" in text for check in declaration.checks)
