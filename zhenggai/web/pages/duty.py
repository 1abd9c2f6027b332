"""The first page of those who see no ledger: the three administrators (security.md A06)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.journal.queries import length, verify
from zhenggai.people.queries import can, verification, waiting_count
from zhenggai.people.roles import ADMINS, role_label
from zhenggai.web.guide import guide
from zhenggai.web.page import SIGNED_IN, page
from zhenggai.web.request import Request

_SHORT = 5_000
"""Events that are recomputed while the page is made, where nobody has had them verified yet."""


@page(SIGNED_IN)
def duty(request: Request) -> HttpResponse:
    """One's roles, what a new office still lacks, what waits for one's word; for the audit administrator whether the
    journal still holds."""
    viewer = request.viewer
    context = {
        "roles": [role_label(role) for role in sorted(viewer.roles)],
        "steps": guide(viewer) if viewer.roles & ADMINS else [],
        "waiting_count": waiting_count(viewer),
        "last": None,
        "verdict": None,
    }
    if can(viewer, "journal.verify"):
        context["last"] = verification(viewer)
        if context["last"] is None and length() <= _SHORT:
            context["verdict"] = verify()
    return render(request, "duty.html", context)
