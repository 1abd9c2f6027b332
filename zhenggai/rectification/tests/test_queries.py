from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhenggai.archive.actions import put
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import queries
from zhenggai.rectification.actions import Offer, assign, attach_evidence, report_progress
from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.lifecycle import IssueState, MeasureState, RectType
from zhenggai.rectification.models import Issue, Measure
from zhenggai.rectification.queries import LedgerFilters
from zhenggai.rectification.tests.documents import TEXT


@pytest.fixture
def ledger(office, adopted, issues):
    """1-1 is near (甲, 党建办), 1-2 far off (乙, 财务组), 2-1 late since 31 August."""
    assign(
        office.clerk,
        issues["1-1"],
        version=1,
        lead_dept=office.study,
        owner=office.people["甲"],
        deadline=date(2021, 9, 17),
        rect_type=RectType.LONG_TERM,
    )
    assign(
        office.clerk,
        issues["1-2"],
        version=1,
        lead_dept=office.finance,
        co_depts=[office.study],
        handler=office.people["乙"],
        deadline=date(2021, 12, 31),
    )

    def ask(viewer=office.clerk, **filters):
        return queries.ledger(viewer, adopted, LedgerFilters(**filters), TODAY)

    return ask


def codes(page):
    return [issue.code for issue in page.issues]


def test_the_ledger_runs_from_aspect_to_issue_to_measure(ledger):
    page = ledger()

    assert [(aspect.number, len(aspect.issues)) for aspect in page.aspects] == [
        ("（一）", 2),
        ("（二）", 1),
    ]
    row = page.aspects[0].issues[0]
    assert (row.code, row.title, row.rect_type) == ("1-1", "学习不经常", RectType.LONG_TERM)
    assert (row.owner.name, row.lead_dept.name) == ("甲", "党建办")
    assert (row.deadline, row.days_left, row.colour) == (date(2021, 9, 17), 9, Colour.YELLOW)
    assert [measure.code for measure in row.measures] == ["1-1-1", "1-1-2"]
    assert row.measures[0].marker == "一是"


def test_the_worst_colour_of_issue_and_open_measures_counts(office, ledger):
    measure = Measure.objects.get(code="1-2-2")
    Measure.objects.filter(pk=measure.pk).update(deadline=date(2021, 9, 1))
    issue = Issue.objects.get(code="1-2")

    assign(office.clerk, issue, version=issue.version, target="登记齐全")

    row = next(issue for issue in ledger().issues if issue.code == "1-2")
    assert (row.colour, row.days_left) == (Colour.RED, 114)
    assert row.measures[1].days_left == -7


def test_a_measure_that_is_done_warns_no_more(office, ledger):
    Measure.objects.filter(code="1-2-2").update(deadline=date(2021, 9, 1), state=MeasureState.DONE)
    issue = Issue.objects.get(code="1-2")

    assign(office.clerk, issue, version=issue.version, target="登记齐全")

    assert Issue.objects.get(code="1-2").red_on == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["1-1", "1-2", "2-1"]),
        ({"warning": Colour.RED}, ["2-1"]),
        ({"warning": Colour.YELLOW}, ["1-1"]),
        ({"warning": Colour.GREEN}, []),
        ({"warning": Colour.NONE}, ["1-2"]),
        ({"due": 9}, ["1-1"]),
        ({"due": 8}, []),
        ({"words_only": True}, ["1-1"]),
        ({"type": RectType.TIMED}, ["2-1"]),
        ({"state": "draft"}, ["1-1", "1-2", "2-1"]),
        ({"state": "settled"}, []),
        ({"q": "登记"}, ["1-2"]),
        ({"q": "三政协办〔2020〕2号"}, ["2-1"]),
        ({"q": "制度 报销"}, ["2-1"]),
        ({"q": "甲"}, ["1-1"]),
        ({"q": "财"}, ["1-2", "2-1"]),
        ({"q": "务财"}, []),
        ({"q": "。"}, ["1-1", "1-2", "2-1"]),
        ({"sort": "deadline"}, ["2-1", "1-1", "1-2"]),
        ({"sort": "-deadline"}, ["1-2", "1-1", "2-1"]),
        ({"sort": "warning"}, ["2-1", "1-1", "1-2"]),
    ],
)
def test_filters_leave_what_they_say(ledger, filters, expected):
    page = ledger(**filters)

    assert codes(page) == expected
    assert page.issue_count == len(expected)
    assert page.figures.issue_count == 3, "figures are of the whole ledger"


