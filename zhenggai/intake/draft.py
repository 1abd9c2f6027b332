"""The draft: a rectification document as structure, before a person confirms it (contracts: draft.schema.json).

`as_json` writes the contract's object. What correcting a draft needs besides (a part's `key`, who was chosen to answer,
what was dismissed) is kept by editing/stored.py and is no part of the contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SCHEMA = "zhenggai.draft/1"


@dataclass(slots=True)
class Citation:
    """Where it stands in `Document.text`: code points, end exclusive."""

    start: int
    end: int
    page: int | None = None

    def as_json(self) -> dict[str, Any]:
        place: dict[str, Any] = {"start": self.start, "end": self.end}
        if self.page is not None:
            place["page"] = self.page
        return place


@dataclass(slots=True)
class Mention:
    """A calendar point as written and as ISO 8601 at the precision of the text."""

    text: str
    value: str | None
    source: Citation | None = None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "value": self.value, "source": _place(self.source)}


@dataclass(slots=True)
class CitedDocument:
    """A document that the text cites: its title without 《》, its 文号 without inner spaces."""

    title: str | None
    number: str | None

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "number": self.number}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person or an office of the viewer's, chosen to answer for an issue: the name as it was, and the public name."""

    name: str
    uuid: str


@dataclass(slots=True)
class DraftMeasure:
    marker: str | None
    text: str
    kinds: list[str] = field(default_factory=list)
    status: str = "unstated"
    dates: list[Mention] = field(default_factory=list)
    documents: list[CitedDocument] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    deadline: str | None = None
    trigger: str | None = None
    source: Citation | None = None
    key: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "marker": self.marker,
            "text": self.text,
            "kinds": self.kinds,
            "status": self.status,
            "dates": [mention.as_json() for mention in self.dates],
            "documents": [document.as_json() for document in self.documents],
            "owners": self.owners,
            "deadline": self.deadline,
            "trigger": self.trigger,
            "source": _place(self.source),
        }


@dataclass(slots=True)
class DraftIssue:
    """`owners` are names that the document gives; `chosen` whom a person chose, by the role of process.md §1."""

    number: str | None
    title: str
    group: str | None = None
    text: str | None = None
    measures: list[DraftMeasure] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    deadline: str | None = None
    rect_type: str | None = None
    status: str = "unstated"
    source: Citation | None = None
    key: str = ""
    chosen: dict[str, Chosen] = field(default_factory=dict)

    @property
    def answering(self) -> list[str]:
        """Everybody named to answer for the issue, each once."""
        return list(dict.fromkeys([*self.owners, *(one.name for one in self.chosen.values())]))

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "group": self.group,
            "title": self.title,
            "text": self.text,
            "measures": [measure.as_json() for measure in self.measures],
            "owners": self.answering,
            "deadline": self.deadline,
            "rect_type": self.rect_type,
            "status": self.status,
            "source": _place(self.source),
        }


@dataclass(slots=True)
class DraftAspect:
    number: str | None
    title: str | None
    issues: list[DraftIssue] = field(default_factory=list)
    source: Citation | None = None
    key: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "issues": [issue.as_json() for issue in self.issues],
        }


@dataclass(slots=True)
class Inspection:
    kind: str | None = None
    body: str | None = None
    inspected_org: str | None = None
    started_on: str | None = None
    ended_on: str | None = None
    feedback_on: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Statistic:
    what: str
    value: float | int
    unit: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what, "value": self.value, "unit": self.unit, "text": self.text}


@dataclass(slots=True)
class Contacts:
    phone: list[str] = field(default_factory=list)
    email: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    postcode: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: list(getattr(self, name)) for name in self.__slots__}


@dataclass(slots=True)
class Remark:
    """What a careful reviewer would ask about (documents.md §2.3, codes RD-1…). `level`: error, warning, info. `part`
    is the key of the issue or measure that it speaks of, empty where it is about the document."""

    code: str
    level: str
    message: str
    source: Citation | None = None
    part: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "source": _place(self.source),
        }


@dataclass(slots=True)
class Draft:
    title: str | None = None
    issuer: str | None = None
    issued_on: str | None = None
    kind: str = "other"
    inspection: Inspection = field(default_factory=Inspection)
    aspects: list[DraftAspect] = field(default_factory=list)
    general_measures: list[DraftMeasure] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    contacts: Contacts = field(default_factory=Contacts)
    documents: list[CitedDocument] = field(default_factory=list)
    dates: list[Mention] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    @property
    def issues(self) -> list[DraftIssue]:
        return [issue for aspect in self.aspects for issue in aspect.issues]

    def as_json(self) -> dict[str, Any]:
        """The contract's object: every value plain, unknown as null."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "issuer": self.issuer,
            "issued_on": self.issued_on,
            "kind": self.kind,
            "inspection": self.inspection.as_json(),
            "aspects": [aspect.as_json() for aspect in self.aspects],
            "general_measures": [measure.as_json() for measure in self.general_measures],
            "statistics": [statistic.as_json() for statistic in self.statistics],
            "contacts": self.contacts.as_json(),
            "documents": [document.as_json() for document in self.documents],
            "dates": [mention.as_json() for mention in self.dates],
            "remarks": [remark.as_json() for remark in self.remarks],
        }


def draft_from_json(value: dict[str, Any]) -> Draft:
    """The draft that `as_json` or editing/stored.py wrote; raises KeyError or TypeError where the object is neither."""
    return Draft(
        title=value["title"],
        issuer=value["issuer"],
        issued_on=value["issued_on"],
        kind=value["kind"],
        inspection=Inspection(**value["inspection"]),
        aspects=[
            DraftAspect(
                aspect["number"],
                aspect["title"],
                [_issue(issue) for issue in aspect["issues"]],
                _cited(aspect.get("source")),
                aspect.get("key", ""),
            )
            for aspect in value["aspects"]
        ],
        general_measures=[_measure(measure) for measure in value["general_measures"]],
        statistics=[Statistic(**statistic) for statistic in value["statistics"]],
        contacts=Contacts(**value["contacts"]),
        documents=[CitedDocument(**document) for document in value["documents"]],
        dates=[_mention(mention) for mention in value["dates"]],
        remarks=[
            Remark(
                remark["code"],
                remark["level"],
                remark["message"],
                _cited(remark["source"]),
                remark.get("part", ""),
            )
            for remark in value["remarks"]
        ],
        dismissed=value.get("dismissed", []),
        unanswered=value.get("unanswered", []),
    )


def _issue(value: dict[str, Any]) -> DraftIssue:
    rest = {key: item for key, item in value.items() if key not in ("measures", "source", "chosen")}
    measures = [_measure(measure) for measure in value["measures"]]
    chosen = {role: Chosen(**one) for role, one in value.get("chosen", {}).items()}
    return DraftIssue(**rest, measures=measures, source=_cited(value["source"]), chosen=chosen)


def _measure(value: dict[str, Any]) -> DraftMeasure:
    rest = {key: item for key, item in value.items() if key not in ("dates", "documents", "source")}
    return DraftMeasure(
        **rest,
        dates=[_mention(mention) for mention in value["dates"]],
        documents=[CitedDocument(**document) for document in value["documents"]],
        source=_cited(value["source"]),
    )


def _mention(value: dict[str, Any]) -> Mention:
    return Mention(value["text"], value["value"], _cited(value.get("source")))


def _cited(value: dict[str, Any] | None) -> Citation | None:
    return None if value is None else Citation(value["start"], value["end"], value.get("page"))


def _place(source: Citation | None) -> dict[str, Any] | None:
    return None if source is None else source.as_json()
