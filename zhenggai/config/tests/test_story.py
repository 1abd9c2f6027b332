"""The story of the seed told by actions and by the verbs of the command line: at each stage where the round stands, what is
missing, and the figures, counted by hand (process.md §0, §8). The same story at the browser: tests/browser/test_story.py."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from zhenggai.archive.actions import put
from zhenggai.config.cli import main
from zhenggai.config.demo import CIRCULAR, prepare_office
from zhenggai.config.tests.story import CAUSES, DUTIES, KINDS, STAFF, USUAL_CAUSE
from zhenggai.people.models import Office, Person
from zhenggai.people.queries import scope_for, viewer_named
from zhenggai.rectification import actions
from zhenggai.rectification.actions import (
    MeetingForm,
    Offer,
    ReviewForm,
    freezing,
    group,
    letters,
    life,
    meetings,
    plans,
    stages,
)
from zhenggai.rectification.actions.meetings import Came
from zhenggai.rectification.actions.stages import PaperOffer
from zhenggai.rectification.evidence import LEAST
from zhenggai.rectification.models import (
    ClosureApplication,
    Cutoff,
    InspectionRound,
    Issue,
    Measure,
    Meeting,
    SupervisionLetter,
)
from zhenggai.rectification.process.subjects import CLOSURE, PLAN

CLERK = "zhenggaiban"
ANSWERS = dict.fromkeys(
    ("fact", "measure", "people", "money", "rule"), ("yes", "抽查 41 人的缴纳记录")
)
REVIEWERS = {1: "zuzhizu", 2: CLERK, 3: "fenguan", 4: "jijianwei"}


class Story:
    """The office on a day: `as_` somebody by their account, what the verbs tell."""

    def __init__(self, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings, self.capsys = settings, capsys
        self.as_ = viewer_named
        self.today = date(2021, 6, 17)

    def on(self, month: int, day: int) -> None:
        self.today = self.settings.ZHENGGAI_TODAY = date(2021, month, day)

    @property
    def round(self) -> InspectionRound:
        return InspectionRound.objects.get()

    def issue(self, code: str) -> Issue:
        return Issue.objects.get(code=code)

    def told(self, *words: str) -> Any:
        """What a verb prints as JSON."""
        self.capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(self.capsys.readouterr().out)

    def stages(self) -> dict[str, Any]:
        return {row["stage"]: row for row in self.told("stages", "--as", CLERK)["stages"]}

    def standing(self) -> dict[str, str]:
        return {key: row["standing"] for key, row in self.stages().items()}

    def figures(self) -> dict[str, Any]:
        """Numerator, denominator and value by key, as of today."""
        day = self.today.isoformat()
        told = self.told("figures", "--as", CLERK, "--as-of", day)
        assert told["findings"] == []
        return {
            row["key"]: (row["numerator"], row["denominator"], row["value"])
            if row["shape"] in ("rate", "mean")
            else row["value"]
            for row in told["figures"]
        }


@pytest.fixture
def story(db: None, settings: Any, capsys: pytest.CaptureFixture[str]) -> Iterator[Story]:
    settings.ZHENGGAI_TODAY = date(2021, 6, 17)
    prepare_office()
    told = Story(settings, capsys)
    with scope_for(viewer_named(CLERK)):
        yield told


def person(name: str) -> Person:
    return Person._base_manager.get(name=name)


def held(
    story: Story,
    kind: str,
    due: Sequence[str] = ("领导甲", "领导乙", "领导丁"),
    subject: tuple[str, str] | None = None,
    more: Callable[[Meeting], None] | None = None,
) -> Meeting:
    """A meeting of today: everybody there, one decision, minutes signed by a scan."""
    clerk, today = story.as_(CLERK), story.today
    meeting = meetings.call_meeting(
        clerk, story.round, kind=kind, title="会议", held_on=today, chair=person(due[0]),
        recorder=person("办甲"), agenda=["研究巡察整改"],
    )  # fmt: skip

    def fresh() -> Meeting:
        return Meeting.objects.get(pk=meeting.pk)

    meetings.write_attendance(
        clerk, fresh(), rows=[Came(person(name), present=True) for name in due]
    )
    meetings.write_minutes(
        clerk, fresh(), version=fresh().version, minutes="会议研究了整改。", today=today
    )
    if subject:
        meetings.decide(clerk, fresh(), text="同意", outcome="agreed", subject=subject)
    if more:
        more(fresh())
    scan = PaperOffer("记录扫描件", today, file=put(BytesIO("已签字".encode()), "记录.txt"))
    meetings.attach_paper(clerk, fresh(), offer=scan, today=today)
    return meetings.sign_minutes(
        clerk, fresh(), version=fresh().version, signed_on=today, today=today
    )


def paper(story: Story, stage: str, product: str, *, who: str = CLERK) -> None:
    stages.register_paper(
        story.as_(who), story.round, stage=stage, product=product,
        offer=PaperOffer(product, story.today), today=story.today,
    )  # fmt: skip


def the_feedback_comes(story: Story) -> None:
    """17 June: read, adopted and looked at by verbs; the principal signs."""
    assert main(["read", str(CIRCULAR)]) == 0
    assert main(["adopt", str(CIRCULAR), "--as", CLERK]) == 0
    basis = "区委第四巡察组反馈意见"
    stages.choose_profile(story.as_(CLERK), story.round, profile="seed_2021", basis=basis)
    assert story.standing()["receipt"] == "now"
    stages.sign_receipt(story.as_("shuji"), story.round, today=story.today)

    found = story.stages()
    assert found["receipt"]["standing"] == "done"
    assert [
        found[key]["due"] for key in ("convey", "group", "plan", "concentrated", "publicity")
    ] == [*("2021-06-24", "2021-06-27", "2021-06-30", "2021-09-16", "2021-09-16")]
    figures = story.figures()
    assert figures["issue_done_rate"] == (0, 11, 0.0)
    assert figures["measure_done_rate"] == (0, 34, 0.0)
    assert (figures["on_time_rate"][2], figures["overdue"]) == (None, 0)


def it_is_conveyed_and_a_group_founded(story: Story) -> None:
    """21 and 22 June."""
    story.on(6, 21)
    held(story, "party_group")
    held(story, "committee")
    assert story.stages()["convey"]["missing"] == ["全体人员会议通报记录：还没有登记会议"]
    held(story, "staff", STAFF)
    story.on(6, 22)
    seats = [
        group.Seat(person("领导丁"), "head", is_principal=True),
        group.Seat(person("办丁"), "member"),
    ]
    group.found_group(
        story.as_(CLERK), story.round, name="整改领导小组", founded_on=story.today,
        doc_no="区政协机关〔2021〕8号", seats=seats, today=story.today,
    )  # fmt: skip
    if story.standing()["group"] != "done":
        paper(story, "group", "founding")
    standing = story.standing()
    assert (standing["convey"], standing["group"]) == ("done", "done")


def the_work_is_divided(story: Story) -> None:
    """25 June: until every issue has cause and duty the stage says which do not."""
    story.on(6, 25)
    clerk = story.as_(CLERK)
    assert "11 个问题责任或时限不全" in story.stages()["breakdown"]["missing"][-1]
    for code, duty in DUTIES.items():
        issue = story.issue(code)
        actions.assign(
            clerk, issue, version=issue.version, rect_type=duty.rect_type,
            charge_leader=person(duty.leader), owner=person(duty.owner),
            handler=person(duty.handler), deadline=date.fromisoformat(duty.deadline),
            lead_dept=Office._base_manager.get(name=duty.department), target=duty.target,
        )  # fmt: skip
        actions.add_cause(clerk, story.issue(code), text=CAUSES.get(code, USUAL_CAUSE))
    for code, kinds in KINDS.items():
        measure = Measure.objects.get(code=code)
        actions.edit_measure(clerk, measure, version=measure.version, kinds=list(kinds))
    assert story.stages()["breakdown"]["standing"] == "done"


def the_plan_is_approved_and_reviewed(story: Story) -> None:
    """30 June, the thirteenth day, by a meeting's minutes; 8 July the superior agrees."""
    story.on(6, 30)
    paper(story, "plan", "plan_paper")
    plan = plans.submit_plan(story.as_(CLERK), story.round, today=story.today)
    assert story.stages()["plan"]["missing"] == ["方案和台账，会议审定：方案已提交，等会议审定"]
    meeting = held(story, "committee", subject=(PLAN, str(plan.uuid)))
    plans.approve_plan(
        story.as_("zuzhang"), plan, version=plan.version, meeting=meeting, today=story.today
    )
    plan.refresh_from_db()
    assert story.issue("1-1").state == "planned"
    story.on(7, 8)
    assert story.standing()["review"] == "now"
    plans.review_plan(
        story.as_("xunchaban"), plan, bodies="区委巡察办", opinion="agreed", text="同意",
        reviewed_on=story.today, today=story.today,
    )  # fmt: skip
    standing = story.standing()
    assert (standing["plan"], standing["review"], standing["life"]) == ("done", "done", "now")


