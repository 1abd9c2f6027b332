from datetime import date
from io import BytesIO

import pytest

from zhenggai.archive.actions import put
from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import Offer, assign, attach_evidence, report_progress
from zhenggai.rectification.deadlines import Colour, WarningDays, colour
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import Evidence, Issue, Measure, Progress


@pytest.fixture
def of_jia(office, issues):
    """Issue 1-1, led by 党建办 and handled by 甲."""
    return assign(
        office.clerk,
        issues["1-1"],
        version=1,
        lead_dept=office.study,
        owner=office.people["甲"],
        handler=office.people["甲"],
        charge_leader=office.people["领导"],
        deadline=date(2021, 9, 17),
        rect_type=RectType.LONG_TERM,
        target="每季检查一次",
    )


def stored(office, text="签到表"):
    return put(BytesIO(text.encode()), "签到.txt")


def test_assigning_says_who_and_until_when_and_sets_the_warning_days(office, of_jia):
    issue = Issue.objects.get(pk=of_jia.pk)

    assert (issue.owner, issue.lead_dept) == (office.people["甲"], office.study)
    assert (issue.deadline, issue.rect_type, issue.version) == (date(2021, 9, 17), "long_term", 2)
    days = WarningDays(issue.green_on, issue.yellow_on, issue.red_on)
    assert colour(days, TODAY) is Colour.YELLOW


def test_what_is_left_out_stays_and_none_takes_away(office, of_jia):
    assign(office.clerk, of_jia, version=2, owner=None, co_depts=[office.finance])

    issue = Issue.objects.get(pk=of_jia.pk)
    assert (issue.owner, issue.handler) == (None, office.people["甲"])
    assert list(issue.co_depts.all()) == [office.finance]


def test_taking_the_deadline_away_takes_the_warning_away(office, of_jia):
    assign(office.clerk, of_jia, version=2, deadline=None)

    assert Issue.objects.get(pk=of_jia.pk).red_on is None


def test_the_second_of_two_who_edit_is_told_and_changes_nothing(office, of_jia):
    stale = Issue.objects.get(pk=of_jia.pk)
    assign(office.clerk, of_jia, version=2, target="先改的")

    with pytest.raises(Conflict) as refusal:
        assign(office.clerk, stale, version=2, target="后改的", co_depts=[office.finance])

    assert "先改的" in refusal.value.missing[0]
    issue = Issue.objects.get(pk=of_jia.pk)
    assert issue.target == "先改的"
    assert not issue.co_depts.exists()


def test_people_and_departments_of_another_office_cannot_be_named(office, issues):
    with pytest.raises(NotFound):
        assign(office.clerk, issues["1-1"], version=1, owner=office.people["丙"])


def test_a_deadline_before_the_feedback_is_refused(office, issues):
    with pytest.raises(BadInput) as refusal:
        assign(office.clerk, issues["1-1"], version=1, deadline=date(2021, 6, 1))

    assert "2021-06-17" in refusal.value.sentence


def test_only_the_rectification_office_assigns(office, of_jia):
    with pytest.raises(NotAllowed):
        assign(office.jia, of_jia, version=2, target="自己定")


def test_assignment_is_journaled_with_both_values(office, of_jia):
    assign(office.clerk, of_jia, version=2, handler=office.people["乙"])

    last = history(office.clerk, "rectification.issue", str(of_jia.uuid))[-1]
    assert (last.action, last.summary) == ("issue.assign", "明确责任：问题 1-1")


def test_progress_must_hold_a_fact(office, of_jia):
    with pytest.raises(Refused) as refusal:
        report_progress(office.jia, of_jia, text="正在按计划推进", today=TODAY)

    assert refusal.value.code == "progress.no_fact"
    assert not Progress.objects.filter(issue=of_jia, from_document=False).exists()


def test_the_handler_reports_and_the_measure_is_set_to_work(office, issues):
    issue = assign(office.clerk, issues["2-1"], version=1, handler=office.people["甲"])
    measure = Measure.objects.get(code="2-1-1")

    entry = report_progress(
        office.jia,
        issue,
        text=" 7月底印发制度 ",
        today=TODAY,
        measure=measure,
        happened_on=date(2021, 7, 30),
    )

    assert (entry.text, entry.reporter, entry.reporter_name) == (
        "7月底印发制度",
        office.people["甲"],
        "甲",
    )
    assert Measure.objects.get(code="2-1-1").state == MeasureState.DOING
    assert Issue.objects.get(pk=issue.pk).state == IssueState.DRAFT, "no plan has been approved"


