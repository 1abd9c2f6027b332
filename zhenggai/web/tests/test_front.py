"""Rules of the front end that can be read off the files (design: no inline style or script, small, our own)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static").rglob("*.js"))
SHEETS = [
    WEB / "static" / "zhenggai" / name
    for name in (
        *("administration.css", "closing.css", "figures.css", "process.css"),
        *("registers.css", "style.css", "supervision.css", "work.css"),
    )
]
STYLE = WEB / "static" / "zhenggai" / "style.css"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"""(?:src|href|action)=["']https?:""", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", source, re.DOTALL):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_drawing_that_is_one_picture_holds_nothing_to_press(path: Path) -> None:
    for drawing in re.findall(r"<svg[^>]*>.*?</svg>", path.read_text(encoding="utf-8"), re.DOTALL):
        assert 'role="img"' not in drawing or "<a " not in drawing


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_tables_have_captions_and_scopes(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    for table in re.findall(r"<table.*?</table>", source, re.DOTALL):
        assert "<caption" in table
        assert not re.search(r"<th(?![^>]*\sscope=)[\s>]", table)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_modules_stay_small_and_write_no_style_or_markup(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert source.count("\n") <= 200
    assert not re.search(r"\.(?:inner|outer)HTML|\.style\b|eval\(|document\.write", source)


def test_the_style_sheets_are_small_files_of_our_own() -> None:
    assert sorted((WEB / "static").rglob("*.css")) == SHEETS
    for sheet in SHEETS:
        assert sheet.stat().st_size <= 30_000
        assert "url(" not in sheet.read_text(encoding="utf-8")


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(
        re.findall(r'id="(\w+)"', (WEB / "static/zhenggai/icons.svg").read_text(encoding="utf-8"))
    )
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'\{% icon "(\w+)" %\}', path.read_text(encoding="utf-8"))
    }

    assert named <= drawn


_RATIOS = (
    [
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3")
        for ground in ("paper", "sheet", "wash", "amber-wash", "indigo-wash", "cinnabar-wash")
    ]
    + [
        (pigment, ground)
        for pigment in ("cinnabar", "amber", "jade", "indigo")
        for ground in ("paper", "sheet", "wash", f"{pigment}-wash")
    ]
    + [("sheet", "cinnabar"), ("amber", "paper")]
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), _RATIOS)
def test_text_colours_keep_the_contrast_of_aa(scheme: str, text: str, ground: str) -> None:
    colours = _colours(scheme)

    assert _contrast(colours[text], colours[ground]) >= 4.5


def _colours(scheme: str) -> dict[str, tuple[int, int, int]]:
    """The tokens of a scheme: the first block is the light one, the next what the dark one changes."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, tuple[int, int, int]] = {}
    for block in blocks[: 1 if scheme == "light" else 2]:
        for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block):
            digits = value if len(value) == 6 else "".join(2 * digit for digit in value)
            red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
            found[name] = (red, green, blue)
    return found


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG 2.2, contrast ratio of two colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in colour]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
