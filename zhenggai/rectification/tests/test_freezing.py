"""What was told at a cut-off stays as it was told."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import freezing
from zhenggai.rectification.models import Closure, Cutoff, InspectionRound, Issue, Measure
from zhenggai.rectification.process.baseline import digest_of
from zhenggai.rectification.statistics.cutoffs import next_cut
from zhenggai.rectification.statistics.queries import (
    changes,
    department_lines,
    dispatch,
    find_cutoff,
)
from zhenggai.rectification.tests.closing import closed, panel_of


def frozen(office, round, rhythm="week", cut_on=TODAY, today=TODAY):
    return freezing.freeze(office.clerk, round, rhythm=rhythm, cut_on=cut_on, today=today)


def test_later_edits_do_not_change_what_was_frozen(office, adopted, issues):
    cutoff = frozen(office, adopted)
    before = dict(cutoff.body)

    closed(panel_of(office), issues["1-1"])
    cutoff.refresh_from_db()

    assert cutoff.body == before
    assert digest_of(cutoff.body) == cutoff.digest
    assert cutoff.body["counts"]["done"] == 0
    told = {item.key: (item.frozen, item.now) for item in changes(office.clerk, cutoff, TODAY)}
    assert told["issue_done_rate"] == ("0.00%（0/3）", "33.33%（1/3）")
    with pytest.raises(DatabaseError), transaction.atomic():
        Cutoff.objects.filter(pk=cutoff.pk).update(digest="0" * 64)


def test_lines_add_up_and_the_next_week_tells_what_was_closed_in_between(office, adopted, issues):
    frozen(office, adopted, cut_on=date(2021, 9, 1), today=date(2021, 9, 1))
    closed(panel_of(office), issues["1-1"])
    second = frozen(office, adopted)

    lines = dispatch(office.clerk, adopted, "week")

    assert [line.cut_on for line in lines] == [date(2021, 9, 1), TODAY]
    assert all(line.adds_up for line in lines)
    assert lines[1].closed_since == 1
    assert second.since == date(2021, 9, 1)
    assert second.body["closed_since"]["codes"] == ["1-1"]
    parts = department_lines(second)
    assert sum(part.total for part in parts) == lines[1].total == 3
    assert {part.label for part in parts} == {"财务组", "未定"}


def test_cut_offs_follow_each_other_and_are_made_once(office, adopted):
    frozen(office, adopted)

    for cut_on in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            frozen(office, adopted, cut_on=cut_on)
        assert refused.value.code == "cutoff.order"
    frozen(office, adopted, "once")
    with pytest.raises(Refused) as refused:
        frozen(office, adopted, "once")
    assert refused.value.code == "cutoff.again"
    with pytest.raises(BadInput):
        frozen(office, adopted, "month", cut_on=TODAY + timedelta(days=1))
    with pytest.raises(BadInput):
        frozen(office, adopted, "daily")
    with pytest.raises(Refused) as refused:
        frozen(office, adopted, "month", cut_on=date(2020, 1, 1))
    assert refused.value.code == "cutoff.empty"


def test_a_past_day_is_frozen_as_it_was(office, adopted, issues):
    real_today = timezone.localdate()
    before = timezone.now() - timedelta(days=3)
    for model in (InspectionRound, Issue, Measure):
        model.objects.update(created_at=before)
    Issue.objects.filter(code="1-2").update(state="closed", rect_type="timed")

    cutoff = frozen(office, adopted, cut_on=real_today - timedelta(days=1), today=real_today)

    assert cutoff.body["counts"]["done"] == 0
    assert sum(row["counts"]["issues"] for row in cutoff.body["departments"]) == 3
    assert not Closure.objects.exists()


def test_only_the_rectification_office_freezes_and_others_offices_see_nothing(office, adopted):
    cutoff = frozen(office, adopted)

    with pytest.raises(NotAllowed):
        freezing.freeze(office.jia, adopted, rhythm="week", cut_on=TODAY, today=TODAY)
    with pytest.raises(NotFound):
        freezing.freeze(office.bing, adopted, rhythm="week", cut_on=TODAY, today=TODAY)
    with pytest.raises(NotFound):
        find_cutoff(office.bing, cutoff.uuid)


@pytest.mark.parametrize(
    ("day", "rhythm", "following"),
    [
        (date(2021, 9, 8), "week", date(2021, 9, 15)),
        (date(2021, 8, 31), "month", date(2021, 9, 30)),
        (date(2021, 12, 15), "month", date(2022, 1, 15)),
        (date(2021, 11, 30), "month", date(2021, 12, 30)),
        (date(2024, 1, 31), "month", date(2024, 2, 29)),
    ],
)
def test_the_next_period_ends_a_week_or_a_natural_month_on(day, rhythm, following):
    assert next_cut(day, rhythm) == following
