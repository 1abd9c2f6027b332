"""Formulas, counts by the database, and counts row by row: one answer."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.lib.errors import BadInput, NotAllowed
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import assign
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    Extension,
    InspectionRound,
    Issue,
    Measure,
    Meeting,
    Past,
)
from zhenggai.rectification.statistics.checks import told_otherwise
from zhenggai.rectification.statistics.counting import counts_by, counts_of
from zhenggai.rectification.statistics.formulas import (
    FORMULAS,
    Family,
    mean,
    rate,
    statistics_of,
    ten_thousand,
)
from zhenggai.rectification.statistics.parts import names
from zhenggai.rectification.statistics.queries import Unit, comparison, statistics
from zhenggai.rectification.statistics.rows import facts_now, recount
from zhenggai.rectification.tests.closing import applied, closed, panel_of, ready, returned


def by_key(found):
    return {item.formula.key: item for item in found}


def test_six_hundred_and_ninety_seven_issues():
    counts = {"issues": 697, "done": 688, "staged": 4, "open": 5, "claimed": 697}
    counts["done_or_staged"] = 692

    found = by_key(statistics_of(counts))

    assert found["issue_done_rate"].value == Decimal("98.71")
    assert found["issue_done_rate"].shown == "98.71%"
    assert found["stage_done_rate"].value == Decimal("99.28")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (32, 34, "94.12"),
        (0, 11, "0.00"),
        (11, 11, "100.00"),
        (99_999, 100_000, "99.99"),
        (999_999, 1_000_000, "99.99"),
        (1, 1_000_000, "0.01"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
    ],
)
def test_a_rate_has_two_decimals_and_all_is_said_of_all_only(part, whole, said):
    assert rate(part, whole) == Decimal(said)


def test_nothing_due_is_neither_none_nor_all():
    found = by_key(statistics_of({"on_time": 0, "due": 0}))

    assert rate(0, 0) is None
    assert mean(0, 0) is None
    assert found["on_time_rate"].value is None
    assert found["on_time_rate"].shown == "—"
    assert found["money_cleared"].value is None


def test_money_is_told_in_ten_thousand_with_two_decimals():
    assert ten_thousand(7_132_000) == "7.13"
    assert ten_thousand(123_456_789_000) == "123,456.79"


def test_every_formula_names_itself_once_and_says_what_it_divides():
    assert len({formula.key for formula in FORMULAS}) == len(FORMULAS)
    for formula in FORMULAS:
        assert str(formula.label)
        assert str(formula.words)
        assert str(formula.basis)
        assert (formula.denominator is not None) == (formula.shape in ("rate", "mean"))


_STATES = [state for state in IssueState.values if state != "draft"]
_issue = st.tuples(
    st.sampled_from(_STATES),
    st.none() | st.sampled_from(RectType.values),
    st.none() | st.integers(-40, 40),
    st.none() | st.integers(-60, -1),
    st.none() | st.integers(-40, 40),
    st.booleans(),
    st.none() | st.integers(-60, 0),
    st.booleans(),
)


def laid_out(issue, drawn, office):
    """One issue as drawn: state, type, deadline, first promise, red day, words, day of application, closed."""
    state, kind, due, promise, red, words, asked, is_closed = drawn
    if kind == "long_term" and state in ("closed", "consolidated"):
        state = "stage_done"

    def day(offset):
        return None if offset is None else TODAY + timedelta(days=offset)

    Issue.objects.filter(pk=issue.pk).update(
        state=state,
        rect_type=kind,
        started_on=None,
        deadline=day(due),
        promised_on=day(promise),
        red_on=day(red),
        words_only=words,
    )
    if asked is None:
        return
    application = ClosureApplication.objects.create(
        office=office.organ,
        issue=issue,
        cycle=1,
        number=1,
        statement="x",
        applicant_name="甲",
        applied_on=day(asked),
        levels=[1],
        seed="0",
        **(
            {"outcome": "closed", "ended_on": day(asked)}
            if is_closed
            else {"outcome": "open", "level": 1}
        ),
    )
    if is_closed:
        Closure.objects.create(
            office=office.organ,
            issue=issue,
            application=application,
            cycle=1,
            deadline=day(due),
            promised_on=day(promise),
            applied_on=day(asked),
            closed_on=day(asked),
            closed_by_name="组长",
        )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(_issue, min_size=3, max_size=3))
def test_the_database_and_plain_python_count_the_same(office, issues, drawn):
    Closure.objects.all().delete()
    ClosureApplication.objects.all().delete()
    for issue, one in zip(issues.values(), drawn, strict=True):
        laid_out(issue, one, office)

    rows = Issue.objects.all()
    counted = counts_of(rows, InspectionRound.objects.all(), TODAY)
    again = recount(facts_now(rows, TODAY).values(), TODAY)

    assert {name: counted[name] for name in again} == again
    grouped = counts_by(rows, TODAY, ("lead_dept__uuid",))
    for name in names():
        assert sum(counts[name] or 0 for _key, counts in grouped) == again[name]


def test_on_time_is_reckoned_by_the_day_of_application_and_the_first_promise(office, issues):
    panel = panel_of(office)
    issue = closed(panel, issues["1-1"])
    Issue.objects.filter(pk=issue.pk).update(deadline=date(2021, 9, 7), started_on=None)

    found = by_key(statistics(office.clerk, issue.round, TODAY, TODAY).figures)

    # Closed against 2021-09-17 as it then was; the deadline that stands now has passed.
    assert (found["on_time_rate"].numerator, found["on_time_rate"].denominator) == (1, 2)
    assert found["return_rate"].value == Decimal("0.00")
    assert found["relapse_rate"].value == Decimal("0.00")


def test_returns_and_the_classes(office, issues):
    panel = panel_of(office)
    application = applied(panel, ready(panel, issues["1-1"]))
    returned(panel, application, 1)

    found = statistics(office.clerk, issues["1-1"].round, TODAY, TODAY)

    assert found.figure("return_rate").value == Decimal("100.00")
    counts = found.counts
    assert counts["done"] + counts["staged"] + counts["open"] == counts["issues"] == 3


def test_the_number_of_queries_does_not_grow(
    office, adopted, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as seen:
        statistics(office.clerk, adopted, TODAY, TODAY)
    for position in range(4, 40):
        issue = Issue.objects.order_by("pk").first()
        issue.pk = issue.id = None
        issue.uuid = uuid4()
        issue._state.adding = True
        issue.code, issue.position = f"1-{position}", position
        issue.save()
    with django_assert_num_queries(len(seen.captured_queries)):
        statistics(office.clerk, adopted, TODAY, TODAY)


def test_a_past_day_is_told_from_what_the_database_kept(office, adopted, issues):
    """The ledger is set back in time, then changed: yesterday's figures are those of yesterday."""
    now = timezone.now()
    before = now - timedelta(days=3)
    for model in (InspectionRound, Issue, Measure):
        model.objects.update(created_at=before)
    real_today = timezone.localdate()
    then = statistics(office.clerk, adopted, real_today, real_today)
    Past.objects.all().delete()

    assign(
        office.clerk,
        issues["1-1"],
        version=1,
        rect_type="immediate",
        deadline=real_today + timedelta(days=9),
    )
    Issue.objects.filter(code="1-2").update(state="closed")
    Measure.objects.filter(code="1-1-1").update(state=MeasureState.VERIFIED)
    Meeting.objects.create(
        office=office.organ, round=adopted, kind="special", title="x", held_on=before, state="held"
    )

    yesterday = real_today - timedelta(days=1)
    past = statistics(office.clerk, adopted, yesterday, real_today)
    present = statistics(office.clerk, adopted, real_today, real_today)

    assert past.is_past
    assert past.counts["done"] == 0
    assert past.counts["immediate"] == 0
    assert past.counts["complete"] == then.counts["complete"]
    assert past.counts["meetings_special"] == 0
    assert present.counts["done"] == 1
    assert present.counts["immediate"] == 1
    assert present.counts["meetings_special"] == 1
    for name in ("issues", "measures", "words_only", "overdue", "unstarted", "untyped"):
        assert past.counts[name] == then.counts[name], name
    long_ago = statistics(office.clerk, adopted, real_today - timedelta(days=9), real_today)
    assert long_ago.counts["issues"] == 0
    assert long_ago.figure("issue_done_rate").value is None