def the_leaders_criticize_one_another(story: Story) -> None:
    """20 July: material of all three, a word between every two, an action for every issue."""
    story.on(7, 20)
    clerk = story.as_(CLERK)
    names = ("领导甲", "领导乙", "领导丁")

    def talk(meeting: Meeting) -> None:
        for name in names:
            life.hand_in(
                clerk, meeting, person=person(name), text="督促不够", handed_in_on=story.today,
                today=story.today,
            )  # fmt: skip
        for one, other in (names[:2], names[1:], names[::2]):
            life.criticize(
                clerk, meeting, critic=person(one), subject=person(other), text="少下室委"
            )
        assert life.fill_actions(clerk, meeting) == 11

    held(story, "life", names, more=talk)
    assert story.standing()["life"] == "done"


def one_is_proved_and_one_is_late(story: Story) -> None:
    """30 July: the three measures of 3-3 are proved and verified. 6 August: 2-1 is six days late, warned of once, urged."""
    story.on(7, 30)
    handler, clerk = story.as_("chengban"), story.as_(CLERK)
    for measure in Measure.objects.filter(issue__code="3-3").order_by("position"):
        carry_out(story, handler, clerk, measure)
    paper(story, "midterm", "midterm", who="jijianwei")
    assert story.figures()["measure_done_rate"] == (3, 34, 8.82)
    freezing.freeze(clerk, story.round, rhythm="month", cut_on=story.today, today=story.today)

    story.on(8, 6)
    warned = story.told("warn")
    assert [row["code"] for row in warned if row["level"] == "red"] == ["2-1"]
    assert story.told("warn") == warned
    letter = letters.draft_letter(
        clerk, story.issue("2-1"), kind="reminder", findings="未见进展", demand="8月20日前补齐签字",
        reply_by=date(2021, 8, 11), today=story.today,
    )  # fmt: skip
    letters.issue_letter(story.as_("zuzhang"), letter, version=letter.version, today=story.today)
    office = story.as_("qiantou")
    recipient = letter.recipients.get(person=person("办丁"))
    letters.receive_letter(office, recipient, received_on=story.today, today=story.today)
    letter = SupervisionLetter.objects.get()
    letters.reply_letter(
        office, letter, version=letter.version, text="8月6日已补签 18 份", replied_on=story.today,
        today=story.today,
    )  # fmt: skip
    letter = SupervisionLetter.objects.get()
    letters.settle_letter(
        clerk, letter, version=letter.version, words="回复属实，八月十五日再核对", today=story.today
    )
    figures = story.figures()
    assert (figures["overdue"], figures["overdue_days"]) == (1, (6, 1, 6.0))
    assert figures["on_time_rate"] == (0, 1, 0.0)


