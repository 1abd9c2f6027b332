"""HTML put together in Python where a template would be slow: a pattern, and pieces that are escaped as they are filled in.

The same promise as Django's `format_html`, which asks of every piece whether it is lazy or a list: a page of the ledger
fills in two thousand (docs/decisions/0026). This is the only module that may call text safe (security.md S13).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import segno
from django.utils.safestring import SafeString

NOTHING = SafeString("")


def filled(pattern: str, **pieces: object) -> SafeString:
    """The pattern with its pieces: what `filled` and Django made is HTML already, anything else is text. The pattern
    is ours and never anything that was typed."""
    return SafeString(pattern.format_map({name: _html(piece) for name, piece in pieces.items()}))


def one_after_another(parts: Iterable[SafeString]) -> SafeString:
    """Several pieces of HTML; text among them is escaped."""
    return SafeString("".join([_html(part) for part in parts]))


def drawn_code(address: str) -> SafeString:
    """A QR code of an address, as a drawing: black and white in both schemes, or no telephone reads it."""
    code = segno.make(address, error="m")
    return SafeString(code.svg_inline(scale=1, omitsize=True, dark="#1f2226", light="#fff"))


def _html(piece: object) -> str:
    return piece if isinstance(piece, SafeString) else escape(str(piece))
