from datetime import date
from io import BytesIO

from zhenggai.archive.actions import put
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions import Offer, assign, attach_evidence, report_progress
from zhenggai.rectification.models import Issue, IssueText, Measure
from zhenggai.rectification.search import grams


def kept(issue):
    return {name: getattr(issue, name) for name in upkeep.kept_columns(issue)}


def test_what_issues_keep_equals_a_recount_after_every_kind_of_action(office, issues):
    issue = assign(office.clerk, issues["1-1"], version=1, deadline=date(2021, 9, 30))
    attachment = put(BytesIO(b"x"), "x.txt")
    attach_evidence(
        office.clerk,
        issue,
        offers=[Offer(file=attachment, name="签到", kind="sign_in")],
        today=TODAY,
    )
    report_progress(office.clerk, issue, text="8月1日完成", today=TODAY)

    for row in Issue.objects.all():
        assert kept(row) == upkeep.kept_columns(row)


def test_the_search_knows_new_people_at_once(office, issues):
    before = IssueText.objects.get(issue=issues["1-1"]).grams

    assign(office.clerk, issues["1-1"], version=1, owner=office.people["领导"])

    after = IssueText.objects.get(issue=issues["1-1"]).grams
    assert "领导" in after.split()
    assert "领导" not in before.split()


def test_every_measure_of_an_adopted_issue_is_searched(issues):
    for measure in Measure.objects.exclude(issue=None):
        assert grams(measure.content) in IssueText.objects.get(issue=measure.issue).grams