def carry_out(story: Story, handler: Any, clerk: Any, measure: Measure) -> None:
    """Reported, proved by the least that its kinds ask, said to be done, believed, verified."""

    def fresh() -> Measure:
        return Measure.objects.select_related("issue").get(pk=measure.pk)

    actions.report_progress(
        handler, story.issue("3-3"), measure=fresh(), text="7月29日完成 41 人", today=story.today
    )
    items = []
    for kind in fresh().kinds:
        for need in LEAST[kind]:
            file = put(BytesIO(f"{measure.code} {need.label}".encode()), "佐证.txt")
            items += actions.attach_evidence(
                handler, story.issue("3-3"), offers=[Offer(file, kind=need.usual)],
                measure=fresh(), today=story.today,
            )  # fmt: skip
    actions.finish_measure(
        handler, fresh(), version=fresh().version, done_on=story.today, today=story.today
    )
    for item in items:
        actions.judge_evidence(clerk, item, verdict="accepted", today=story.today)
    actions.verify_measure(clerk, fresh(), version=fresh().version)


def everybody_reports(story: Story) -> None:
    """12 August: the period of concentrated work lacks nothing any more, and goes on."""
    story.on(8, 12)
    assert "10 个问题还没有进展" in story.stages()["concentrated"]["missing"][0]
    for code in DUTIES.keys() - {"3-3"}:
        actions.report_progress(
            story.as_(CLERK), story.issue(code), text="8月12日前自查，整改 3 处", today=story.today
        )
    found = story.stages()["concentrated"]
    assert (found["missing"], found["standing"]) == ([], "now")


