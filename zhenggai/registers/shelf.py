"""The library: the declarations that come with the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhenggai.registers.catalogue import Catalogue, Outline
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.loading import load_kept, outlines

FOLDER = Path(__file__).resolve().parent / "library"


@cache
def shelf_outlines() -> Catalogue:
    """Every register of the library as others see it."""
    found: dict[str, Outline] = {}
    for path in files():
        found |= outlines(path.read_text(encoding="utf-8"))
    return found


@cache
def shelf() -> dict[str, Declaration]:
    """Every register of the library by its code."""
    return {
        declaration.code: declaration
        for path in files()
        for declaration in load_kept(path.read_text(encoding="utf-8"), shelf_outlines())
    }


def files() -> tuple[Path, ...]:
    return tuple(sorted(FOLDER.glob("*.yaml")))
