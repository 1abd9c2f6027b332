"""YAML → declarations. One run tells every complaint, each with its line and the mend (registers.md §10)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext

from zhenggai.people.roles import EVERY_ROLE
from zhenggai.registers.catalogue import RELATIONS, Catalogue, Outline
from zhenggai.registers.declaration import (
    Changes,
    Declaration,
    EvidenceKind,
    Lookback,
    Publication,
    Workflow,
)
from zhenggai.registers.fields import COMMON_LABELS, Field, as_names, common_types
from zhenggai.registers.loading_checks import read_checks
from zhenggai.registers.loading_context import Context
from zhenggai.registers.loading_fields import read_fields, read_settings, with_formulas
from zhenggai.registers.loading_workflow import read_due, read_evidence, read_states, read_workflow
from zhenggai.registers.patterns import Pattern, pattern
from zhenggai.registers.problems import DeclarationRefused, Problem, Problems
from zhenggai.registers.reader import NAME, Reader, read_expression
from zhenggai.registers.settings import SettingDefinition
from zhenggai.registers.shapes import CadenceShape, Check, PythonShape
from zhenggai.registers.yaml_nodes import Node, YamlRefused, documents
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Apply, Missing, Setting, Today, Typed
from zhenggai.rules.types import INTEGER, YESNO

MOST_VERSION = 9_999
USUAL_NUMBER = "{year}-{seq:04}"


def load(text: str, catalogue: Catalogue | None = None) -> tuple[Declaration, ...]:
    """The declarations of a file, which may name each other and what the catalogue holds. Raises DeclarationRefused."""
    problems = Problems()
    try:
        nodes = documents(text)
    except YamlRefused as refused:
        place = refused.place
        raise DeclarationRefused([Problem(place.line, place.column, refused.sentence)]) from refused
    drafts = [_Draft.read(node, problems) for node in nodes]
    _check_file(drafts, problems)
    known = {**(catalogue or {}), **{draft.code: draft.outline() for draft in drafts}}
    found = [draft.finished(known, catalogue or {}) for draft in drafts]
    problems.settle()
    return tuple(replace(item, source=text) for item in found)


def load_kept(text: str, catalogue: Catalogue) -> tuple[Declaration, ...]:
    """The same, kept: publishing a library asks for the same files beside the same neighbours again and again. The
    neighbours' outlines are compared as objects, which `outlines` keeps; what is kept here holds on to them."""
    key = (text, tuple(sorted((code, id(outline)) for code, outline in catalogue.items())))
    found = _kept.get(key)
    if found is None:
        found = dict(catalogue), load(text, catalogue)
        _kept[key] = found
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return found[1]


_MOST_KEPT = 64
_Key = tuple[str, tuple[tuple[str, int], ...]]
_kept: OrderedDict[_Key, tuple[dict[str, Outline], tuple[Declaration, ...]]] = OrderedDict()


@lru_cache(maxsize=64)
def outlines(text: str) -> dict[str, Outline]:
    """What a file's registers look like from outside, whatever else may be wrong with it."""
    problems = Problems()
    try:
        drafts = [_Draft.read(node, problems) for node in documents(text)]
    except YamlRefused:
        return {}
    return {draft.code: draft.outline() for draft in drafts}


def fields_of(text: str, code: str) -> dict[str, Field]:
    """The fields of one register of a file, without formulas: what its records are shown with."""
    for node in documents(text):
        draft = _Draft.read(node, Problems())
        if draft.code == code:
            return draft.fields
    return {}


def outline_of(declaration: Declaration) -> Outline:
    """What other declarations may know of it."""
    return Outline(
        declaration.code,
        declaration.columns,
        frozenset(check.id for check in declaration.checks),
    )