def test_an_extension_counts_once_it_is_granted(office, adopted, issues):
    Extension.objects.create(
        office=office.organ,
        issue=issues["1-1"],
        cycle=1,
        reason="x",
        done_share=50,
        old_deadline=TODAY,
        new_deadline=TODAY + timedelta(days=9),
        asked_on=TODAY,
        asked_by_name="甲",
        state="granted",
        decided_on=TODAY,
    )

    found = statistics(office.clerk, adopted, TODAY, TODAY)

    assert found.figure("extension_rate").value == Decimal("33.33")


def test_a_day_to_come_and_a_stranger_are_refused(office, adopted):
    with pytest.raises(BadInput) as refused:
        statistics(office.clerk, adopted, TODAY + timedelta(days=1), TODAY)
    assert refused.value.code == "figures.future"
    with pytest.raises(NotAllowed):
        statistics(acting(office.clerk, "sys_admin"), adopted, TODAY, TODAY)
    # 丙 sees nothing of it.
    assert statistics(office.bing, adopted, TODAY, TODAY).counts["issues"] == 0


def test_classes_that_do_not_add_up_are_an_error(office, adopted):
    from zhenggai.rectification.statistics.checks import findings_of

    whole = {"issues": 697, "done": 688, "staged": 4, "open": 5}
    assert findings_of(whole | {"claimed": 697}) == ()
    found = findings_of(whole | {"claimed": 698})
    assert [item.code for item in found] == ["ST-1"]
    assert "合计 697" in found[0].sentence
    done = {"issues": 11, "done": 11, "staged": 0, "open": 0, "measures": 34, "complete": 32}
    assert [(item.code, item.level) for item in findings_of(done)] == [("ST-3", "W")]
    assert "94.12%" in findings_of(done)[0].sentence
    money = {"money_told": 120_000, "money_shown": 100_000}
    assert [item.code for item in findings_of(money)] == ["ST-4"]
    assert told_otherwise({"done": 11, "open": None}, done) == ()
    assert [item.code for item in told_otherwise({"done": 10}, done)] == ["ST-2"]


def test_families_keep_the_order_of_the_table():
    assert {formula.family for formula in FORMULAS} == set(Family)


def test_a_superior_sees_offices_side_by_side_and_nobody_else_does(office, adopted, issues):
    Issue.objects.filter(code="1-1").update(state="closed", rect_type="timed")
    superior = replace(
        acting(office.clerk, "superior_reviewer"),
        office_ids=office.clerk.office_ids | office.bing.office_ids,
    )

    rows = comparison(superior, Unit.OFFICE, TODAY)
    parts = comparison(superior, Unit.DEPARTMENT, TODAY, sort="size")

    assert [(row.label, row.total) for row in rows] == [("甲单位", 3)]
    assert rows[0].figures[0].shown == "33.33%"
    assert sum(row.total for row in parts) == 3
    assert comparison(office.bing, Unit.ROUND, TODAY) == []
    assert comparison(superior, Unit.ROUND, TODAY, office=uuid4()) == []
