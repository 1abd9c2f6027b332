"""One row of the ledger by itself, in the state that the page around it has."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import queries
from zhenggai.web.ledger_menus import LedgerAddress
from zhenggai.web.ledger_rows import LedgerRows
from zhenggai.web.ledger_view import line_of
from zhenggai.web.request import Request, current_query


def row_context(request: Request, uuid: UUID) -> dict[str, Any]:
    """What the row's template needs; its links keep the address that the browser shows."""
    query = current_query(request)
    round = {"round": query["round"]} if "round" in query else {}
    where = LedgerAddress.from_query(query, round)
    issue = queries.issue_row(request.viewer, uuid, today())
    meaning, _legend = queries.warning_legend(request.viewer)
    picks = can(request.viewer, "issue.assign")
    return {
        "line": line_of(where, issue, [issue.code]),
        "rows": LedgerRows(where.columns, today(), meaning, picks=picks),
    }