@dataclass(slots=True)
class _Draft:
    """A document of which head, settings and fields are read: enough for others to name it."""

    reader: Reader
    id: str
    code: str
    settings: dict[str, SettingDefinition]
    fields: dict[str, Field]
    states: dict[str, str]

    @classmethod
    def read(cls, node: Node, problems: Problems) -> _Draft:
        reader = Reader(node, problems)
        code = reader.text("code", needed=True) or "unnamed"
        if not NAME.fullmatch(code) or code in RELATIONS:
            problems.add(
                node.entries.get("code", node),
                gettext("代码“%(code)s”不能用——请用小写字母开头、未被占用的名字") % {"code": code},
            )
        settings = read_settings(reader)
        workflow = node.entries.get("workflow")
        return cls(
            reader=reader,
            id=reader.text("id", needed=True) or "",
            code=code,
            settings=settings,
            fields=read_fields(reader, settings),
            states=read_states(Reader(workflow, Problems())) if workflow else {},
        )

    def outline(self) -> Outline:
        types = {name: field.type for name, field in self.fields.items()}
        checks = self.reader.node.entries.get("checks")
        return Outline(
            self.code,
            {**types, **common_types(self.code, tuple(self.states))},
            frozenset(checks.entries if checks else ()),
        )

    def finished(self, known: Catalogue, others: Catalogue) -> Declaration:
        return _Finisher(self, known, others).declaration()


