"""The tags that draw rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from zhenggai.web.ledger_rows import LedgerRows
from zhenggai.web.ledger_view import IssueLine
from zhenggai.web.markup import one_after_another

register = template.Library()


@register.simple_tag
def issue_row(rows: LedgerRows, line: IssueLine, saved: bool | str = False) -> SafeString:
    """An issue's row, and its measures' where it stands open; marked where it was just saved."""
    return rows.drawn(line, saved=bool(saved))


@register.simple_tag
def issue_rows(rows: LedgerRows, lines: Iterable[IssueLine]) -> SafeString:
    """The rows under one head."""
    return one_after_another(rows.drawn(line) for line in lines)
