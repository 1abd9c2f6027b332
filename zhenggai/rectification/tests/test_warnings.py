"""Who is warned of what on which day: each level once, caught up with, replayed, cleared when its cause is gone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.lib.errors import NotAllowed
from zhenggai.people.actions import change_setting, create_account, grant_as_system
from zhenggai.people.models import Message
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.tests.office import TODAY, Office
from zhenggai.rectification.actions import add_milestone, assign, report_progress
from zhenggai.rectification.deadlines import Colour, Thresholds
from zhenggai.rectification.models import (
    Cleared,
    Issue,
    Measure,
    Milestone,
    Warned,
    Warning,
    WarningReason,
    WarningRun,
)
from zhenggai.rectification.warnings import queries, running
from zhenggai.rectification.warnings.rules import (
    LEVELS,
    RANK,
    horizon,
    level_of,
    recipients_of,
    silent_since,
    still_to_tell,
)

DUE = date(2021, 9, 17)
STARTED = date(2021, 6, 17)


# -- the pure rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2021, 8, 27), Colour.NONE),
        (date(2021, 8, 28), Colour.GREEN),
        (date(2021, 9, 7), Colour.YELLOW),
        (date(2021, 9, 17), Colour.YELLOW),
        (date(2021, 9, 18), Colour.RED),
    ],
)
def test_the_days_of_the_vectors(today: date, level: Colour) -> None:
    assert level_of(DUE, STARTED, today) is level


@pytest.mark.parametrize("term", range(30))
def test_short_terms_warn_by_their_thirds_and_sixths(term: int) -> None:
    """剩余×3≤总时长 绿，剩余×6≤总时长 黄."""
    for left in range(term + 1):
        today = DUE - timedelta(days=left)
        expected = Colour.NONE
        if left * 3 <= term:
            expected = Colour.GREEN
        if left * 6 <= term:
            expected = Colour.YELLOW

        assert level_of(DUE, DUE - timedelta(days=term), today) is expected


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 200),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 90),
    st.integers(-40, 200),
)
def test_no_deadline_beyond_the_horizon_has_reached_a_level(
    term: int, green: int, yellow: int, short: int, left: int
) -> None:
    limits = Thresholds(green, yellow, short)
    today = DUE - timedelta(days=left)

    if level_of(DUE, DUE - timedelta(days=term), today, limits) is not Colour.NONE:
        assert horizon(today, limits) >= DUE


def test_a_level_is_news_unless_it_or_a_worse_one_was_told() -> None:
    assert still_to_tell(Colour.YELLOW, [Colour.GREEN])
    assert not still_to_tell(Colour.YELLOW, [Colour.YELLOW])
    assert not still_to_tell(Colour.GREEN, [Colour.RED])
    assert [RANK[level] for level in LEVELS] == [3, 2, 1]


def test_silence_is_counted_from_the_last_fact_or_from_the_start() -> None:
    day = date(2021, 8, 8)

    assert silent_since(None, day, TODAY, 30) == day
    assert silent_since(None, day + timedelta(days=1), TODAY, 30) is None
    assert silent_since(day, STARTED, TODAY, 30) == day
    assert silent_since(None, None, TODAY, 30) is None


def test_each_level_goes_to_its_roles() -> None:
    roles = {level: [told.role for told in recipients_of("deadline", level)] for level in LEVELS}

    assert roles[Colour.GREEN] == ["handler"]
    assert roles[Colour.YELLOW] == ["handler", "charge_leader"]
    assert roles[Colour.RED] == ["handler", "lead_dept", "principal", "discipline_committee"]
    assert next(iter(recipients_of("repeated", Colour.YELLOW))).role == "rect_office"


# -- a day's run -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def issue(office: Office, issues: dict[str, Issue]) -> Issue:
    """The first issue with its day and its people; nothing else of the ledger has a day."""
    Issue.objects.exclude(code="1-1").update(deadline=None, started_on=None)
    Measure.objects.update(deadline=None)
    found = assign(
        office.clerk,
        issues["1-1"],
        version=1,
        owner=office.people["甲"],
        handler=office.people["甲"],
        charge_leader=office.people["领导"],
        lead_dept=office.study,
        deadline=DUE,
        target="每季检查一次",
    )
    Issue.objects.filter(pk=found.pk).update(started_on=STARTED, last_progress_on=date(2021, 9, 1))
    found.refresh_from_db()
    Message.objects.all().delete()
    return found


def warn(office: Office, day: date) -> list[queries.WarningLine]:
    """What the day's run tells anew."""
    before = set(Warning.objects.values_list("pk", flat=True))
    running.run(system_viewer(), today=day, offices=[office.organ.pk])
    rows = Warning.objects.exclude(pk__in=before).order_by("pk")
    return [queries.line_of(row) for row in rows]


