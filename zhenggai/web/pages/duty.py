"""The first page of those who see no ledger: the three administrators (security.md A06)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.journal.queries import verify
from zhenggai.people.queries import can
from zhenggai.people.roles import role_label
from zhenggai.web.page import SIGNED_IN, page
from zhenggai.web.request import Request


@page(SIGNED_IN)
def duty(request: Request) -> HttpResponse:
    """One's roles, and for the audit administrator whether the journal still holds."""
    roles = [role_label(role) for role in sorted(request.viewer.roles)]
    audits = can(request.viewer, "journal.verify")
    return render(request, "duty.html", {"roles": roles, "verdict": verify() if audits else None})