class _Finisher:
    """The rest of a document: everything that may name fields, moves, checks and other registers."""

    def __init__(self, draft: _Draft, known: Catalogue, others: Catalogue) -> None:
        self.draft = draft
        self.reader = draft.reader
        self.problems = draft.reader.problems
        self.known = known
        self.others = others
        self.common = common_types(draft.code, tuple(draft.states))
        self.fields = with_formulas(self.reader, draft.fields, draft.settings, self.common, known)
        self.check_links()

    def declaration(self) -> Declaration:
        reader, draft = self.reader, self.draft
        clerk = reader.one_of("clerk", EVERY_ROLE, needed=True) or ""
        evidence, workflow = self.evidence_and_workflow(clerk)
        checks = read_checks(reader, self.context(evidence, workflow))
        self.check_checks(checks, workflow)
        declaration = Declaration(
            id=draft.id,
            code=draft.code,
            label=reader.text("label", needed=True) or draft.code,
            version=reader.whole("version", low=1, high=MOST_VERSION, needed=True) or 1,
            clerk=clerk,
            basis=tuple(word for word, _ in reader.words("basis")),
            key=self.field_names("key"),
            number=self.pattern("number", USUAL_NUMBER, {"seq"}),
            title=self.pattern("title", None, set()),
            settings=draft.settings,
            fields=self.fields,
            evidence=evidence,
            workflow=workflow,
            checks=checks,
            due=read_due(reader, self.fields, clerk),
            lookback=self.lookback(checks),
            excel=self.field_names("excel", common=True),
            publish=self.publication(workflow),
            changes=self.changes(),
        )
        reader.finish()
        return declaration

    # -- names --------------------------------------------------------------------------------------------------------

    def scope(self, lacks: Mapping[str, Typed] | None = None) -> Scope:
        names: dict[str, Typed] = {"today": Today()}
        names |= {name: Setting(name, item.type) for name, item in self.draft.settings.items()}
        names |= as_names(self.known[self.draft.code].columns)
        return Scope(names=names, lacks=lacks or {})

    def evidence_and_workflow(self, clerk: str) -> tuple[dict[str, EvidenceKind], Workflow]:
        node = self.reader.take("workflow", needed=True)
        if node is None:
            return {}, Workflow("", {}, {})
        moves = node.entries.get("moves")
        names = moves.entries if moves else {}
        evidence = read_evidence(self.reader, names, self.scope())
        lacks = demanded(evidence.values(), names)
        return evidence, read_workflow(
            Reader(node, self.problems), self.fields, clerk, self.scope(lacks)
        )

    def context(self, evidence: Mapping[str, EvidenceKind], workflow: Workflow) -> Context:
        labels = {name: field.label for name, field in self.fields.items()}
        return Context(
            code=self.draft.code,
            label_of={**COMMON_LABELS, **labels},
            catalogue=self.known,
            settings=self.draft.settings,
            lacks=demanded(evidence.values(), workflow.moves),
            problems=self.problems,
        )

    def pattern(self, key: str, usual: str | None, more: set[str]) -> Pattern:
        """Secret fields, lists and rows never stand in a number or a one-line name."""
        text = self.reader.text(key) or usual
        if text is None:
            return pattern("")
        node = self.reader.node.entries.get(key, self.reader.node)
        allowed = (
            more
            | set(COMMON_LABELS)
            | {
                name
                for name, field in self.fields.items()
                if not field.is_secret and field.kind not in ("rows", "list")
            }
        )
        try:
            found = pattern(text)
        except ValueError:
            self.problems.add(node, gettext("花括号里要写名字，如 {year}{seq:04}"))
            return pattern("")
        for name in found.names:
            if name not in allowed:
                self.problems.unknown(
                    node,
                    gettext("“%(key)s”里不能用“%(name)s”——没有这个字段，或它不宜外露")
                    % {"key": key, "name": name},
                    name,
                    allowed,
                )
        return found

    def field_names(self, key: str, *, common: bool = False) -> tuple[str, ...]:
        known = {*self.fields, *(COMMON_LABELS if common else ("year", "office"))}
        words = self.reader.words(key)
        for word, at in words:
            if word not in known:
                self.problems.unknown(
                    at, gettext("没有字段“%(name)s”") % {"name": word}, word, known
                )
            elif key == "key" and word in self.fields and self.fields[word].is_secret:
                self.problems.add(at, gettext("密封或敏感字段不能作唯一键"))
        return tuple(word for word, _ in words if word in known)

    # -- sections -----------------------------------------------------------------------------------------------------

    def lookback(self, checks: Iterable[Check]) -> Lookback | None:
        node = self.reader.take("lookback")
        if node is None:
            return None
        inner, known = Reader(node, self.problems), {check.id for check in checks}
        indicators = inner.words("indicators")
        for word, at in indicators:
            if word not in known:
                self.problems.unknown(
                    at, gettext("没有检查“%(name)s”") % {"name": word}, word, known
                )
        found = Lookback(
            sample=inner.whole("sample", low=1, high=1_000, needed=True) or 1,
            method=inner.text("method", needed=True) or "",
            indicators=tuple(word for word, _ in indicators),
        )
        inner.finish()
        return found

    def publication(self, workflow: Workflow) -> Publication | None:
        node = self.reader.take("publish")
        if node is None:
            return None
        inner = Reader(node, self.problems)
        words = inner.words("fields", needed=True)
        for word, at in words:
            field = self.fields.get(word)
            if field is None:
                self.problems.unknown(
                    at, gettext("没有字段“%(name)s”") % {"name": word}, word, self.fields
                )
            elif field.is_secret:
                self.problems.add(
                    at, gettext("“%(name)s”是敏感或密封字段，不得公开") % {"name": word}
                )
        after = inner.one_of("after", tuple(workflow.moves), needed=True)
        inner.finish()
        return Publication(tuple(word for word, _ in words), after or "")

    def changes(self) -> Changes:
        """What a new version does to records: names of before are checked against the version before, on publishing."""
        rename = {}
        for old, node, _ in self.reader.entries("rename"):
            if node.text not in self.fields:
                self.problems.unknown(
                    node,
                    gettext("没有字段“%(name)s”") % {"name": node.text},
                    node.text or "",
                    self.fields,
                )
            rename[old] = node.text or ""
        fill = {}
        for name, node, at in self.reader.entries("fill"):
            if name not in self.fields:
                self.problems.unknown(
                    at, gettext("没有字段“%(name)s”") % {"name": name}, name, self.fields
                )
            typed = read_expression(node, self.scope(), self.problems)
            if typed is not None:
                fill[name] = typed
        mapping = {
            name: {old: value.text or "" for old, value in node.entries.items()}
            for name, node, _ in self.reader.entries("map")
        }
        retire = tuple(word for word, _ in self.reader.words("retire"))
        for word in retire:
            if word in self.fields:
                self.problems.add(
                    self.reader.node.entries["retire"],
                    gettext("“%(name)s”还列在字段里，不能同时停用") % {"name": word},
                )
        return Changes(rename, retire, mapping, fill)

    # -- what only the whole can tell ---------------------------------------------------------------------------------

    def check_links(self) -> None:
        fields = self.reader.node.entries.get("fields")
        for name, field in self.fields.items():
            link = field.of if field.kind == "list" and field.of else field
            if link.kind == "link" and link.to and link.to not in self.known and fields:
                self.problems.unknown(
                    fields.entries[name],
                    gettext("没有登记簿“%(name)s”") % {"name": link.to},
                    link.to,
                    self.known,
                )

    def check_checks(self, checks: tuple[Check, ...], workflow: Workflow) -> None:
        own = {check.id for check in checks}
        gateable = {check.id for check in checks if _may_stand_at_gate(check)}
        moves = (
            self.reader.node.entries["workflow"].entries.get("moves") if workflow.moves else None
        )
        for name, move in workflow.moves.items():
            for check_id in move.gate:
                at = moves.entries[name] if moves else self.reader.node
                if check_id not in own:
                    self.problems.unknown(
                        at, gettext("没有检查“%(name)s”") % {"name": check_id}, check_id, own
                    )
                elif check_id not in gateable:
                    self.problems.add(
                        at,
                        gettext("检查“%(name)s”不能作关口——关口只问这一条记录的检查")
                        % {"name": check_id},
                    )
        self.check_ids(own)

    def check_ids(self, own: set[str]) -> None:
        section = self.reader.node.entries.get("checks")
        for outline in self.others.values():
            if outline.code == self.draft.code:
                continue
            for check_id in sorted(own & outline.check_ids):
                self.problems.add(
                    section.keys[check_id] if section else self.reader.node,
                    gettext("检查编号“%(id)s”已用于登记簿 %(code)s——编号不得另作他用")
                    % {"id": check_id, "code": outline.code},
                )