def planned(office: Office, day: date) -> list[queries.WarningLine]:
    return list(queries.of_day(system_viewer(), day, offices=[office.organ.pk], plan=True))


def levels(lines: list[queries.WarningLine]) -> list[str]:
    return [line.level.value for line in lines if line.reason is WarningReason.DEADLINE]


def role_holder(office: Office, role: str, person: str, place: Any = None) -> None:
    account, _ = create_account(
        system_viewer(), username=role, display_name=person, person=office.people[person]
    )
    grant_as_system(account, [role], place or office.organ)


def test_an_issue_is_warned_of_on_the_days_of_the_vector_each_level_once(
    office: Office, issue: Issue
) -> None:
    told = {
        day: levels(warn(office, day))
        for day in (
            date(2021, 8, 27),
            date(2021, 8, 28),
            date(2021, 8, 29),
            date(2021, 9, 6),
            date(2021, 9, 7),
            date(2021, 9, 17),
            date(2021, 9, 18),
            date(2021, 9, 19),
        )
    }

    assert [day for day, found in told.items() if found] == [
        date(2021, 8, 28),
        date(2021, 9, 7),
        date(2021, 9, 18),
    ]
    assert [level for found in told.values() for level in found] == ["green", "yellow", "red"]


def test_running_a_day_again_tells_nothing_again(office: Office, issue: Issue) -> None:
    first = warn(office, date(2021, 8, 28))
    messages = Message.objects.count()

    assert levels(first) == ["green"]
    assert warn(office, date(2021, 8, 28)) == []
    assert Message.objects.count() == messages == 1
    assert WarningRun.objects.get(day=date(2021, 8, 28)).issued_count == 1


def test_after_days_off_only_where_a_thing_stands_now_is_told(office: Office, issue: Issue) -> None:
    assert levels(warn(office, date(2021, 9, 30))) == ["red"]
    assert levels(warn(office, date(2021, 10, 1))) == []


def test_a_day_that_has_passed_is_replayed_without_writing(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 9, 18))
    count = Warning.objects.count()

    assert levels(planned(office, date(2021, 8, 28))) == ["green"]
    assert levels(planned(office, date(2021, 9, 7))) == ["yellow"]
    assert levels(planned(office, date(2021, 9, 18))) == ["red"]
    assert Warning.objects.count() == count


def test_an_earlier_day_run_late_does_not_tell_what_is_out_of_date(
    office: Office, issue: Issue
) -> None:
    warn(office, date(2021, 9, 18))

    assert levels(warn(office, date(2021, 8, 28))) == []


def test_recipients_stand_by_role_and_are_told_why(office: Office, issue: Issue) -> None:
    role_holder(office, "principal", "领导")
    role_holder(office, "lead_dept", "乙", office.study)

    (line,) = [one for one in warn(office, date(2021, 9, 18)) if one.level is Colour.RED]

    assert {party.role: party.names for party in line.recipients} == {
        "handler": ("甲",),
        "lead_dept": ("乙",),
        "principal": ("领导",),
        "discipline_committee": (),
    }
    assert [party.role for party in line.recipients if party.copy] == ["discipline_committee"]
    assert line.days_left == -1
    assert line.doc_no.startswith("预警〔2021〕")
    told = Message.objects.get(person=office.people["甲"], code="warning.red")
    assert told.text == "1-1 学习不经常：超期 1 天，时限 2021-09-17"
    assert told.reason == "红色预警函——您是承办人"
    assert (told.object_type, told.object_id) == ("rectification.issue", str(issue.uuid))


