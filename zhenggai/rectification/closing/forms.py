"""What a level's form must hold before it passes an application: all that is missing is said at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from zhenggai.rectification.levels import Answer, Asks, Level, LevelRule, Question

if TYPE_CHECKING:
    from zhenggai.rectification.models import Meeting

SHORTEST_BASIS = 4
LONGEST_BASIS = 300
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """The meeting that decided: who was due and present, and how. Counts are None where the decision was unanimous. `record`
    points at the meeting's own minutes, which then say the rest; `votes` are the minutes' words."""

    title: str = ""
    held_on: date | None = None
    due: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    unanimous: bool = False
    votes: str = ""
    record: Meeting | None = None


@dataclass(frozen=True, slots=True)
class LetterForm:
    """The letter by which a superior who is not in the system confirmed."""

    issuer: str = ""
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """A form as it was filled in: codes of measures ticked and of those seen on site, uuids of drawn evidence found in
    order, answers with their basis by question."""

    opinion: str = ""
    ticks: Collection[str] = frozenset()
    on_site: Collection[str] = frozenset()
    found: Collection[str] = frozenset()
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    meeting: MeetingForm | None = None
    letter: LetterForm | None = None

    def as_json(self, asks: Collection[Asks]) -> dict[str, Any]:
        """What of it is kept with the step, besides what has a column of its own."""
        kept: dict[str, Any] = {}
        if Asks.TICKS in asks:
            kept |= {"ticks": sorted(self.ticks), "on_site": sorted(self.on_site)}
        if Asks.SAMPLE in asks:
            kept["found"] = sorted(self.found)
        if Asks.QUESTIONS in asks:
            kept["answers"] = {name: list(value) for name, value in self.answers.items()}
        if Asks.MEETING in asks and self.meeting:
            meeting = self.meeting
            kept["meeting"] = {
                "due": meeting.due,
                "present": meeting.present,
                "unanimous": meeting.unanimous,
                "for": meeting.votes_for,
                "against": meeting.votes_against,
                "abstained": meeting.abstained,
                "votes": meeting.votes,
            }
        return kept


@dataclass(frozen=True, slots=True)
class Expected:
    """What the form is held against: codes of the core measures, of those photographed on this review, the drawn evidence by
    uuid with its name, and the day of the application."""

    core: Collection[str]
    measures: Collection[str]
    photographed: Collection[str]
    sample: Mapping[str, str]
    applied_on: date
    today: date
    by_letter: bool = False


def lacking(form: ReviewForm, rule: LevelRule, expected: Expected) -> list[str]:
    """Every part that the level asks and the form does not hold, one sentence each."""
    found: list[str] = []
    if Asks.TICKS in rule.asks:
        found += _ticks(form, expected)
    if Asks.SAMPLE in rule.asks:
        found += _sample(form, expected)
    if Asks.QUESTIONS in rule.asks:
        found += _answers(form)
    if Asks.MEETING in rule.asks:
        found += _meeting(form.meeting or MeetingForm(), expected)
    if expected.by_letter:
        found += _letter(form.letter or LetterForm(), expected)
    elif rule.level in (Level.DISCIPLINE, Level.SUPERIOR) and not form.opinion.strip():
        found.append(gettext("意见没有写——这一级须写明独立意见"))
    return found


def _ticks(form: ReviewForm, expected: Expected) -> Iterator[str]:
    for code in sorted(expected.core):
        if code not in form.ticks:
            yield gettext("措施 %(code)s 没有勾验——核心措施须逐条勾验；没有做到的请退回") % {
                "code": code
            }
    for code in sorted(form.on_site):
        if code in expected.measures and code not in expected.photographed:
            yield gettext(
                "措施 %(code)s 标为现场核查，但没有照片——现场核查须拍照；请随表上传照片"
            ) % {"code": code}


def _sample(form: ReviewForm, expected: Expected) -> Iterator[str]:
    for uuid, name in expected.sample.items():
        if uuid not in form.found:
            yield gettext("抽查的佐证 %(name)s 没有核对——抽中的须逐件看过；不符的请退回") % {
                "name": name
            }


def _answers(form: ReviewForm) -> Iterator[str]:
    for question in Question:
        answer, basis = form.answers.get(question.value, ("", ""))
        if answer not in Answer.values:
            yield gettext("“%(question)s”没有选——五看须逐项回答") % {"question": question.label}
        elif len(basis.strip()) < SHORTEST_BASIS:
            yield gettext("“%(question)s”没有写依据——请写明凭什么这样说") % {
                "question": question.label
            }
        elif answer == Answer.NO:
            yield gettext("“%(question)s”答“否”——有一项为否即不能通过；请退回补正") % {
                "question": question.label
            }


def _meeting(meeting: MeetingForm, expected: Expected) -> Iterator[str]:
    if not meeting.title.strip() or meeting.held_on is None:
        yield gettext("会议名称或日期没有写——销号由领导小组会议审定；请写明哪次会议")
        return
    if not expected.applied_on <= meeting.held_on <= expected.today:
        yield gettext("会议日期 %(day)s 不在申请之后、今天以前——审定这次申请的会议不能早于申请") % {
            "day": meeting.held_on.isoformat()
        }
    if not meeting.due or not meeting.present:
        yield gettext("应到、实到人数没有写——请按签到填写")
        return
    if meeting.present > meeting.due or meeting.present * 2 <= meeting.due:
        yield gettext("实到 %(present)s 人、应到 %(due)s 人——须过半数到会，实到不多于应到") % {
            "present": meeting.present,
            "due": meeting.due,
        }
    yield from _votes(meeting)


def _votes(meeting: MeetingForm) -> Iterator[str]:
    if meeting.unanimous:
        return
    votes = (meeting.votes_for, meeting.votes_against, meeting.abstained)
    if meeting.votes_for is None:
        yield gettext("表决结果没有写——请选一致同意，或填写票数")
    elif sum(vote or 0 for vote in votes) != meeting.present:
        yield gettext("票数之和不等于实到人数——请核对赞成、反对、弃权")
    elif meeting.votes_for * 2 <= (meeting.present or 0):
        yield gettext("赞成未过半数——会议没有同意销号；请退回")


def _letter(letter: LetterForm, expected: Expected) -> Iterator[str]:
    if not letter.issuer.strip() or not letter.number.strip() or letter.dated is None:
        yield gettext("函件的来函单位、文号、日期没有写全——上级不在系统内的，凭函件确认")
    elif not expected.applied_on <= letter.dated <= expected.today:
        yield gettext("函件日期 %(day)s 不在申请之后、今天以前——请核对") % {
            "day": letter.dated.isoformat()
        }