def demanded(evidence: Iterable[EvidenceKind], moves: Iterable[str]) -> dict[str, Typed]:
    """For each move the number of evidence items that it demands and that are not there."""
    items = tuple(evidence)
    return {
        move: Apply(
            "count_true", tuple(_is_lacking(item) for item in items if move in item.before), INTEGER
        )
        for move in moves
    }


def _is_lacking(item: EvidenceKind) -> Typed:
    missing = Missing(item.name)
    return missing if item.when is None else Apply("and", (item.when, missing), YESNO)


def _may_stand_at_gate(check: Check) -> bool:
    return check.own and not isinstance(check.shape, CadenceShape | PythonShape)


def _check_file(drafts: list[_Draft], problems: Problems) -> None:
    """A file holds one register: one id, each code and each check id once."""
    codes: set[str] = set()
    ids: set[str] = set()
    for draft in drafts:
        if draft.id != drafts[0].id:
            problems.add(draft.reader.node, gettext("一个文件只写一个登记簿——各段的 id 要相同"))
        if draft.code in codes:
            problems.add(
                draft.reader.node, gettext("代码“%(code)s”写了两次") % {"code": draft.code}
            )
        codes.add(draft.code)
        checks = draft.reader.node.entries.get("checks")
        for check_id in checks.entries if checks else ():
            if check_id in ids and checks:
                problems.add(
                    checks.keys[check_id],
                    gettext("检查编号“%(id)s”在别的段里已用过") % {"id": check_id},
                )
            ids.add(check_id)
    if not drafts:
        raise DeclarationRefused([Problem(1, 1, gettext("文件是空的——请写入登记簿声明"))])
