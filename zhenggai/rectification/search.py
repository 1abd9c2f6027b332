"""Search in Chinese: every place in a text becomes one token, and each word of a query a phrase of them.

A Chinese character becomes itself with its right neighbour (财务 务管 管理 理), so that words of two characters
are found, which neither database's own tokenizer does; figures and Latin words stay whole. The tokens go into
FTS5 on SQLite and into a stored `tsvector` under a GIN index on PostgreSQL (migration 0001).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, PositiveBigIntegerField
from django.db.models.sql.compiler import SQLCompiler

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
_LONGEST_QUERY = 100
_LEAST = "(SELECT MIN(id) FROM rectification_issue WHERE round_id = %s)"
_MOST = "(SELECT MAX(id) FROM rectification_issue WHERE round_id = %s)"


def grams(text: str) -> str:
    """The tokens of a text, parted by spaces."""
    return " ".join(_tokens(text))


class IssuesMatching(Expression):
    """The keys of the issues whose text holds every word; for use as `pk__in=IssuesMatching("财务 审批")`.

    The index is that of all offices. Where the issues looked through are those of one round, SQLite is told between
    which keys they lie (`within`): it would go through every office's matches otherwise. PostgreSQL combines its
    indexes by itself.
    """

    def __init__(self, words: str, within: int | None = None) -> None:
        super().__init__(output_field=PositiveBigIntegerField())
        self.phrases, self.within = _phrases(words), within

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[str | int]]:
        query = " AND ".join(
            f'"{" ".join(phrase)}"{" *" if _is_beginning(phrase) else ""}'
            for phrase in self.phrases
        )
        sql = "SELECT rowid FROM rectification_search WHERE rectification_search MATCH %s"
        if self.within is None:
            return f"({sql})", [query]
        return f"({sql} AND rowid BETWEEN {_LEAST} AND {_MOST})", [query, self.within, self.within]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[str]]:
        phrases = (
            " <-> ".join(f"'{token}'" for token in phrase) + (":*" if _is_beginning(phrase) else "")
            for phrase in self.phrases
        )
        return (
            "(SELECT issue_id FROM rectification_issuetext"
            " WHERE vector @@ to_tsquery('simple', %s))",
            [" & ".join(f"({phrase})" for phrase in phrases)],
        )


def is_searchable(words: str) -> bool:
    """Whether anything is left of the words once marks and spaces are taken out."""
    return bool(_phrases(words))


def _is_beginning(phrase: list[str]) -> bool:
    """Whether the last token may be the beginning of a longer one: a lone character of a pair, a word half typed. A
    pair is whole."""
    last = phrase[-1]
    return last.isascii() or len(last) == 1


def _phrases(words: str) -> list[list[str]]:
    """Each word as a phrase of tokens. A lone last character that only ends the pair before it is left out."""
    phrases = [tokens for word in words[:_LONGEST_QUERY].split() if (tokens := _tokens(word))]
    for tokens in phrases:
        if len(tokens) > 1 and len(tokens[-1]) == 1 and tokens[-2][1:] == tokens[-1]:
            tokens.pop()
    return phrases


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        run = match[0]
        if run.isascii():
            tokens.append(run)
        else:
            tokens += [run[index : index + 2] for index in range(len(run))]
    return tokens
