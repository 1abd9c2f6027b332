"""What letters are called."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.rectification.models import LetterKind, SupervisionLetter


def title_of(letter: SupervisionLetter) -> str:
    """提醒书."""
    return str(LetterKind(letter.kind).label)


def document_number(letter: SupervisionLetter) -> str:
    """督办〔2021〕3号; empty before it is signed."""
    if letter.number is None:
        return ""
    return gettext("督办〔%(year)s〕%(number)s号") % {
        "year": letter.year,
        "number": letter.number,
    }


def number_words(letter: SupervisionLetter) -> str:
    """提醒书（督办〔2021〕3号）."""
    number = document_number(letter)
    return f"{title_of(letter)}（{number}）" if number else title_of(letter)