def test_measure_and_milestone_are_reckoned_by_themselves(office: Office, issue: Issue) -> None:
    measure = Measure.objects.get(code="1-1-1")
    Measure.objects.filter(pk=measure.pk).update(deadline=date(2021, 8, 1), started_on=STARTED)
    add_milestone(office.clerk, measure, title="初稿", deadline=date(2021, 8, 5))

    found = {(line.kind, line.code): line.level for line in warn(office, date(2021, 8, 4))}

    assert found == {
        (Warned.MEASURE, "1-1-1"): Colour.RED,
        (Warned.MILESTONE, "1-1-1"): Colour.YELLOW,
    }


def test_an_issue_takes_the_worst_colour_of_its_parts(office: Office, issue: Issue) -> None:
    from zhenggai.rectification.upkeep import refresh_warnings

    Measure.objects.filter(code="1-1-1").update(deadline=date(2021, 8, 1))
    refresh_warnings(issue)
    issue.refresh_from_db()

    assert issue.red_on == date(2021, 8, 2)
    assert levels(warn(office, date(2021, 8, 2))) == ["red"]
    assert not Warning.objects.filter(kind=Warned.ISSUE).exists()


@pytest.mark.parametrize("state", ["closing", "reviewing"])
def test_nothing_new_is_told_of_what_is_handed_in_and_what_was_told_stays(
    office: Office, issue: Issue, state: str
) -> None:
    warn(office, date(2021, 8, 28))
    Issue.objects.filter(pk=issue.pk).update(state=state)

    assert warn(office, date(2021, 9, 18)) == []
    assert Warning.objects.get().cleared_on is None


def test_a_closed_issue_clears_its_warnings(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 8, 28))
    Issue.objects.filter(pk=issue.pk).update(state="closed")

    assert queries.warnings_in_force(office.clerk).count() == 0
    warn(office, date(2021, 8, 29))

    (row,) = Warning.objects.all()
    assert (row.cleared_on, row.cleared_as) == (date(2021, 8, 29), Cleared.DONE)


def test_a_later_deadline_clears_the_warning_and_leaves_it_written(
    office: Office, issue: Issue
) -> None:
    warn(office, date(2021, 9, 18))
    Issue.objects.filter(pk=issue.pk).update(deadline=date(2021, 10, 17))

    assert levels(warn(office, date(2021, 9, 27))) == ["green"]
    old = Warning.objects.get(basis_on=DUE, level="red")
    assert old.cleared_as == Cleared.MOVED


def test_a_worse_level_takes_the_place_of_a_milder_one(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 8, 28))
    warn(office, date(2021, 9, 7))

    green = Warning.objects.get(level="green")
    assert green.cleared_as == Cleared.RAISED
    assert queries.counts_in_force(office.clerk)[Colour.YELLOW] == 1
    assert queries.counts_in_force(office.clerk)[Colour.GREEN] == 0


def test_a_reopened_issue_is_warned_of_again(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 9, 18))
    Issue.objects.filter(pk=issue.pk).update(cycle=2, state="in_progress")

    assert levels(warn(office, date(2021, 9, 19))) == ["red"]


def test_thirty_days_without_a_fact_are_told_once_until_there_is_one(
    office: Office, issue: Issue
) -> None:
    Issue.objects.filter(pk=issue.pk).update(
        deadline=date(2022, 6, 1), last_progress_on=date(2021, 9, 1), state="in_progress"
    )

    assert warn(office, date(2021, 10, 1)) == []
    (line,) = warn(office, date(2021, 10, 2))
    assert (line.reason, line.level) == (WarningReason.STALLED, Colour.YELLOW)
    assert [party.role for party in line.recipients] == ["handler", "charge_leader"]
    assert warn(office, date(2021, 10, 3)) == []

    issue.refresh_from_db()
    report_progress(
        office.clerk,
        issue,
        text="10月3日召开会议1次",
        happened_on=date(2021, 10, 3),
        today=date(2021, 10, 3),
    )
    warn(office, date(2021, 10, 4))
    assert Warning.objects.get().cleared_as == Cleared.DONE
    assert levels(warn(office, date(2021, 11, 3))) == []
    assert Warning.objects.filter(reason="stalled").count() == 2


