"""Which issue and measure each row of a sheet is (readings.md 14): by number, else by the original text. A number whose
text says something else is never trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from zhenggai.rectification.exchange.notes import Note, note
from zhenggai.rectification.exchange.paper import PaperIssue, PaperMeasure
from zhenggai.rectification.exchange.sheets import Record, Table

_CODE = re.compile(r"(\d{1,3})[-.．—–－_](\d{1,5})(?:[-.．—–－_](\d{1,4}))?")
_CODE_AT_HEAD = re.compile(r"\s*(\d{1,3}-\d{1,5}-\d{1,4})(?![\d-])[\s、.．:：]*")
_AS_DAY = re.compile(r"(?:19|20)\d\d-(\d\d)-(\d\d)")
_MARKER = re.compile(
    r"(?:\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[是、要]|\(?\d{1,2}[).、．]|[①-⑳])\s*"
)
_SIGN = r"[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]{1,2}是"
_NUMBER = r"\d{1,2}[.、．)]"
_ITEM = re.compile(rf"(?:^|\n)\s*(?={_SIGN}|{_NUMBER})|(?<=[。；;])\s*(?={_SIGN}|{_NUMBER}(?!\d))")
"""Where an enumerated item of a cell begins: at a line's head, or behind a sentence."""
_ALIKE = 0.6
_NEARLY_SAME = 0.8


@dataclass(slots=True)
class Part:
    """A measure as a row writes it: found in the ledger, or new to it."""

    words: str
    measure: PaperMeasure | None = None


@dataclass(slots=True)
class Row:
    """A record of the sheet whose issue is known; `parts` are the measures in it."""

    record: Record
    roles: frozenset[str]
    """The columns of the row's table."""
    parts: list[Part] = field(default_factory=list)
    own_cells: bool = False
    """Whether the table numbers measures in a column of their own: then every cell of a measure's row is its own."""

    @property
    def part(self) -> Part | None:
        """The one measure of the row; None where it has none, or several."""
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(slots=True)
class Matched:
    """An issue with the rows that speak of it."""

    issue: PaperIssue
    rows: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Unmatched:
    """A row that cannot be brought in, and why."""

    record: Record
    reason: Note


class Known:
    """The ledger, to be looked up."""

    def __init__(self, issues: Iterable[PaperIssue]) -> None:
        self.issues = {issue.code: issue for issue in issues}
        self.measures = {
            measure.code: (issue, measure)
            for issue in self.issues.values()
            for measure in issue.measures
        }
        self._texts: dict[str, list[PaperIssue]] = {}
        for issue in self.issues.values():
            for text in dict.fromkeys((digest(issue.title), digest(issue.original_text))):
                self._texts.setdefault(text, []).append(issue)

    def by_text(self, text: str) -> list[PaperIssue]:
        return self._texts.get(digest(text), []) if text else []


def digest(text: str) -> str:
    """The original text without what people change when they copy it: white space, marks, its leading number."""
    plain = unicodedata.normalize("NFKC", text)
    plain = _MARKER.sub("", plain.strip(), count=1)
    return "".join(sign for sign in plain if sign.isalnum()) or plain


def match(tables: Sequence[Table], known: Known) -> tuple[list[Matched], list[Unmatched]]:
    """Every row with its issue and measures, in the order in which the sheet first names each issue."""
    found: dict[str, Matched] = {}
    left: list[Unmatched] = []
    for table in tables:
        current: Matched | None = None
        for record in table.records:
            answer = _issue_of(record, current, known)
            if isinstance(answer, Unmatched):
                if _says_anything(record) or _is_numbered(record, known):
                    left.append(answer)
                current = None if _names_an_issue(record) else current
                continue
            issue, notes = answer
            current = found.setdefault(issue.code, Matched(issue))
            current.notes += [item for item in notes if item not in current.notes]
            current.rows.append(_row(record, issue, table, known))
    return list(found.values()), left


def _issue_of(
    record: Record, current: Matched | None, known: Known
) -> tuple[PaperIssue, list[Note]] | Unmatched:
    measure = _measure_code(record)
    if measure in known.measures:
        issue = known.measures[measure][0]
        title = _title(record)
        if not title or _agrees(title, issue):
            return issue, []
    if not _names_an_issue(record):
        if current is None or not _says_anything(record):
            return Unmatched(record, note("row.orphan"))
        if record.cells.get("measure") or set(record.cells) & {"owner", "deadline"}:
            return current.issue, []
        return Unmatched(record, note("row.orphan"))
    return _named_issue(record, known)


