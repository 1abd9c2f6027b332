from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from zhenggai.intake.actions import edit
from zhenggai.intake.draft import Draft
from zhenggai.intake.editing.edits import Edit
from zhenggai.intake.models import Reading
from zhenggai.journal.queries import history
from zhenggai.lib.errors import NotAllowed, NotFound, Refused
from zhenggai.people.queries import messages, scope_for
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import triggers
from zhenggai.rectification.actions import adopt
from zhenggai.rectification.actions.adopting import _save
from zhenggai.rectification.adoption import rows_from
from zhenggai.rectification.deadlines import warning_days
from zhenggai.rectification.lifecycle import IssueState, MeasureState
from zhenggai.rectification.models import (
    Feedback,
    InspectionRound,
    Issue,
    IssueCategory,
    Measure,
    Progress,
)
from zhenggai.rectification.tests.documents import TEXT, a_draft, received


def test_a_document_becomes_round_aspects_issues_and_measures(office):
    found = adopt(office.clerk, received(office), today=TODAY)

    assert found.name == "第四巡察组反馈意见整改"
    assert (found.issue_count, found.measure_count, found.complete_count) == (3, 5, 0)
    assert list(IssueCategory.objects.values_list("number", "title").order_by("position")) == [
        ("（一）", "学习不够的问题"),
        ("（二）", "财务管理的问题"),
    ]
    assert list(Issue.objects.values_list("code", flat=True).order_by("position")) == [
        "1-1",
        "1-2",
        "2-1",
    ]
    codes = Measure.objects.exclude(issue=None).order_by("issue__position", "position")
    assert list(codes.values_list("code", flat=True)) == [
        "1-1-1",
        "1-1-2",
        "1-2-1",
        "1-2-2",
        "2-1-1",
    ]


def test_the_feedback_keeps_the_whole_text_and_what_it_claims(adopted):
    feedback = adopted.feedback

    assert feedback.text == TEXT
    assert feedback.issue_count == 3
    assert feedback.feedback_on == date(2021, 6, 17)
    assert feedback.classification == "internal"
    assert adopted.started_on == date(2021, 3, 12)
    assert adopted.ended_on is None, "a month alone is no day"


def test_original_text_holds_title_and_finding(issues):
    assert issues["2-1"].original_text == "报销手续不全\n检查发现多张单据缺签字。"
    assert issues["1-2"].group == "联络方面"


def test_what_a_plan_needs_stays_unknown_where_the_document_is_silent(issues):
    issue = issues["1-1"]

    assert issue.state == IssueState.DRAFT
    assert (issue.owner, issue.charge_leader, issue.lead_dept) == (None, None, None)
    assert (issue.deadline, issue.target, issue.rect_type) == (None, None, None)
    assert issue.started_on == date(2021, 6, 17)


def test_a_deadline_given_as_a_month_lasts_to_its_end_and_warns(issues):
    issue = issues["2-1"]
    days = warning_days(date(2021, 8, 31), date(2021, 6, 17))

    assert issue.deadline == date(2021, 8, 31)
    assert (issue.green_on, issue.yellow_on, issue.red_on) == (
        days.green_on,
        days.yellow_on,
        days.red_on,
    )
    assert issue.named_owners == ["财务组"]


def test_what_the_document_calls_done_is_under_way_with_its_claim_written_down(adopted):
    measure = Measure.objects.get(code="1-1-1")

    assert measure.state == MeasureState.DOING
    claim = Progress.objects.get(measure=measure)
    assert (claim.text, claim.from_document, claim.reporter_name) == ("文件称已完成", True, None)
    assert Progress.objects.count() == 2


def test_a_planned_measure_with_an_event_waits_for_it(adopted):
    states = dict(Measure.objects.values_list("code", "state"))

    assert states["1-2-1"] == MeasureState.WAITING
    assert states["1-2-2"] == MeasureState.DOING
    assert states["2-1-1"] == MeasureState.TODO
    assert Measure.objects.get(code="1-2-1").deadline_kind == "event"


def test_general_measures_stay_with_the_round(adopted):
    general = Measure.objects.get(issue=None)

    assert general.round == adopted
    assert (general.code, general.marker, general.content) == (None, "首先", "明确要求按时完成。")


def test_every_row_knows_its_place_in_the_text(adopted):
    for measure in Measure.objects.all():
        assert TEXT[measure.source_start : measure.source_end] == measure.marker + measure.content


def test_issues_answered_by_study_and_meetings_alone_are_marked(issues):
    assert issues["1-1"].words_only
    assert not issues["1-2"].words_only


def test_the_same_file_is_adopted_once_in_an_office(office, adopted):
    again = received(office)

    with pytest.raises(Refused) as refusal:
        adopt(office.clerk, again, today=TODAY)

    assert refusal.value.code == "adopt.twice"
    assert InspectionRound.objects.count() == 1
    assert Reading.objects.get(pk=again.pk).state == "read"


def test_of_two_who_adopt_at_the_same_moment_the_second_is_refused_too(office, adopted):
    """Both have looked and found nothing; the unique constraint decides."""
    draft, reading = a_draft(), received(office)
    rows = rows_from(draft, reading, classification="internal", today=TODAY)

    with pytest.raises(Refused) as refusal, transaction.atomic():
        _save(rows)

    assert refusal.value.code == "adopt.twice"


def test_another_office_adopts_the_same_file_for_itself(office, adopted):
    with scope_for(office.bing):
        theirs = received(replace(office, clerk=office.bing))
        found = adopt(office.bing, theirs, today=TODAY)

    assert found.office_id == office.bing.office_id != adopted.office_id


