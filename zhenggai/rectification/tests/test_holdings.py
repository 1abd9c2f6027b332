"""What people and offices answer for, told to whoever sees them leave: counted for all, named for those who may see."""

from dataclasses import replace

import pytest

from zhenggai.jobs.models import Job
from zhenggai.lib.errors import Refused
from zhenggai.people import actions as people
from zhenggai.people.queries import held_by_office, held_by_person, scope_for
from zhenggai.people.tests.office import acting
from zhenggai.rectification.actions import assign
from zhenggai.rectification.jobs import reindex
from zhenggai.rectification.lifecycle import IssueState
from zhenggai.rectification.models import Issue, IssueText
from zhenggai.rectification.settings import REINDEX_JOB


@pytest.fixture
def handled(office, issues):
    """甲 answers for one issue and works on another, whose department is 党建办."""
    jia = office.people["甲"]
    assign(office.clerk, issues["1-1"], version=1, owner=jia)
    return assign(office.clerk, issues["1-2"], version=1, handler=jia, lead_dept=office.study)


def counts(found):
    return {item.words: item.count for item in found}


def test_open_issues_are_counted_and_named_for_whoever_may_see_them(office, handled):
    admin = acting(office.clerk, "office_admin")

    (held,) = held_by_person(admin, office.people["甲"])

    assert (held.words, held.count) == ("未办结的问题", 2)
    assert [item.words.split(" ")[0] for item in held.items] == ["1-1", "1-2"]
    assert held_by_person(admin, office.people["乙"]) == []


def test_an_administrator_of_the_system_gets_the_number_alone(office, handled):
    nobody = replace(acting(office.clerk, "sys_admin"), office_ids=frozenset(), office_id=None)
    with scope_for(nobody):
        (held,) = held_by_person(nobody, office.people["甲"])

    assert (held.count, held.items) == (2, ())


def test_what_is_closed_is_held_no_more(office, handled):
    Issue.objects.update(state=IssueState.CLOSED)

    assert held_by_person(office.clerk, office.people["甲"]) == []


def test_a_department_with_open_issues_is_not_closed(office, handled):
    admin = acting(office.clerk, "office_admin")
    assert counts(held_by_office(admin, office.study)) == {"未办结的问题": 1}

    with pytest.raises(Refused) as refused:
        people.close_office(admin, office.study)
    assert refused.value.missing == ("还有 1 个未办结的问题——请整改办另定部门",)


def test_whoever_is_renamed_is_found_by_the_new_name(
    office, handled, django_capture_on_commit_callbacks
):
    admin = acting(office.clerk, "office_admin")
    with django_capture_on_commit_callbacks(execute=True):
        people.rename_person(admin, office.people["甲"], name="欧阳")

    job = Job.objects.get(name=REINDEX_JOB)
    reindex(**job.payload)

    assert "oy" in IssueText.objects.get(issue__code="1-1").grams
    assert "oy" not in IssueText.objects.get(issue__code="2-1").grams