def _named_issue(record: Record, known: Known) -> tuple[PaperIssue, list[Note]] | Unmatched:
    title, (code, as_day) = _title(record), _issue_code(record, known)
    issue = known.issues.get(code)
    if issue and (not title or _agrees(title, issue)):
        given = record.cells.get("code", "")
        return issue, [note("match.day", given=given, code=code)] if as_day else []
    same = known.by_text(title)
    if len(same) > 1:
        return Unmatched(record, note("row.several"))
    if same:
        return same[0], [note("match.text", code=same[0].code)] if code else []
    if issue:
        return Unmatched(record, note("row.disagrees", code=code, title=issue.title))
    if code:
        return Unmatched(record, note("row.unknown", code=code))
    return Unmatched(record, note("row.unmatched"))


def _names_an_issue(record: Record) -> bool:
    code = record.cells.get("code", "")
    return bool(code or _title(record))


def _says_anything(record: Record) -> bool:
    """More than a heading: something stands in a cell that could be brought in."""
    return bool(set(record.cells) - {"serial", "aspect", "title", "what", "code", "note"})


def _is_numbered(record: Record, known: Known) -> bool:
    """An issue with its number and its words, even where nothing else stands beside them; headings have none."""
    return bool(_issue_code(record, known)[0] and _title(record))


def _title(record: Record) -> str:
    """The issue's words, where the row gives any; in a list of issues and measures only in the issue's own row."""
    if "what" in record.cells and not _measure_code(record):
        return record.cells["what"]
    return record.cells.get("title", "")


def _issue_code(record: Record, known: Known) -> tuple[str, bool]:
    """The issue's number, and whether a program had made a day of it."""
    text = unicodedata.normalize("NFKC", record.cells.get("code", "")).strip()
    if found := _CODE.fullmatch(text):
        return f"{int(found[1])}-{int(found[2])}", False
    if found := _AS_DAY.fullmatch(text):
        return f"{int(found[1])}-{int(found[2])}", True
    return "", False


def _measure_code(record: Record) -> str:
    """The measure's number: in a column of its own, in that of numbers, or at the head of the measure."""
    for role in ("measure_code", "code"):
        text = unicodedata.normalize("NFKC", record.cells.get(role, "")).strip()
        found = _CODE.fullmatch(text)
        if found and found[3]:
            return "-".join(str(int(part)) for part in found.groups())
    found = _CODE_AT_HEAD.match(record.cells.get("measure", ""))
    return found[1] if found else ""


def _agrees(title: str, issue: PaperIssue) -> bool:
    """Whether the words may be the issue's: the same, a piece of them, or much alike."""
    if title == issue.title:
        return True
    given, own, whole = digest(title), digest(issue.title), digest(issue.original_text)
    if not given or given in whole or own in given:
        return True
    return is_alike(given, own) or is_alike(given, whole)


def is_alike(one: str, other: str, least: float = _ALIKE) -> bool:
    """Much alike; texts of very different length are not compared sign by sign."""
    one, other = one[:400], other[:400]
    longer = max(len(one), len(other), 1)
    if min(len(one), len(other)) / longer < least / 2:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= least
        and matcher.quick_ratio() >= least
        and matcher.ratio() >= least
    )


def _row(record: Record, issue: PaperIssue, table: Table, known: Known) -> Row:
    code = _measure_code(record)
    numbered = "measure_code" in table.roles or ("what" in table.roles and bool(code))
    row = Row(record, table.roles, own_cells=numbered)
    text = record.cells.get("measure", "")
    if "what" in record.cells and code:
        text = record.cells["what"]
    if code in known.measures and known.measures[code][0] is issue:
        row.parts = [Part(without_code(text), known.measures[code][1])]
    elif text.strip():
        row.parts = [Part(words, _by_words(words, issue)) for words in _items(without_code(text))]
    return row


def without_code(text: str) -> str:
    """The measure's words without the number that the export puts before them."""
    return _CODE_AT_HEAD.sub("", text, count=1).strip()


def _items(text: str) -> list[str]:
    """The measures of a cell: its enumerated items, where there are several."""
    items = [item.strip() for item in _ITEM.split(text) if item.strip()]
    return (
        items if len(items) > 1 and all(_MARKER.match(_folded(item)) for item in items) else [text]
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _by_words(words: str, issue: PaperIssue) -> PaperMeasure | None:
    """The measure of those words: the same, else the one that they nearly are."""
    given = digest(words)
    for measure in issue.measures:
        if given in (digest(measure.content), digest(measure.words)):
            return measure
    for measure in issue.measures:
        if is_alike(given, digest(measure.content), _NEARLY_SAME):
            return measure
    return None
