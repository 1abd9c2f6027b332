"""A document as a draft: lines, outline, findings, facts, remarks, in this order. Pure and linear."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from zhenggai.intake import wording
from zhenggai.intake.answering import claim_for_all
from zhenggai.intake.blocks import Document
from zhenggai.intake.citations import cited_documents
from zhenggai.intake.contacts import contacts_in
from zhenggai.intake.counts import figures_in
from zhenggai.intake.dates import Clock, Point, points_in
from zhenggai.intake.draft import (
    Citation,
    Draft,
    DraftAspect,
    DraftIssue,
    DraftMeasure,
    Mention,
    Statistic,
)
from zhenggai.intake.findings import Interpreter
from zhenggai.intake.found import Finding, Findings, Item
from zhenggai.intake.heading import Heading, first_full_date, read_heading
from zhenggai.intake.inspection import read_inspection
from zhenggai.intake.lines import Line, logical_lines, tidy
from zhenggai.intake.outline import Outline, Span
from zhenggai.intake.pagedata import is_of_the_site
from zhenggai.intake.prose import findings_in_prose
from zhenggai.intake.remarks import Context, review
from zhenggai.intake.tables import read_tables


def segment(document: Document) -> Draft:
    """The draft of a document. A text without issues yields a draft without issues; unknown is None."""
    lines = logical_lines(document)
    if not lines:
        return Draft()
    return _Assembly(document, lines).draft()


class _Assembly:
    """What is known of one document while its draft is put together."""

    def __init__(self, document: Document, lines: list[Line]) -> None:
        self.raw = document.text
        self.lines = lines
        self.originals = [self.value(Span(i, 0, len(line.text))) for i, line in enumerate(lines)]
        self.heading: Heading = read_heading(lines, self.cut)
        self.inspection = read_inspection(lines, self.cut, self.heading)
        self.plan = self.heading.kind == "plan" or self._is_plan_in_rows()
        self.points = self._points()

    def _is_plan_in_rows(self) -> bool:
        """A list of tasks that says nothing yet of what has been done."""
        told = re.compile(r"整改(?:落实)?(?:情况|结果|进展|成效)|完成情况|已(?!有)|正在|了(?!解)")
        return self.heading.kind == "ledger" and not any(
            told.search(line.text) for line in self.lines
        )

    def draft(self) -> Draft:
        root = Outline(self.lines).root
        interpreter = Interpreter(self.lines, plan=self.plan)
        found = interpreter.read(root)
        read_tables(self.lines, root, found, plan=self.plan)
        if not found.issues:
            found.issues += findings_in_prose(self.lines, self.plan)
        if not found.issues and self.heading.kind in ("circular", "report"):
            found.general += found.told
        claim_for_all(found.issues, self.lines)
        draft = Draft(
            title=self.heading.title,
            issuer=self.heading.issuer,
            issued_on=self.heading.issued_on,
            kind=self.heading.kind,
            inspection=self.inspection,
            aspects=self._aspects(found, interpreter),
            general_measures=[self._measure(item) for item in found.general],
            statistics=self._statistics(found),
            contacts=contacts_in(
                [
                    (line.text, original)
                    for line, original in zip(self.lines, self.originals, strict=True)
                    if not is_of_the_site(line.text)
                ]
            ),
            documents=cited_documents("\n".join(self.originals)),
            dates=[self._mention(index, point) for index, point in self._all_points()],
        )
        unanswered = [self.cite(item.spans) for item in found.unanswered]
        draft.remarks = review(draft, Context(self.lines, self.points, unanswered))
        return draft

    # -- values --------------------------------------------------------------------------------------

    def value(self, span: Span) -> str:
        """The words of a span as the document wrote them, breaks mended."""
        if span.end <= span.start:
            return ""
        places = self.lines[span.line].places[span.start : span.end]
        return tidy("".join(self._pieces(places)))

    def _pieces(self, places: Sequence[int]) -> Iterator[str]:
        """The characters at these places, and what a faulty converter put between them; not what the page
        did (line ends, page numbers)."""
        previous = places[0] - 1
        for place in places:
            if place > previous + 1:
                between = self.raw[previous + 1 : place]
                yield between if "\n" not in between else ""
            yield self.raw[place]
            previous = place

    def cut(self, line: int, start: int, end: int) -> str:
        return self.value(Span(line, start, end))

    def folded(self, span: Span) -> str:
        return self.lines[span.line].text[span.start : span.end]

    def cite(self, spans: Sequence[Span]) -> Citation | None:
        known = [span for span in spans if span.end > span.start]
        if not known:
            return None
        places = [self.lines[span.line].source(span.start, span.end) for span in known]
        return Citation(
            min(start for start, _ in places),
            max(end for _, end in places),
            self.lines[known[0].line].page,
        )

    # -- dates ---------------------------------------------------------------------------------------

    def _points(self) -> dict[int, list[Point]]:
        issued, ahead = self.heading.issued_on, first_full_date(self.lines)
        clock = Clock(issued, feedback=self.inspection.feedback_on)
        opening = Clock(issued, ahead=ahead, plan=self.plan)
        found: dict[int, list[Point]] = {}
        for index, line in enumerate(self.lines):
            if is_of_the_site(line.text):
                found[index] = []
                continue
            before_acts = index <= self.heading.opening_to or self.inspection.feedback_on is None
            found[index] = points_in(line.text, opening if before_acts else clock)
            clock.year = clock.year if clock.year else opening.year
        return found

    def _all_points(self) -> list[tuple[int, Point]]:
        title, start, end = self.heading.title_span or (-1, 0, 0)
        return [
            (index, point)
            for index, points in self.points.items()
            for point in points
            if index != title or not start <= point.start < end
        ]

    def _within(self, span: Span) -> list[Point]:
        points = self.points[span.line]
        low = bisect_left(points, span.start, key=lambda point: point.start)
        high = bisect_left(points, span.end, lo=low, key=lambda point: point.start)
        return [point for point in points[low:high] if point.end <= span.end]

    def _mention(self, index: int, point: Point) -> Mention:
        span = Span(index, point.start, point.end)
        return Mention(self.value(span), point.value, self.cite([span]))

    # -- issues --------------------------------------------------------------------------------------

    def _aspects(self, found: Findings, interpreter: Interpreter) -> list[DraftAspect]:
        aspects: list[DraftAspect] = []
        last: object = self
        for finding in found.issues:
            node = finding.aspect
            key = id(node) if node is not None else finding.aspect_title
            if key != last or not aspects:
                aspects.append(self._aspect(finding, interpreter))
                last = key
            aspects[-1].issues.append(self._issue(finding))
        return aspects

    def _aspect(self, finding: Finding, interpreter: Interpreter) -> DraftAspect:
        node, cell = finding.aspect, finding.aspect_title
        if node is None:
            return DraftAspect(None, self.value(cell) if cell else None)
        title = self.value(interpreter.title_span(node)).rstrip("。；;：:，,")
        number = self.value(node.mark).rstrip("、.．，,：: ") if node.mark else None
        return DraftAspect(number or None, title or None)

    def _issue(self, finding: Finding) -> DraftIssue:
        title = self.value(finding.title).strip("。；;：:，, ")
        text = "".join(self.value(span) for span in finding.text).strip("，, ") or None
        everything = [finding.title, *finding.facts, *finding.text]
        items = [self._measure(item, finding) for item in finding.items]
        return DraftIssue(
            number=self.value(finding.number).rstrip("、.．，,：:】【 ").lstrip("【")
            if finding.number
            else None,
            group=self._group(finding.group),
            title=title,
            text=text if text and text.strip("。") != title else None,
            measures=[item for item in items if item.text],
            owners=self._issue_owners(finding),
            deadline=self._issue_deadline(finding),
            rect_type=self._rect_type(finding),
            status=self._issue_status(finding),
            source=self.cite(
                [
                    *([finding.number] if finding.number else []),
                    *everything,
                    *[s for i in finding.items for s in i.spans],
                ]
            ),
        )

    def _group(self, span: Span | None) -> str | None:
        """As written, with its mark: （2）住房安全方面."""
        if span is None:
            return None
        return self.value(Span(span.line, 0, span.end)).rstrip("。；;：:")

    def _issue_owners(self, finding: Finding) -> list[str]:
        names: list[str] = []
        for span in finding.fields.get("owner", []):
            names += [
                self.value(Span(span.line, *name))
                for name in wording.names_in(self.lines[span.line].text, span.start, span.end)
            ]
        for span in [*finding.facts, *finding.fields.get("problem", [])]:
            text = self.lines[span.line].text
            for start, end in wording.owners_in(text, span.start, span.end):
                names.append(self.value(Span(span.line, start, end)))
        return list(dict.fromkeys(name for name in names if name))

    def _issue_deadline(self, finding: Finding) -> str | None:
        for span in finding.fields.get("deadline", []):
            values = [point.value for point in self._within(span) if point.value]
            if values:
                return values[-1]
        for span in [*finding.facts, *finding.claims]:
            for point in self._within(span):
                if point.value and wording.is_due(
                    self.lines[span.line].text, point.start, point.end
                ):
                    return point.value
        return None

    def _rect_type(self, finding: Finding) -> str | None:
        spans = [
            *finding.fields.get("state", []),
            *finding.fields.get("deadline", []),
            *finding.claims,
        ]
        for span in spans:
            kind = wording.rect_type_of(self.folded(span))
            if kind:
                return kind
        line = self.lines[finding.title.line].text
        around = line[finding.title.end : finding.title.end + 40]
        match = re.match(r"[。;]?\((?P<words>[^()]{2,40})\)", around)
        kind = wording.rect_type_of(match["words"]) if match else None
        return kind or self._type_of_part(finding)

    def _type_of_part(self, finding: Finding) -> str | None:
        """A part that is named after a type: 一、立行立改类."""
        node = finding.aspect
        words = "".join(self.folded(span) for span in node.spans[:1]) if node else ""
        return wording.rect_type_of(words) if len(words) <= 14 else None

    def _issue_status(self, finding: Finding) -> str:
        for span in [*finding.fields.get("state", []), *finding.claims]:
            words = self.folded(span)
            said = "done" if words in ("是", "√") else wording.said_status(words)
            if said is not None:
                return said
        return self._reported_status(finding)

    def _reported_status(self, finding: Finding) -> str:
        """What a report beside the measures tells: 责任书已全部签订."""
        told = "".join(self.folded(span) for span in finding.reports)
        status = wording.status_of(told) if told else "unstated"
        return status if status in ("done", "ongoing") else "unstated"

    # -- measures ------------------------------------------------------------------------------------

    def _measure(self, item: Item, finding: Finding | None = None) -> DraftMeasure:
        folded = "".join(self.folded(span) for span in item.spans)
        text = "".join(self.value(span) for span in item.spans).strip("；;，, ")
        places = [(span, point) for span in item.spans for point in self._within(span)]
        default = item.default
        if default is None and finding is not None and self._issue_status(finding) == "done":
            default = "claimed"
        status = wording.status_of(folded, default=default)
        return DraftMeasure(
            marker=self._marker(item),
            text=text,
            kinds=wording.kinds_of(folded),
            status=status,
            dates=[self._mention(span.line, point) for span, point in places],
            documents=cited_documents(text),
            owners=self._owners(item),
            deadline=self._deadline(item, places),
            trigger=self._trigger(item),
            source=self.cite([*([item.mark] if item.mark else []), *item.spans]),
        )

    def _marker(self, item: Item) -> str | None:
        return self.value(item.mark).rstrip("，,：:") or None if item.mark else None

    def _owners(self, item: Item) -> list[str]:
        names = [
            self.value(Span(span.line, start, end))
            for span in item.spans
            for start, end in wording.owners_in(self.lines[span.line].text, span.start, span.end)
        ]
        for span in item.fields.get("owner", []):
            found = wording.names_in(self.lines[span.line].text, span.start, span.end)
            names += [self.value(Span(span.line, *name)) for name in found]
        return list(dict.fromkeys(names))

    def _deadline(self, item: Item, places: Sequence[tuple[Span, Point]]) -> str | None:
        for span in item.fields.get("deadline", []):
            for point in self._within(span):
                return point.value
        for span, point in places:
            if point.value and wording.is_due(self.lines[span.line].text, point.start, point.end):
                return point.value
        return None

    def _trigger(self, item: Item) -> str | None:
        for span in item.spans:
            found = wording.trigger_of(self.folded(span))
            if found:
                return self.value(Span(span.line, span.start + found[0], span.start + found[1]))
        return None

    # -- figures -------------------------------------------------------------------------------------

    def _statistics(self, found: Findings) -> list[Statistic]:
        """Counts claimed outside issues and measures; inside they are part of the story."""
        taken = _taken(found, len(self.lines))
        title = self.heading.title_span[0] if self.heading.title_span else -1
        statistics = []
        told: set[str] = set()
        for index, line in enumerate(self.lines):
            if index == title or line.cells or line.text in told:
                continue
            told.add(line.text)
            for figure in figures_in(line.text):
                if not _covers(taken.get(index, ()), figure.number_at):
                    clause = self.value(Span(index, figure.start, figure.end))
                    statistics.append(Statistic(figure.what, figure.value, figure.unit, clause))
        return statistics


def _covers(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of the spans, which are sorted and do not overlap."""
    place = bisect_right(spans, at, key=lambda span: span[0])
    return place > 0 and at < spans[place - 1][1]


def _taken(found: Findings, count: int) -> dict[int, list[tuple[int, int]]]:
    taken: dict[int, list[tuple[int, int]]] = {}
    spans: list[Span] = []
    for finding in found.issues:
        spans += [finding.title, *finding.text, *finding.facts]
        spans += [span for item in finding.items for span in item.spans]
    for span in spans:
        taken.setdefault(span.line, []).append((span.start, span.end))
    return {line: _merged(sorted(found)) for line, found in taken.items()}


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
