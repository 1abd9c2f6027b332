"""Where a round stands: each stage with its due day, what it has produced and what is missing, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import calendar
from zhenggai.rectification.models import (
    Anchor,
    InspectionRound,
    MeetingState,
    Profile,
    StageKey,
    StageTerm,
    Timetable,
    Unit,
)
from zhenggai.rectification.process.clock import Limit, anchors_of, due_days
from zhenggai.rectification.process.facts import RoundFacts, events_of, facts_of
from zhenggai.rectification.process.shown import Shown
from zhenggai.rectification.process.table import STAGES, Product, Stage
from zhenggai.rectification.settings import shifts_days_off


class Standing(TextChoices):
    DONE = "done", _("已完成")
    LATE = "late", _("逾期")
    NOW = "now", _("进行中")
    AHEAD = "ahead", _("未到")


@dataclass(frozen=True, slots=True)
class PaperRow:
    uuid: UUID
    title: str
    doc_no: str | None
    made_on: date
    signed_by: str | None
    recorded_by: str
    has_file: bool


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`said` tells what is there or what is missing; `meeting_kinds` are those of a meeting that would do; `in_rows`: rows
    of ours show it, whatever papers there are besides."""

    key: str
    label: str
    met: bool
    said: str
    day: date | None
    is_paper: bool
    fact: str
    meeting_kinds: tuple[str, ...]
    meeting: UUID | None
    in_rows: bool
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage as of a day. `waits_for` names the day that its due day is counted from while that is not known; `limit` and
    `basis` say how it is counted and on what ground."""

    key: StageKey
    label: str
    owner: str
    owner_id: int | None
    limit: str
    basis: str
    opens_on: date | None
    due: date | None
    days_left: int | None
    waits_for: str
    standing: Standing
    done_on: date | None
    products: tuple[ProductRow, ...]
    version: int | None
    term: Mapping[str, Any]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(
            item.label if not item.said else f"{item.label}：{item.said}"
            for item in self.products
            if not item.met
        )

    @property
    def done_late_by(self) -> int:
        """Days by which the stage was finished too late; 0 where it was not."""
        if self.done_on is None or self.due is None or self.standing is not Standing.DONE:
            return 0
        return max((self.done_on - self.due).days, 0)


@dataclass(frozen=True, slots=True)
class Course:
    """All stages of a round as of a day. `profile` is None until the office has chosen its limits."""

    as_of: date
    profile: Profile | None
    basis: str
    version: int | None
    events: Mapping[Anchor, date]
    stages: tuple[StageRow, ...]

    @property
    def now(self) -> tuple[StageRow, ...]:
        return tuple(row for row in self.stages if row.standing is Standing.NOW)

    @property
    def late(self) -> tuple[StageRow, ...]:
        return tuple(row for row in self.stages if row.standing is Standing.LATE)

    @property
    def done_count(self) -> int:
        return sum(row.standing is Standing.DONE for row in self.stages)

    @property
    def unsigned(self) -> bool:
        """Whether nobody has signed for the feedback yet."""
        return not self.stage(StageKey.RECEIPT).products[0].met

    def stage(self, key: str) -> StageRow:
        return next(row for row in self.stages if row.key == key)


def course_of(round: InspectionRound, today: date) -> Course:
    """Every stage of the round as of a day."""
    timetable = Timetable.objects.filter(round=round).first()
    terms = {
        term.stage: term for term in StageTerm.objects.filter(round=round).select_related("owner")
    }
    facts = facts_of(round, today)
    limits = {
        key: Limit(Anchor(term.anchor), term.amount, Unit(term.unit)) for key, term in terms.items()
    }
    shift = shifts_days_off(round.office_id)
    days = calendar()
    due = due_days(limits, facts.events, days, shift=shift)
    anchors = anchors_of(facts.events, limits.get(StageKey.CONCENTRATED), days, shift=shift)
    return Course(
        as_of=today,
        profile=Profile(timetable.profile) if timetable else None,
        basis=timetable.basis if timetable else "",
        version=timetable.version if timetable else None,
        events=anchors,
        stages=tuple(
            _row(stage, terms.get(stage.key), due.get(stage.key), anchors, facts, today)
            for stage in STAGES
        ),
    )


def last_day_of(round: InspectionRound, today: date) -> date | None:
    """The last day of the period of concentrated work; None while its limit or its beginning is not known."""
    term = StageTerm.objects.filter(round=round, stage=StageKey.CONCENTRATED).first()
    if term is None:
        return None
    limit = Limit(Anchor(term.anchor), term.amount, Unit(term.unit))
    shift = shifts_days_off(round.office_id)
    events = events_of(round, today)
    return anchors_of(events, limit, calendar(), shift=shift).get(Anchor.END)


def _row(
    stage: Stage,
    term: StageTerm | None,
    due: date | None,
    anchors: Mapping[Anchor, date],
    facts: RoundFacts,
    today: date,
) -> StageRow:
    products = tuple(_product(stage, product, facts) for product in stage.products)
    opens_on = anchors.get(stage.opens)
    standing = _standing(stage, products, opens_on, due, today)
    finished = standing is Standing.DONE
    return StageRow(
        key=stage.key,
        label=str(stage.key.label),
        owner=term.owner.name if term and term.owner else str(stage.owner),
        owner_id=term.owner_id if term else None,
        limit=_limit(term),
        basis=term.basis if term else "",
        opens_on=opens_on,
        due=due,
        days_left=None if due is None or finished else (due - today).days,
        waits_for=_waits_for(stage, term, anchors),
        standing=standing,
        done_on=_done_on(stage, products, due) if finished else None,
        products=products,
        version=term.version if term else None,
        term={
            "anchor": term.anchor if term else stage.opens,
            "amount": term.amount if term else None,
            "unit": term.unit if term else Unit.DAY,
        },
    )


def _standing(
    stage: Stage,
    products: tuple[ProductRow, ...],
    opens_on: date | None,
    due: date | None,
    today: date,
) -> Standing:
    is_open = opens_on is not None and opens_on <= today
    if all(item.met for item in products) and not stage.rolls:
        if not stage.lasts or (due is not None and today > due):
            return Standing.DONE
    elif due is not None and today > due and not stage.rolls:
        return Standing.LATE
    return Standing.NOW if is_open else Standing.AHEAD


def _done_on(stage: Stage, products: tuple[ProductRow, ...], due: date | None) -> date | None:
    """The day of the last product; a period ends on its own last day."""
    if stage.lasts:
        return due
    return max((item.day for item in products if item.day is not None), default=None)


def _waits_for(stage: Stage, term: StageTerm | None, anchors: Mapping[Anchor, date]) -> str:
    needed = Anchor(term.anchor) if term else stage.opens
    return "" if needed in anchors else str(needed.label)


def _limit(term: StageTerm | None) -> str:
    """自反馈之日起 30 天; on the day itself where nothing is added."""
    if term is None or term.amount is None:
        return ""
    anchor = Anchor(term.anchor).label
    if term.amount == 0:
        return gettext("%(anchor)s前") % {"anchor": anchor}
    return gettext("自%(anchor)s起 %(amount)s %(unit)s") % {
        "anchor": anchor,
        "amount": term.amount,
        "unit": Unit(term.unit).label,
    }


def _product(stage: Stage, product: Product, facts: RoundFacts) -> ProductRow:
    papers = facts.papers.get((stage.key, product.key), ())
    shown, meeting = _shown(product, papers, facts)
    return ProductRow(
        key=product.key,
        label=str(product.label),
        met=shown.met,
        said=shown.said,
        day=shown.day,
        is_paper=product.is_paper,
        fact=product.fact,
        meeting_kinds=tuple(product.meetings),
        meeting=meeting,
        in_rows=bool(product.fact) and facts.answers[product.fact].met,
        papers=tuple(
            PaperRow(
                paper.uuid,
                paper.title,
                paper.doc_no,
                paper.made_on,
                paper.signed_by_name,
                paper.recorded_by_name,
                paper.attachment_id is not None,
            )
            for paper in papers
        ),
    )


def _shown(product: Product, papers: Any, facts: RoundFacts) -> tuple[Shown, UUID | None]:
    if product.fact:
        shown = facts.answers[product.fact]
        if shown.met or not papers:
            return shown, None
    if product.meetings:
        return _of_meetings(product, facts)
    if papers:
        return Shown(True, "、".join(paper.title for paper in papers), papers[0].made_on), None
    return Shown(False, gettext("还没有登记")), None


def _of_meetings(product: Product, facts: RoundFacts) -> tuple[Shown, UUID | None]:
    """The first meeting after the feedback whose minutes are signed; one that was held and not signed is named."""
    since = facts.events.get(Anchor.FEEDBACK, date.min)
    held = [
        meeting
        for meeting in facts.meetings
        if meeting.kind in product.meetings and meeting.held_on >= since
    ]
    for meeting in held:
        if meeting.state == MeetingState.SIGNED:
            return Shown(True, meeting.title, meeting.held_on), meeting.uuid
    if held:
        said = gettext("“%(title)s”的记录还没有签字") % {"title": held[0].title}
        return Shown(False, said), held[0].uuid
    return Shown(False, gettext("还没有登记会议")), None
