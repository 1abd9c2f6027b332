"""One-time passwords on the screen: shown once in the answer to the form that made them, to be written down or printed
and handed over. They stand in no address, no session and no log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.people.models import Account


@dataclass(frozen=True, slots=True)
class Slip:
    """An account with the word that opens it once."""

    account: Account
    word: str


def slips(request: Request, several: Sequence[Slip], *, back: str, **more: Any) -> HttpResponse:
    """The page with the slips; going back leads to where the accounts are."""
    context = {"slips": several, "back": back, **more}
    return render(request, "slips.html", context)
