"""What is counted in one query is what a loop counts; the query's words are kept, its answer never."""

from datetime import timedelta

import pytest
from django.db.models import Q

from zhenggai.people.queries import scope_for, visible
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import tallying
from zhenggai.rectification.models import Issue
from zhenggai.rectification.tallying import PartCount, tallied


class Parts:
    """Three parts of the ledger on a day; remembers how often it was asked for them."""

    def __init__(self, day=TODAY):
        self.day, self.asked = day, 0

    def __call__(self):
        self.asked += 1
        return {
            "late": Q(red_on__lte=self.day),
            "closed": Q(state="closed"),
            "words_only": Q(words_only=True),
        }

    def of(self, issues):
        return tallied(issues, ("test", self.day), self, dated="late")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(tallying, "_kept", {})


@pytest.fixture
def late(issues):
    Issue.objects.all().update(red_on=None, state="in_progress", words_only=False)
    Issue.objects.filter(code="1-1").update(red_on=TODAY - timedelta(days=3))
    Issue.objects.filter(code="1-2").update(red_on=TODAY)
    return issues


def test_a_part_is_counted_with_its_first_red_day(late):
    found = Parts().of(Issue.objects.all())

    assert found == {
        "late": PartCount(2, TODAY - timedelta(days=3)),
        "closed": PartCount(0),
        "words_only": PartCount(0),
    }


def test_the_words_are_kept_and_the_answer_is_not(late):
    parts = Parts()
    parts.of(Issue.objects.all())

    Issue.objects.filter(code="1-2").update(state="closed", red_on=None)

    found = parts.of(Issue.objects.all())
    assert (found["late"].count, found["closed"].count) == (1, 1)
    assert parts.asked == 1


def test_another_day_is_counted_by_its_own_words(late):
    today, before = Parts(), Parts(TODAY - timedelta(days=1))

    assert today.of(Issue.objects.all())["late"].count == 2
    assert before.of(Issue.objects.all())["late"].count == 1


def test_nobody_is_answered_from_anothers_reach(office, late):
    parts = Parts()
    assert parts.of(visible(office.clerk, Issue))["late"].count == 2

    with scope_for(office.bing):
        found = parts.of(visible(office.bing, Issue))

    assert {part.count for part in found.values()} == {0}
    assert parts.asked == 2


def test_fewer_issues_of_the_same_reach_are_counted_apart(late):
    parts = Parts()
    parts.of(Issue.objects.all())

    assert parts.of(Issue.objects.filter(code="1-1"))["late"].count == 1
    assert parts.of(Issue.objects.filter(code="1-3"))["late"].count == 0


def test_no_issue_is_asked_for_where_none_can_be(late, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = Parts().of(Issue.objects.none())

    assert found == dict.fromkeys(("late", "closed", "words_only"), PartCount())


def test_only_so_many_words_are_kept(late, monkeypatch):
    monkeypatch.setattr(tallying, "_MOST_KEPT", 2)

    for days in range(5):
        Parts(TODAY + timedelta(days=days)).of(Issue.objects.all())

    assert len(tallying._kept) <= 2
