"""Extensions of the files that may be taken in (security.md F01). Light on purpose: the pages' process asks here."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

TEXTS = ("txt", "docx", "xlsx", "xls", "pdf", "html", "htm", "ofd")
"""Always, as security.md F01 lists them."""
OLD = ("doc", "wps")
"""Where LibreOffice is installed (readings.md 21)."""
PICTURES = ("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp")
"""Where the extra `ocr` is installed."""


def accepted() -> tuple[str, ...]:
    """Every extension that this installation reads."""
    return (
        *TEXTS,
        *(OLD if may_convert() else ()),
        *(PICTURES if may_recognise() else ()),
    )


def may_convert() -> bool:
    return shutil.which("soffice") is not None


def may_recognise() -> bool:
    """Whether letters can be recognised in pictures."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))