def test_returned_twice_is_yellow_and_yellow_twice_calls_for_a_letter(
    office: Office, issue: Issue
) -> None:
    Issue.objects.filter(pk=issue.pk).update(
        deadline=date(2022, 6, 1), supervised_on=date(2021, 9, 8), return_count=2
    )
    (returned,) = warn(office, TODAY)
    assert (returned.reason, returned.level) == (WarningReason.RETURNED, Colour.YELLOW)

    Issue.objects.filter(pk=issue.pk).update(last_progress_on=date(2021, 9, 1))
    expected = [line.reason for line in planned(office, date(2021, 10, 2))]
    found = {line.reason: line for line in warn(office, date(2021, 10, 2))}

    assert expected == list(found)
    assert set(found) == {WarningReason.STALLED, WarningReason.REPEATED}
    assert [party.role for party in found[WarningReason.REPEATED].recipients] == [
        "rect_office",
        "charge_leader",
    ]
    assert warn(office, date(2021, 10, 3)) == []


def test_thresholds_are_the_offices_own(office: Office, issue: Issue) -> None:
    change_setting(office.clerk, key="warning.green_days", text="30", reason="办公会议定")

    assert levels(warn(office, date(2021, 8, 18))) == ["green"]


def test_consolidation_goes_on_after_the_closure(office: Office, issue: Issue) -> None:
    Issue.objects.filter(pk=issue.pk).update(state="closed")
    Measure.objects.filter(code="1-1-1").update(deadline=date(2021, 9, 1), is_core=False)
    Measure.objects.filter(code="1-1-2").update(deadline=date(2021, 9, 1), is_core=True)

    assert [line.code for line in warn(office, date(2021, 9, 2))] == ["1-1-1"]


def test_many_warnings_at_a_time_come_as_one_message(office: Office, issue: Issue) -> None:
    for step in range(7):
        Milestone.objects.create(
            office=office.organ,
            measure=Measure.objects.get(code="1-1-1"),
            title=f"节点{step}",
            deadline=date(2021, 9, 1),
        )

    warn(office, date(2021, 9, 2))

    (message,) = Message.objects.filter(person=office.people["甲"])
    assert message.text == "今日预警 8 项：红色预警函 7 件、绿色预警函 1 件"


def test_other_offices_and_colleagues_see_what_they_may(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 9, 18))

    assert queries.warnings_in_force(office.clerk).count() == 1
    assert queries.warnings_in_force(office.jia).count() == 1
    assert queries.warnings_in_force(office.yi).count() == 0
    with scope_for(office.bing):
        assert queries.warnings_in_force(office.bing).count() == 0


def test_nobody_warns_by_hand(office: Office, issue: Issue) -> None:
    with pytest.raises(NotAllowed):
        running.issue_warnings(office.clerk, [], today=TODAY)


def test_the_table_holds_a_level_once(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 9, 18))
    row = Warning.objects.get()
    row.pk = None
    row.uuid = "00000000-0000-4000-8000-000000000001"

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_two_runs_at_once_tell_once(office: Office, issue: Issue) -> None:
    """Both have found the same before either writes."""
    from dataclasses import replace

    from zhenggai.rectification.warnings.candidates import due_in

    day = date(2021, 9, 18)
    dues = list(due_in(office.organ.pk, running.limits_of(office.organ.pk), day))
    acting = replace(system_viewer(), office_id=office.organ.pk)

    first = running.issue_warnings(acting, dues, today=day)
    second = running.issue_warnings(acting, dues, today=day)

    assert (first, second) == (1, 0)
    assert Warning.objects.count() == 1


def test_a_quiet_day_costs_a_fixed_number_of_queries(office: Office, issue: Issue) -> None:
    warn(office, date(2021, 9, 18))
    with CaptureQueriesContext(connection) as few:
        running.run(system_viewer(), today=date(2021, 9, 19), offices=[office.organ.pk])
    for step in range(30):
        Milestone.objects.create(
            office=office.organ,
            measure=Measure.objects.get(code="1-1-1"),
            title=f"节点{step}",
            deadline=date(2021, 9, 1),
        )
    warn(office, date(2021, 9, 20))
    with CaptureQueriesContext(connection) as many:
        running.run(system_viewer(), today=date(2021, 9, 21), offices=[office.organ.pk])

    assert len(many) <= len(few)
