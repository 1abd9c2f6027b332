"""The corpus: invented documents with what a careful clerk would read in them (corpus/README.md says how to write one).

`python -m zhenggai.intake.tests.test_corpus [WORD…]` reads the cases whose names contain a word (all
without one), prints what differs, and counts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.draft import CitedDocument, Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.segment import segment

Read = TypeVar("Read", DraftAspect, DraftIssue, DraftMeasure)

CORPUS = Path(__file__).parent / "corpus"
DIVIDER = "=====期望====="
NOTHING = "无"


@dataclass
class Expected:
    """One line of the expectations: `问题 1: 标题 {状态=done}` with the lines indented below it."""

    word: str
    number: str | None
    text: str
    facts: dict[str, str] = field(default_factory=dict)
    below: list[Expected] = field(default_factory=list)
    has_none: bool = False  # 无措施 stands below
    may_have_more: bool = False  # 另可有措施 stands below


@dataclass
class Case:
    name: str
    text: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    aspects: list[Expected] = field(default_factory=list)
    issues: list[Expected] = field(default_factory=list)  # written without 方面
    general: list[Expected] = field(default_factory=list)
    has_no_issue: bool = False

    @property
    def nodes(self) -> Iterator[Expected]:
        waiting = [*self.aspects, *self.issues, *self.general]
        while waiting:
            node = waiting.pop()
            waiting.extend(node.below)
            yield node

    @property
    def document(self) -> Document:
        as_table = ("读法", "表格") in self.fields
        blocks = tuple(_block(line, as_table) for line in self.text.split("\n"))
        return Document(name=self.name, format="txt", digest="0" * 64, blocks=blocks)


def load(path: Path) -> Case:
    """Raises ValueError naming file and line where an expectation cannot be understood."""
    text, divider, rest = path.read_text("utf-8").partition(f"{DIVIDER}\n")
    if not divider:
        raise ValueError(f"{path.name}: 缺少“{DIVIDER}”一行")
    case = Case(name=path.stem, text=text.strip("\n"))
    for line in rest.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            _take(case, line.strip())
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}: 看不懂“{line.strip()}”({error})") from error
    return case


def differences(case: Case, draft: Draft) -> list[str]:
    """What was read otherwise than expected, as sentences; empty when all agrees."""
    found = [sentence for name, value in case.fields for sentence in _field(draft, name, value)]
    if case.has_no_issue and draft.issues:
        found.append(f"应无问题，却读出 {len(draft.issues)} 个")
    if case.aspects:
        found += _each("方面", case.aspects, draft.aspects, _aspect)
    elif case.issues:
        found += _each("问题", case.issues, draft.issues, _issue)
    return found + _among(case.general, draft.general_measures)


def outline(draft: Draft) -> str:
    """What was read, in the words of the expectations."""
    lines = []
    for aspect in draft.aspects:
        lines.append(f"方面 {aspect.number or NOTHING}: {aspect.title or NOTHING}")
        for issue in aspect.issues:
            lines.append(f"  问题 {issue.number or NOTHING}: {issue.title} {_outline_facts(issue)}")
            lines += [f"    措施 {_outline_measure(measure)}" for measure in issue.measures]
    lines += [f"总体措施 {_outline_measure(measure)}" for measure in draft.general_measures]
    return "\n".join(lines)


# --- the file format


def _block(line: str, as_table: bool) -> Block:
    if as_table and "\t" in line:
        return Block(text=line, cells=tuple(line.split("\t")), table=0)
    return Block(text=line, soft=not as_table)


NODE = re.compile(r"(方面|问题|措施|总体措施)(?:\s+(\S+?))?\s*[:：]\s*(.*?)\s*(?:\{(.*)\})?$")


def _take(case: Case, line: str) -> None:
    if line == "无问题":
        case.has_no_issue = True
    elif line == "无措施":
        _last_issue(case).has_none = True
    elif line == "另可有措施":
        _last_issue(case).may_have_more = True
    elif node := NODE.match(line):
        word, number, text, facts = node.groups()
        _home(case, word).append(Expected(word, number, text, _facts(facts or "")))
    else:
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in FIELDS:
            raise ValueError(f"没有“{name}”这一项")
        case.fields.append((name.strip(), value.strip()))


def _home(case: Case, word: str) -> list[Expected]:
    if word == "方面":
        return case.aspects
    if word == "总体措施":
        return case.general
    if word == "问题":
        return case.aspects[-1].below if case.aspects else case.issues
    return _last_issue(case).below


def _last_issue(case: Case) -> Expected:
    return (case.aspects[-1].below if case.aspects else case.issues)[-1]


def _facts(written: str) -> dict[str, str]:
    facts = {}
    for part in filter(None, (part.strip() for part in written.split(";"))):
        name, equals, value = part.partition("=")
        if not equals or name.strip() not in FACTS:
            raise ValueError(f"没有“{name}”这一项")
        facts[name.strip()] = value.strip()
    return facts


# --- comparing


def _each(
    word: str,
    expected: Sequence[Expected],
    read: Sequence[Read],
    compare: Callable[[Expected, Read], list[str]],
) -> list[str]:
    if len(expected) != len(read):
        return [f"{word}应有 {len(expected)} 个，读出 {len(read)} 个"]
    return [
        sentence
        for wanted, actual in zip(expected, read, strict=True)
        for sentence in compare(wanted, actual)
    ]


def _aspect(wanted: Expected, aspect: DraftAspect) -> list[str]:
    found = _numbered(wanted, aspect.number, aspect.title)
    return found + _within(wanted, _each("问题", wanted.below, aspect.issues, _issue))


def _issue(wanted: Expected, issue: DraftIssue) -> list[str]:
    found = _numbered(wanted, issue.number, issue.title)
    for name, value in wanted.facts.items():
        found += _differs(f"{_label(wanted)}的{name}", value, FACTS[name], issue)
    if wanted.has_none and issue.measures:
        found.append(f"{_label(wanted)}：应无措施，读出 {len(issue.measures)} 条")
    if wanted.may_have_more:
        found += _within(wanted, _among(wanted.below, issue.measures))
    elif wanted.below:
        found += _within(wanted, _each("措施", wanted.below, issue.measures, _measure))
    return found


def _measure(wanted: Expected, measure: DraftMeasure) -> list[str]:
    found = _numbered(wanted, measure.marker, measure.text, opening=True)
    for name, value in wanted.facts.items():
        found += _differs(f"{_label(wanted)}的{name}", value, FACTS[name], measure)
    return found


def _among(expected: list[Expected], read: list[DraftMeasure]) -> list[str]:
    """The expected measures must be found in this order; others may stand between them."""
    found, place = [], 0
    for wanted in expected:
        for index in range(place, len(read)):
            if not _numbered(wanted, read[index].marker, read[index].text, opening=True):
                found += _measure(wanted, read[index])
                place = index + 1
                break
        else:
            found.append(f"缺少{_label(wanted)}")
    return found


def _within(wanted: Expected, sentences: list[str]) -> list[str]:
    return [f"{_label(wanted)} › {sentence}" for sentence in sentences]


def _label(wanted: Expected) -> str:
    return f"{wanted.word}“{wanted.number or ''}{wanted.text[:14]}”"


def _numbered(
    wanted: Expected, number: str | None, text: str | None, *, opening: bool = False
) -> list[str]:
    found = []
    if wanted.number is not None and _bare(number) not in map(_bare, _choices(wanted.number)):
        found.append(f"{_label(wanted)}：编号应为“{wanted.number}”，读出“{number}”")
    if wanted.text and not any(_says(choice, text, opening) for choice in _choices(wanted.text)):
        found.append(f"{_label(wanted)}：应为“{wanted.text}”，读出“{(text or NOTHING)[:60]}”")
    return found


def _says(wanted: str, text: str | None, opening: bool) -> bool:
    if wanted == NOTHING or text is None:
        return wanted == NOTHING and text is None
    if opening or wanted.endswith("…"):
        return _plain(text).startswith(_plain(wanted.rstrip("…")))
    return _plain(text) == _plain(wanted)


def _choices(written: str) -> list[str]:
    return [choice.strip() for choice in written.split(" 或 ")]


def _plain(text: str) -> str:
    """Without white space, without the mark at the end."""
    return re.sub(r"\s+", "", text).rstrip("。；;")


def _bare(number: str | None) -> str:
    """A number without the stop behind it; round brackets of one width."""
    if number is None or number == NOTHING:
        return NOTHING
    return re.sub(r"\s+", "", number).replace("(", "（").replace(")", "）").rstrip("．.、:：,，")


# --- facts of an issue or a measure, fields of the draft


def _list(values: Sequence[str | None]) -> str:
    return "、".join(value or NOTHING for value in values) or NOTHING


FACTS: dict[str, Callable[[Any], str | None]] = {
    "状态": lambda one: one.status,
    "责任": lambda one: _list(one.owners),
    "责任含": lambda one: _list(one.owners),
    "时限": lambda one: one.deadline,
    "分组": lambda one: getattr(one, "group", None),
    "类型": lambda one: getattr(one, "rect_type", None),
    "正文": lambda one: getattr(one, "text", None),
    "正文含": lambda one: getattr(one, "text", None),
    "止于": lambda one: one.measures[-1].text if isinstance(one, DraftIssue) else one.text,
    "日期": lambda one: _list([mention.value for mention in getattr(one, "dates", [])]),
    "日期含": lambda one: _list([mention.value for mention in getattr(one, "dates", [])]),
    "文号": lambda one: _list([cited.number for cited in getattr(one, "documents", [])]),
    "文件": lambda one: _list([cited.title for cited in getattr(one, "documents", [])]),
    "类型含": lambda one: _list(getattr(one, "kinds", [])),
    "触发": lambda one: getattr(one, "trigger", None),
}

FIELDS: dict[str, Callable[[Draft], str | None]] = {
    "标题": lambda draft: draft.title,
    "机关": lambda draft: draft.issuer,
    "成文": lambda draft: draft.issued_on,
    "类别": lambda draft: draft.kind,
    "被查": lambda draft: draft.inspection.inspected_org,
    "电话": lambda draft: _list(draft.contacts.phone),
    "邮箱": lambda draft: _list(draft.contacts.email),
    "地址": lambda draft: _list(draft.contacts.address),
    "邮编": lambda draft: _list(draft.contacts.postcode),
    "日期": lambda draft: _list([mention.value for mention in draft.dates]),
    "日期含": lambda draft: _list([mention.value for mention in draft.dates]),
    "文件": lambda draft: _list([_cited(cited) for cited in draft.documents]),
    "文件含": lambda draft: _list([_cited(cited) for cited in draft.documents]),
    "批注含": lambda draft: _list([remark.code for remark in draft.remarks]),
    "批注不含": lambda draft: _list([remark.code for remark in draft.remarks]),
    "检查": lambda draft: None,
    "统计": lambda draft: None,
    "总体措施数": lambda draft: str(len(draft.general_measures)),
    "读法": lambda draft: None,
}


def _field(draft: Draft, name: str, value: str) -> list[str]:
    if name == "读法":
        return []
    if name == "检查":
        return _inspection(draft, value)
    if name == "统计":
        return _statistic(draft, value)
    return _differs(name, value, FIELDS[name], draft)


def _differs(name: str, value: str, of: Callable[[Any], str | None], thing: Any) -> list[str]:
    actual = of(thing)
    if any(_holds(name, choice, actual) for choice in _choices(value)):
        return []
    return [f"{name}：应为“{value}”，读出“{actual or NOTHING}”"]


def _holds(name: str, wanted: str, actual: str | None) -> bool:
    if name.endswith("不含"):
        return not set(_parts(wanted)) & set(_parts(actual))
    if name.endswith("正文含"):
        return _plain(wanted) in _plain(actual or "")
    if name.endswith("含"):
        return set(_parts(wanted)) <= set(_parts(actual))
    if name.endswith("止于"):
        return _plain(actual or "").endswith(_plain(wanted))
    if name.endswith(("标题", "机关", "正文", "分组", "被查", "触发")):
        return _says(wanted, actual, opening=False)
    return _parts(wanted) == _parts(actual)


def _parts(written: str | None) -> list[str]:
    return [_plain(part) for part in re.split(r"[、,，]", written or NOTHING) if part.strip()]


def _cited(cited: CitedDocument) -> str:
    return (f"《{cited.title}》" if cited.title else "") + (cited.number or "")


def _inspection(draft: Draft, value: str) -> list[str]:
    """kind | body | start | end | feedback; an empty place is not checked."""
    names = ("kind", "body", "started_on", "ended_on", "feedback_on")
    found = []
    for name, wanted in zip(names, value.split("|"), strict=False):
        actual = getattr(draft.inspection, name)
        if wanted.strip() and not any(_says(one, actual, False) for one in _choices(wanted)):
            found.append(f"检查.{name}：应为“{wanted.strip()}”，读出“{actual or NOTHING}”")
    return found


def _statistic(draft: Draft, value: str) -> list[str]:
    """`反馈 11 个`: some statistic has this value and unit, and the word in its name or clause."""
    for choice in _choices(value):
        word, number, unit = choice.split()
        for one in draft.statistics:
            same = one.unit == unit and abs(one.value - float(number)) < 1e-6
            if same and (word in one.what or word in one.text):
                return []
    read = "；".join(f"{one.what} {one.value:g} {one.unit}" for one in draft.statistics)
    return [f"统计：应有“{value}”，读出“{read or NOTHING}”"]


def _outline_facts(issue: DraftIssue) -> str:
    facts = {
        "分组": issue.group,
        "责任": "、".join(issue.owners),
        "时限": issue.deadline,
        "类型": issue.rect_type,
        "状态": issue.status,
        "正文": (issue.text or "")[:30],
    }
    return "{" + "; ".join(f"{name}={value}" for name, value in facts.items() if value) + "}"


def _outline_measure(measure: DraftMeasure) -> str:
    return f"{measure.marker or NOTHING}: {measure.text[:40]} {{状态={measure.status}}}"


# --- the tests

PATHS = sorted(CORPUS.glob("[0-9]*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_case_is_read_as_a_clerk_would(path: Path) -> None:
    case = load(path)

    draft = segment(case.document)

    found = differences(case, draft)
    assert not found, "\n".join([path.name, *found, "——读出的是——", outline(draft)])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_expectations_quote_their_document(path: Path) -> None:
    case = load(path)
    text = _plain(case.text)

    foreign = [
        node.text
        for node in case.nodes
        if node.text and not any(_quoted(choice, text) for choice in _choices(node.text))
    ]

    assert not foreign
    assert case.has_no_issue or case.aspects or case.issues


def test_corpus_is_large_and_its_numbers_are_unique() -> None:
    numbers = [path.name[:3] for path in PATHS]

    assert len(numbers) >= 80
    assert len(set(numbers)) == len(numbers)


def test_a_wrong_reading_is_told_in_words() -> None:
    case = Case(
        name="x",
        text="",
        issues=[Expected("问题", "1", "甲", {"状态": "done"}, [Expected("措施", "一是", "乙")])],
        fields=[("标题", "丙"), ("统计", "反馈 3 个"), ("批注不含", "RD-1")],
    )
    draft = Draft(
        title="丁", aspects=[DraftAspect(None, None, [DraftIssue("1", "甲", status="ongoing")])]
    )

    found = differences(case, draft)

    assert len(found) == 4
    assert "标题" in found[0]
    assert "状态" in found[2]
    assert "措施应有 1 个，读出 0 个" in found[3]


def test_the_reading_that_was_expected_differs_in_nothing() -> None:
    case = Case(
        name="x",
        text="",
        issues=[Expected("问题", "1", "甲…", {"责任": "丙、丁"}, [Expected("措施", None, "乙")])],
        fields=[("检查", "audit | 无 | | |"), ("机关", "无")],
    )
    issue = DraftIssue(
        "1", "甲不到位", owners=["丙", "丁"], measures=[DraftMeasure(None, "乙做了")]
    )
    draft = Draft(aspects=[DraftAspect(None, None, [issue])])
    draft.inspection.kind = "audit"

    assert differences(case, draft) == []


def _quoted(opening: str, text: str) -> bool:
    return opening == NOTHING or _plain(opening.rstrip("…")) in text


def main(words: Sequence[str]) -> int:
    paths = [path for path in PATHS if not words or any(word in path.stem for word in words)]
    failed = 0
    for path in paths:
        case = load(path)
        draft = segment(case.document)
        found = differences(case, draft)
        failed += bool(found)
        print(f"{'✗' if found else '✓'} {path.stem}")
        for sentence in found:
            print(f"    {sentence}")
        if found and words:
            print(outline(draft))
    print(f"{len(paths) - failed} / {len(paths)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