def one_is_closed(story: Story) -> None:
    """25 August: applied for by a verb, returned once by the office, passed by five people at five levels."""
    story.on(8, 25)
    words = ["close", "apply", "3-3", "--as", "chengban", "--statement", "41 名党员按标准足额缴纳"]
    assert main(words) == 0
    speak(story, 1)
    application = ClosureApplication.objects.get()
    actions.return_application(
        story.as_(CLERK), application, version=application.version,
        reason="公示只有电子稿，未见张贴照片", mend_by=date(2021, 8, 27), today=story.today,
    )  # fmt: skip
    assert story.issue("3-3").state in ("returned", "in_progress")
    actions.report_progress(
        story.as_("chengban"), story.issue("3-3"), text="8月25日补拍照片 3 张", today=story.today
    )
    assert main(words) == 0
    for level in REVIEWERS:
        speak(story, level)
    application = ClosureApplication.objects.get(number=2)
    meeting = held(
        story, "leading_group", ("领导丁", "领导乙", "办甲"),
        subject=(CLOSURE, str(application.uuid)),
    )  # fmt: skip
    actions.review(
        story.as_("zuzhang"), application, version=application.version,
        form=ReviewForm(opinion="同意", meeting=MeetingForm(record=meeting)), today=story.today,
    )  # fmt: skip
    assert story.issue("3-3").state == "closed"
    assert "10 个问题尚未销号" in story.stages()["closure"]["missing"][0]
    figures = story.figures()
    assert figures["issue_done_rate"] == (1, 11, 9.09)
    assert figures["return_rate"] == (1, 2, 50.0)
    # 2-1 since 31 July and 2-2 since 15 August: due, late, 25 and 10 days.
    assert (figures["on_time_rate"], figures["overdue_days"]) == ((0, 2, 0.0), (35, 2, 17.5))


def speak(story: Story, level: int) -> None:
    """The level whose turn it is agrees, with everything that its form asks."""
    application = ClosureApplication.objects.order_by("-number")[0]
    assert application.level == level
    codes = frozenset(application.issue.measures.values_list("code", flat=True))
    form = ReviewForm("同意", ticks=codes, found=frozenset(application.sample), answers=ANSWERS)
    actions.review(
        story.as_(REVIEWERS[level]), application, version=application.version, form=form,
        today=story.today,
    )  # fmt: skip


def it_is_reported(story: Story, folder: Path) -> None:
    """16 September, the ninety-first day: the ledger goes out as a workbook; the report is approved, both circulars follow."""
    story.on(9, 16)
    sheet = folder / "台账.xlsx"
    assert main(["ledger", "--as", CLERK, "--xlsx", str(sheet)]) == 0
    assert sheet.read_bytes()[:2] == b"PK"
    assert story.standing()["report"] == "now"
    for product in ("report", "report_ledger", "report_evidence"):
        paper(story, "report", product)
    stages.record_event(
        story.as_(CLERK), story.round, kind="report", happened_on=story.today, basis="党组会审定",
        today=story.today,
    )  # fmt: skip
    for product in ("internal", "public"):
        paper(story, "publicity", product)
    # The seven whose deadline is before today; those of today are still in time.
    late = {code for code, duty in DUTIES.items() if duty.deadline < "2021-09-16"} - {"3-3"}
    figures = story.figures()
    assert (len(late), figures["overdue"]) == (7, 7)
    assert figures["on_time_rate"] == (1, 8, 12.5)


def the_end(story: Story) -> None:
    """17 September: eleven stages done, closure late; what was frozen in July is what it was."""
    story.on(9, 17)
    standing = story.standing()
    assert [key for key, word in standing.items() if word != "done"] == [
        *("closure", "assessment", "lookback", "lasting")
    ]
    assert (standing["closure"], standing["assessment"]) == ("late", "now")
    figures = story.figures()
    assert figures["issue_done_rate"] == (1, 11, 9.09)
    assert figures["stage_done_rate"] == (1, 11, 9.09)
    assert figures["measure_done_rate"] == (3, 34, 8.82)
    assert figures["on_time_rate"] == (1, 9, 11.11)
    assert (figures["overdue"], figures["long_term"]) == (10, 2)
    # 7+2+17 +48+33+1+2 +1+1+7 days.
    assert figures["overdue_days"] == (119, 10, 11.9)
    frozen = Cutoff.objects.get().body["counts"]
    assert (frozen["done"], frozen["complete"], frozen["issues"]) == (0, 3, 11)


def test_the_story_of_the_seed_by_actions_and_verbs(story: Story, tmp_path: Path) -> None:
    the_feedback_comes(story)
    it_is_conveyed_and_a_group_founded(story)
    the_work_is_divided(story)
    the_plan_is_approved_and_reviewed(story)
    the_leaders_criticize_one_another(story)
    one_is_proved_and_one_is_late(story)
    everybody_reports(story)
    one_is_closed(story)
    it_is_reported(story, tmp_path)
    the_end(story)