def test_a_planned_issue_starts_with_its_first_report(office, of_jia):
    Issue.objects.filter(pk=of_jia.pk).update(state=IssueState.PLANNED)
    of_jia.refresh_from_db()

    report_progress(office.jia, of_jia, text="8月检查一次", today=TODAY)

    assert Issue.objects.get(pk=of_jia.pk).state == IssueState.IN_PROGRESS


def test_a_measure_that_waits_for_an_event_stays_waiting(office, issues):
    measure = Measure.objects.get(code="1-2-1")

    report_progress(office.clerk, issues["1-2"], text="8月联系 3 家", today=TODAY, measure=measure)

    assert Measure.objects.get(code="1-2-1").state == MeasureState.WAITING


def test_a_colleague_finds_no_issue_of_anothers_and_an_outsider_none_at_all(office, of_jia):
    with pytest.raises(NotFound):
        report_progress(office.yi, of_jia, text="8月1日完成", today=TODAY)
    with scope_for(office.bing), pytest.raises(NotFound):
        report_progress(office.bing, of_jia, text="8月1日完成", today=TODAY)


def test_the_discipline_committee_sees_and_does_not_report(office, of_jia):
    watcher = acting(office.yi, "discipline_committee")

    with pytest.raises(NotAllowed):
        report_progress(watcher, of_jia, text="8月1日完成", today=TODAY)


def test_nobody_reports_the_future_or_on_a_measure_of_another_issue(office, of_jia):
    with pytest.raises(BadInput):
        report_progress(
            office.jia, of_jia, text="9月9日完成", today=TODAY, happened_on=date(2021, 9, 9)
        )
    foreign = Measure.objects.get(code="2-1-1")
    with pytest.raises(NotFound):
        report_progress(office.jia, of_jia, text="8月1日完成", today=TODAY, measure=foreign)


def test_a_settled_issue_takes_nothing_more(office, of_jia):
    Issue.objects.filter(pk=of_jia.pk).update(state=IssueState.CLOSED, rect_type="timed")
    of_jia.refresh_from_db()

    for act in (
        lambda: report_progress(office.jia, of_jia, text="8月1日完成", today=TODAY),
        lambda: assign(office.clerk, of_jia, version=2, target="再改"),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "issue.settled"


def test_evidence_is_numbered_within_its_measure_and_counted(office, of_jia):
    measure = Measure.objects.get(code="1-1-1")

    for name in ("会议通知", "签到"):
        attach_evidence(
            office.jia,
            of_jia,
            offers=[Offer(file=stored(office, name), name=name, kind="notice")],
            today=TODAY,
            measure=measure,
        )

    assert [item.code for item in Evidence.objects.order_by("pk")] == ["1-1-1-1", "1-1-1-2"]
    assert Issue.objects.get(pk=of_jia.pk).evidence_count == 2


def test_evidence_needs_a_known_kind_and_a_measure_of_its_own_issue(office, of_jia):
    with pytest.raises(BadInput):
        attach_evidence(
            office.jia, of_jia, offers=[Offer(file=stored(office), kind="video")], today=TODAY
        )
    with pytest.raises(NotFound):
        attach_evidence(
            office.jia,
            of_jia,
            offers=[Offer(file=stored(office), kind="sign_in")],
            measure=Measure.objects.get(code="2-1-1"),
            today=TODAY,
        )
    with pytest.raises(BadInput):
        attach_evidence(office.jia, of_jia, offers=[], today=TODAY)
    assert not Evidence.objects.exists()


def test_progress_comes_with_its_proof_or_not_at_all(office, of_jia):
    offers = [Offer(file=stored(office), kind="photo"), Offer(file=stored(office), kind="")]

    with pytest.raises(BadInput):
        report_progress(office.jia, of_jia, text="8月20日盘点 137 件", offers=offers, today=TODAY)
    assert not Progress.objects.filter(from_document=False).exists()
    report_progress(office.jia, of_jia, text="8月20日盘点 137 件", offers=offers[:1], today=TODAY)

    assert Evidence.objects.get().kind == "photo"
    assert Issue.objects.get(pk=of_jia.pk).evidence_count == 1


def test_text_with_control_characters_or_without_end_is_refused(office, of_jia):
    for text in ("8月1日\x00完成", "8月1日" + "完" * 3000):
        with pytest.raises(BadInput):
            report_progress(office.jia, of_jia, text=text, today=TODAY)