def test_department_and_handler_are_filters_by_public_name(office, ledger):
    assert codes(ledger(department=office.finance.uuid)) == ["1-2"]
    assert codes(ledger(handler=office.people["甲"].uuid)) == ["1-1"]
    assert codes(ledger(handler=office.people["丙"].uuid)) == []
    assert codes(ledger(department=uuid4())) == []


def test_pages_follow_each_other_without_gap(ledger):
    pages = [ledger(size=2, page=number) for number in (1, 2, 3)]

    assert [codes(page) for page in pages] == [["1-1", "1-2"], ["2-1"], []]
    assert pages[0].page_count == 2


def test_the_page_takes_the_same_few_queries_whatever_its_size(office, ledger, adopted):
    def query_count(**filters):
        with CaptureQueriesContext(connection) as captured:
            ledger(**filters)
        return len(captured)

    assert query_count(size=1) == query_count(size=200) == 5
    assert query_count(q="财务") <= 9
    worst = query_count(
        q="办", department=office.study.uuid, handler=office.people["甲"].uuid, type="timed"
    )
    assert worst <= 12


def test_offered_departments_and_handlers_are_those_in_use(office, ledger, adopted):
    departments = queries.departments(office.clerk, adopted)
    handlers = queries.handlers(office.clerk, adopted)

    assert {item.name for item in departments} == {"党建办", "财务组"}
    assert {item.name for item in handlers} == {"甲", "乙"}


def test_the_five_figures_and_their_formulas(ledger, office, adopted):
    found = {item.key: item for item in queries.figures(office.clerk, adopted, TODAY).figures}

    assert (found["closed"].value, found["closed"].total) == (0, 3)
    assert (found["complete"].value, found["complete"].total) == (0, 5)
    assert (found["overdue"].value, found["overdue"].note) == (1, "最长 8 天")
    assert found["near"].value == 1
    assert found["words_only"].value == 1
    assert all(item.formula for item in found.values())


def test_every_figure_leads_to_the_issues_it_counts(ledger, office, adopted):
    for figure in queries.figures(office.clerk, adopted, TODAY).figures:
        if figure.filters:
            filters = LedgerFilters.from_query(figure.filters)
            page = queries.ledger(office.clerk, adopted, filters, TODAY)
            assert page.issue_count == figure.value, figure.key


def test_a_closed_issue_counts_and_warns_no_more(ledger, office, adopted):
    Issue.objects.filter(code="2-1").update(
        state=IssueState.CLOSED, green_on=None, yellow_on=None, red_on=None
    )

    found = {item.key: item for item in queries.figures(office.clerk, adopted, TODAY).figures}
    assert (found["closed"].value, found["closed"].percent) == (1, Decimal("33.33"))
    assert found["overdue"].value == 0
    assert ledger(state="settled").issues[0].days_left is None


def test_a_handler_sees_the_own_issues_counted_as_far(ledger, office):
    page = ledger(office.jia)

    assert codes(page) == ["1-1", "1-2"], "named as owner, and by the department that helps"
    assert page.figures.issue_count == 2
    assert page.figures.measure_count == 4
    assert codes(ledger(office.yi)) == ["1-2"]


def test_a_charge_leader_sees_the_own_line(ledger, office):
    issue = Issue.objects.get(code="2-1")
    assign(office.clerk, issue, version=1, charge_leader=office.people["乙"])

    assert codes(ledger(acting(office.yi, "charge_leader"))) == ["1-2", "2-1"]


def test_an_outsider_finds_no_round_and_no_issue(office, adopted, issues):
    with scope_for(office.bing):
        assert queries.rounds(office.bing) == ()
        with pytest.raises(NotFound):
            queries.ledger(office.bing, adopted, LedgerFilters(), TODAY)
        with pytest.raises(NotFound):
            queries.issue(office.bing, issues["1-1"].uuid, TODAY)
        with pytest.raises(NotFound):
            queries.source_text(office.bing, adopted)