def test_an_adopted_draft_is_frozen(office):
    reading = received(office)
    adopt(office.clerk, reading, today=TODAY)

    stored = Reading.objects.get(pk=reading.pk)
    assert stored.state == "adopted"
    with pytest.raises(Refused):
        stored.freeze()


@pytest.mark.parametrize("level", ["秘密", "secret", "机密", ""])
def test_a_classified_document_is_refused(office, level):
    reading = received(office)

    with pytest.raises(Refused) as refusal:
        adopt(office.clerk, reading, today=TODAY, classification=level)

    assert refusal.value.code == "adopt.classified"
    assert not InspectionRound.objects.exists()


def test_a_document_without_issues_makes_no_ledger_and_stays_a_draft(office):
    reading = received(office, Draft(title="会议通知"))

    with pytest.raises(Refused) as refusal:
        adopt(office.clerk, reading, today=TODAY)

    assert refusal.value.code == "adopt.empty"
    assert Reading.objects.get(pk=reading.pk).state == "read"


def test_nothing_is_left_when_adoption_fails_half_way(office, monkeypatch):
    reading = received(office)
    monkeypatch.setattr("zhenggai.rectification.upkeep.index", _fail)

    with pytest.raises(RuntimeError):
        adopt(office.clerk, reading, today=TODAY)

    assert not Issue.objects.exists()
    assert not Feedback.objects.exists()
    assert Reading.objects.get(pk=reading.pk).state == "read"


def test_a_handler_may_not_adopt_and_an_outsider_finds_nothing(office):
    reading = received(office)

    with pytest.raises((NotAllowed, NotFound)):
        adopt(office.jia, reading, today=TODAY)
    with scope_for(office.bing), pytest.raises(NotFound):
        adopt(office.bing, reading, today=TODAY)


def test_adoption_is_written_in_the_journal(office, adopted):
    event = history(office.clerk, "rectification.round", str(adopted.uuid))[-1]

    assert event.action == "issue.adopt"
    assert event.summary == "立账：2 个方面、3 个问题、5 条措施"


def test_a_clock_without_feedback_date_starts_on_the_day_of_adoption(office):
    draft = a_draft()
    draft.inspection.feedback_on = None

    adopt(office.clerk, received(office, draft), today=TODAY)

    assert Issue.objects.get(code="1-1").started_on == TODAY


def test_a_deadline_before_the_clock_starts_is_kept_as_written(office):
    draft = a_draft()
    draft.aspects[1].issues[0].deadline = "2021-05-31"

    adopt(office.clerk, received(office, draft), today=TODAY)

    issue = Issue.objects.get(code="2-1")
    assert (issue.started_on, issue.deadline) == (None, date(2021, 5, 31))


@pytest.mark.parametrize(
    ("model", "column"),
    [(Issue, "original_text"), (Issue, "source_start"), (Measure, "content"), (Feedback, "text")],
)
def test_the_database_itself_refuses_to_change_what_the_document_said(adopted, model, column):
    value = 0 if column == "source_start" else "改过"

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(**{f"{column}__isnull": False}).update(**{column: value})


@pytest.mark.parametrize(
    ("model", "column"), [(Issue, "title"), (Measure, "content"), (Feedback, "text")]
)
def test_saving_a_changed_original_is_refused_in_words(adopted, model, column):
    row = model.objects.first()
    setattr(row, column, "改过")

    with pytest.raises(Refused) as refusal:
        row.save()

    assert refusal.value.code == "row.locked"


def test_saving_what_is_not_locked_goes_through(issues):
    issues["1-1"].target = "每季检查一次"

    issues["1-1"].save()

    assert Issue.objects.get(code="1-1").target == "每季检查一次"


def test_no_trigger_is_missing_after_migration(db):
    assert triggers.missing() == []


def _fail(*_args: object) -> None:
    raise RuntimeError("the power went out")


def test_what_was_corrected_in_the_draft_is_what_is_adopted(office):
    reading = received(office)
    version = reading.version
    for change in (
        Edit("set", "i1", {"title": "学习不经常、不深入", "deadline": "2021-12-31"}),
        Edit("set", "i1", {"owner": _chosen(office.people["甲"])}),
        Edit("set", "i1", {"lead_dept": _chosen(office.study), "rect_type": "timed"}),
        Edit("set", "i2", {"owner": _chosen(office.people["丙"])}),
        Edit("move", "m3", {"to": "i3"}),
        Edit("move", "i3", {"to": "a1", "before": "i1"}),
    ):
        edit(office.clerk, reading, change, seen=version)

    reading = Reading.objects.get(pk=reading.pk)
    made = adopt(office.clerk, reading, today=TODAY)

    issues = list(Issue.objects.filter(round=made).order_by("position"))
    assert [(issue.code, issue.title) for issue in issues] == [
        ("1-1", "报销手续不全"),
        ("1-2", "学习不经常、不深入"),
        ("1-3", "联络不到位"),
    ]
    assert IssueCategory.objects.filter(round=made).count() == 1
    issue = issues[1]
    assert (issue.owner, issue.lead_dept) == (office.people["甲"], office.study)
    assert (issue.deadline, issue.rect_type) == (date(2021, 12, 31), "timed")
    assert issues[2].owner is None
    assert issues[0].measures.count() == 2
    message = messages(office.jia).get()
    assert message.reason == "已立账，其中 1 个问题由您负责"


def _chosen(row):
    return {"name": row.name, "uuid": str(row.uuid)}
