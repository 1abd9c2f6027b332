"""What axe finds serious on a page that stands still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_SERIOUS = ("serious", "critical")
_AT_REST = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => 0)"


def faults(page: Page) -> list[str]:
    """The rule and the first place of each fault. What is still fading in would be told as too pale."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)
    page.evaluate(_AT_REST)
    page.evaluate(_SCRIPT)
    found: Any = page.evaluate("axe.run()")
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in found["violations"]
        if fault["impact"] in _SERIOUS
    ]