@pytest.mark.parametrize("role", ["sys_admin", "sec_admin", "audit_admin"])
def test_the_three_administrators_read_no_business(office, adopted, role):
    with pytest.raises(NotAllowed):
        queries.rounds(acting(office.clerk, role))


def test_a_superior_sees_the_rounds_of_all_offices_below(office, adopted):
    from dataclasses import replace

    superior = replace(
        acting(office.bing, "superior_reviewer"),
        office_ids=frozenset({office.organ.pk, office.bing.office_id}),
    )

    with scope_for(superior):
        page = queries.ledger(superior, None, LedgerFilters(), TODAY)
    assert codes(page) == ["1-1", "1-2", "2-1"]
    assert page.round_uuid is None


def test_an_issue_shows_measures_with_checklist_progress_and_evidence(office, adopted, issues):
    measure = Measure.objects.get(code="1-1-1")
    attachment = put(BytesIO(b"x"), "签到.txt")
    attach_evidence(
        office.clerk,
        issues["1-1"],
        offers=[Offer(file=attachment, name="签到表", kind="sign_in")],
        today=TODAY,
        measure=measure,
    )
    report_progress(office.clerk, issues["1-1"], text="8月12日核定 41 人", today=TODAY)

    found = queries.issue(office.clerk, issues["1-1"].uuid, TODAY)

    first = found.measures[0]
    assert [item.met for item in first.checklist] == [False, True, False]
    assert (first.evidence[0].code, first.evidence[0].digest) == ("1-1-1-1", attachment.sha256)
    assert first.row.evidence_count == 1
    assert found.progress[0].text == "8月12日核定 41 人"
    assert [entry.from_document for entry in found.progress] == [False, True, True]
    assert found.feedback_title == "关于整改情况的通报"


def test_from_issue_and_measure_to_the_sentence_in_the_source(office, adopted, issues):
    source = queries.source_text(office.clerk, adopted)
    found = queries.issue(office.clerk, issues["1-2"].uuid, TODAY)

    assert source.text == TEXT
    for citation in source.citations:
        assert citation.label[:4] in TEXT[citation.place.start : citation.place.end]
    assert {citation.kind for citation in source.citations} == {"issue", "measure", "general"}
    assert found.quote.text == "2. 联络不到位。"
    assert source.quote(found.row.source) == found.quote


def test_a_quote_is_filled_up_to_whole_sentences(office, adopted):
    source = queries.source_text(office.clerk, adopted)
    start = TEXT.index("组织培训")

    quoted = source.quote(queries.Place(start, start + 2, None))

    assert (quoted.before, quoted.text, quoted.after) == ("二是7月", "组织", "培训。")


def test_history_tells_of_the_issue_and_of_its_adoption(office, ledger, issues):
    told = [event.action for event in queries.history(office.clerk, issues["1-1"])]

    assert told == ["issue.assign", "issue.adopt"]


def test_all_issues_come_in_order_and_in_parts(office, ledger, adopted, monkeypatch):
    monkeypatch.setattr(queries, "_CHUNK", 2)

    parts = list(queries.all_issues(office.clerk, adopted, LedgerFilters(), TODAY))

    assert [[row.code for aspect in part.aspects for row in aspect.issues] for part in parts] == [
        ["1-1", "1-2"],
        ["2-1"],
    ]


def test_an_address_and_its_filters_say_the_same():
    query = {"q": " 财务 ", "warning": "red", "page": "3", "words_only": "1", "open": "all"}

    filters = LedgerFilters.from_query(query)

    assert (filters.q, filters.warning, filters.page) == ("财务", Colour.RED, 3)
    assert filters.as_query() == {"q": "财务", "warning": "red", "page": "3", "words_only": "1"}
    assert filters.as_query(warning=None) == {"q": "财务", "words_only": "1"}
    assert LedgerFilters().as_query() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "original_text"),
        ("sort", "office__name"),
        ("warning", "blue"),
        ("state", "gone"),
        ("type", "x"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "九"),
        ("page", "9" * 400),
        ("size", "201"),
        ("department", "1 OR 1=1"),
        ("due", "1e3"),
    ],
)
def test_a_value_off_the_whitelist_is_refused_in_words(name, value):
    with pytest.raises(BadInput) as refusal:
        LedgerFilters.from_query({name: value})

    assert refusal.value.code == "ledger.filter"
