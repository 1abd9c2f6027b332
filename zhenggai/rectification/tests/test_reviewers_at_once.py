"""Two people at one application at the same moment, on real threads with their own connections: exactly one wins, the
other is told what happened. Run on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction

from zhenggai.lib.errors import Refused
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import actions
from zhenggai.rectification.models import Closure, ClosureApplication, Issue, ReviewStep
from zhenggai.rectification.tests.closing import (
    STATEMENT,
    applied,
    form_for,
    fresh,
    panel_of,
    passed,
    ready,
)

ROUNDS = 4


@pytest.fixture
def panel(committed, office):
    return panel_of(office)


def race(*acts: Callable[[], object]) -> tuple[list[object], list[Refused]]:
    """All of them begin at once, each in a thread; what they answered and what was refused."""
    start = threading.Barrier(len(acts))
    done: list[object] = []
    refused: list[Refused] = []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            done.append(act())
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


def in_scope(viewer, act: Callable[[], object]) -> Callable[[], object]:
    def scoped() -> object:
        with scope_for(viewer):
            return act()

    return scoped


def test_of_two_clerks_one_reviews_and_the_other_sees_it(panel, issues):
    application = passed(panel, applied(panel, ready(panel, issues["2-1"])), 1)

    def act(viewer):
        def review():
            found = fresh(application)
            return actions.review(
                viewer,
                found,
                version=application.version,
                form=form_for(found),
                today=TODAY,
            )

        return in_scope(viewer, review)

    done, refused = race(act(panel.clerk), act(panel.second_clerk))

    assert (len(done), len(refused)) == (1, 1)
    assert refused[0].code == "closure.moved"
    assert any("整改办复核" in line for line in refused[0].missing)
    assert ReviewStep.objects.filter(level=2).count() == 1
    assert fresh(application).level == 3


def test_passing_and_returning_at_once_leaves_one_verdict(panel, issues):
    application = passed(panel, applied(panel, ready(panel, issues["2-1"])), 1, 2, 3, 4)
    other = replace(panel.chair, person_id=panel.superior.person_id, name="副组长")

    def close():
        found = fresh(application)
        return actions.review(
            panel.chair, found, version=application.version, form=form_for(found), today=TODAY
        )

    def send_back():
        return actions.return_application(
            other,
            fresh(application),
            version=application.version,
            reason="会议认为还须补充现场照片",
            mend_by=TODAY,
            today=TODAY,
        )

    done, refused = race(in_scope(panel.chair, close), in_scope(other, send_back))

    assert (len(done), len(refused)) == (1, 1)
    issue = fresh(application.issue)
    assert issue.state in ("closed", "returned")
    assert Closure.objects.count() == (issue.state == "closed")
    assert ReviewStep.objects.filter(level=5).count() == 1


def test_two_applications_at_once_are_one(panel, issues):
    issue = ready(panel, issues["2-1"])

    def apply(viewer):
        return in_scope(
            viewer,
            lambda: actions.apply_closure(
                viewer,
                Issue.objects.select_related("round").get(pk=issue.pk),
                version=issue.version,
                statement=STATEMENT,
                today=TODAY,
            ),
        )

    done, refused = race(apply(panel.applicant), apply(panel.head))

    assert (len(done), len(refused)) == (1, 1)
    assert ClosureApplication.objects.filter(outcome="open").count() == 1


def test_the_database_itself_refuses_a_second_word(panel, issues):
    application = passed(panel, applied(panel, ready(panel, issues["2-1"])), 1)
    step = ReviewStep.objects.get()
    from django.db import IntegrityError

    for changed in ({"reviewer_id": panel.clerk.person_id}, {"level": 2}):
        again = {"level": step.level, "reviewer_id": step.reviewer_id} | changed
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewStep.objects.create(
                office_id=step.office_id,
                application=application,
                verdict="passed",
                reviewer_name="某",
                reviewed_on=TODAY,
                **again,
            )
