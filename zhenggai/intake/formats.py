"""Extensions of the files that may be taken in (security.md F01). Light on purpose: the pages' process asks here."""

from __future__ import annotations

TEXTS = ("txt", "docx", "xlsx", "xls", "pdf", "html", "htm", "ofd")
"""Always, as security.md F01 lists them."""


def accepted() -> tuple[str, ...]:
    """Every extension that this installation reads."""
    return TEXTS
