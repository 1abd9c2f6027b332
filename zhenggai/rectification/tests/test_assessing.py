"""Templates are read strictly; scores and grades follow from them alone."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.errors import BadInput, NotAllowed, NotFound
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import assessing
from zhenggai.rectification.actions.assessing import Mark
from zhenggai.rectification.assessing.templates import (
    COUNTED,
    FOLDER,
    Malformed,
    read,
    score_of,
    templates,
)
from zhenggai.rectification.models import Assessment
from zhenggai.rectification.statistics.queries import statistics

HUNDRED = templates()["hundred"]
TEXT = (FOLDER / "hundred.yaml").read_text(encoding="utf-8")


def assessed(office, round, viewer=None, **more):
    given = {"template": "hundred", "side": "own", "marks": {}, "vetoes": {}}
    return assessing.assess(
        viewer or office.clerk, round, **(given | more), assessed_on=TODAY, today=TODAY
    )


def test_every_template_that_is_shipped_adds_up():
    assert set(templates()) == {"hundred", "effect"}
    for item in templates().values():
        assert sum(part.points for part in item.indicators) == item.total == 100
        assert score_of(item, {}, frozenset()).grade == item.grades[0].label


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 15}", "points: 16}", "不等于总分"),
        ("total: 100", "total: 100\nextra: 1", "不认识“extra”"),
        ("total: 100", "", "缺“total”"),
        ("total: 100", "total: 100\ntotal: 100", "写了两次"),
        ("total: 100", "total: 一百", "不能用"),
        ("indicator: leading, label: 未按期", "indicator: none, label: 未按期", "没有指标"),
        ("points: 3, each: true, counts: overdue", "points: 99, each: true", "减分须在"),
        ("counts: overdue", "counts: anything", "没有统计数"),
        ("grade: 差}", "grade: 极差}", "没有等次"),
        ("score: 0}", "score: 0, grade: 差}", "写一个"),
        ("least: 0}", "least: 10}", "最后一等从 0 分起"),
        ("each: true", "each: maybe", "不能用"),
        ("satisfaction_below: 90", "satisfaction_below: 101", "至多 100"),
        ("satisfaction_below: 90", "satisfaction_below: 90, each: true", "只减一次"),
        ("unsurveyed: true", "unsurveyed: true, counts: due", "只减一次"),
    ],
)
def test_a_template_that_is_wrong_is_refused_and_says_where(old, new, said):
    with pytest.raises(Malformed) as refused:
        read(TEXT.replace(old, new, 1), "hundred.yaml")

    assert said in str(refused.value)


@given(
    st.dictionaries(
        st.sampled_from([item.code for item in HUNDRED.deductions]), st.integers(0, 99)
    ),
    st.frozensets(st.sampled_from([item.code for item in HUNDRED.vetoes])),
)
def test_no_indicator_falls_below_nothing_and_vetoes_outweigh(times, vetoes):
    found = score_of(HUNDRED, times, vetoes)

    assert all(0 <= left <= 15 or code == "tasks" for code, left in found.by_indicator.items())
    assert found.points == sum(found.by_indicator.values())
    assert 0 <= found.score <= found.points <= 100
    if "false_report" in vetoes:
        assert found.score == 0
    if "fake" in vetoes:
        assert found.grade == "差"


def test_points_come_off_each_time_or_once():
    found = score_of(HUNDRED, {"overdue": 3, "convey_late": 5}, frozenset())

    assert found.by_indicator["tasks"] == 60 - 9
    assert found.by_indicator["leading"] == 15 - 3
    assert (found.score, found.grade) == (88, "较好")


def test_a_sheet_says_everything_and_stays(office, adopted):
    row = assessed(office, adopted, marks={"overdue": Mark(2, "2-2、2-1 超期")})

    assert (row.score, row.grade) == (94, "好")
    assert row.sheet["deductions"][0]["ground"] == "2-2、2-1 超期"
    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=row.pk).update(score=100)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"template": "none"}, "assessment.template"),
        ({"side": "x"}, "assessment.side"),
        ({"marks": {"overdue": Mark(1, "")}}, "assessment.ground"),
        ({"vetoes": {"fake": "无"}}, "assessment.ground"),
        ({"marks": {"x": Mark(1, "没有这一项")}}, "assessment.unknown"),
        ({"marks": {"overdue": Mark(1000, "太多太多")}}, "assessment.times"),
    ],
)
def test_what_has_no_ground_or_no_place_is_refused(office, adopted, more, code):
    with pytest.raises(BadInput) as refused:
        assessed(office, adopted, **more)

    assert refused.value.code == code


def test_a_superior_does_not_assess_in_the_offices_name(office, adopted):
    superior = acting(office.clerk, "superior_reviewer")

    assert assessed(office, adopted, superior, side="superior").side == "superior"
    with pytest.raises(NotAllowed):
        assessed(office, adopted, superior)
    with pytest.raises(NotAllowed):
        assessed(office, adopted, office.jia)
    with pytest.raises(NotFound):
        assessed(office, adopted, office.bing)


def test_what_a_deduction_may_count_is_known_to_the_statistics(office, adopted):
    counts = statistics(office.clerk, adopted, TODAY, TODAY).counts

    assert set(counts) >= COUNTED
