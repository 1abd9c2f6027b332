"""The tag that draws a row of the ledger."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from zhenggai.web.ledger_rows import LedgerRows
from zhenggai.web.ledger_view import IssueLine

register = template.Library()


@register.simple_tag
def issue_row(rows: LedgerRows, line: IssueLine, saved: bool | str = False) -> SafeString:
    """An issue's row, and its measures' where it stands open; marked where it was just saved."""
    return rows.drawn(line, saved=bool(saved))
