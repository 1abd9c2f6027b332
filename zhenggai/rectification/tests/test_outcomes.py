"""Rules by number, money by kind in 分, people by their heaviest treatment."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import outcomes
from zhenggai.rectification.models import InspectionRound, MoneyOutcome, PersonOutcome, Treatment
from zhenggai.rectification.statistics.outcomes import outcome_counts
from zhenggai.rectification.statistics.queries import find_outcome, statistics
from zhenggai.rectification.statistics.queries import outcomes as read

DAY = date(2021, 8, 2)


def counts(as_of=TODAY):
    return outcome_counts(InspectionRound.objects.all(), as_of)


def rule(office, round, **more):
    given = {"change": "made", "title": "财务制度", "doc_no": "〔2021〕3号", "issued_on": DAY}
    return outcomes.record_rule(office.clerk, round, **(given | more), today=TODAY)


def money(office, round, amount="120", kind="recovered", **more):
    return outcomes.record_money(
        office.clerk,
        round,
        kind=kind,
        amount=amount,
        happened_on=DAY,
        words="补贴",
        today=TODAY,
        **more,
    )


def test_rules_count_by_number_and_drafts_do_not(office, adopted):
    rule(office, adopted)
    rule(office, adopted, change="revised")
    rule(office, adopted, change="reissued")
    rule(office, adopted, doc_no="", issued_on=None, title="草案")

    found = counts()

    assert (found["rules_made"], found["rules_revised"], found["rules_abolished"]) == (1, 1, 0)
    assert counts(DAY - timedelta(days=1))["rules_made"] == 0
    with pytest.raises(Refused) as twice:
        rule(office, adopted)
    assert twice.value.code == "outcome.twice"
    with pytest.raises(BadInput) as half:
        rule(office, adopted, doc_no="〔2021〕4号", issued_on=None)
    assert half.value.code == "outcome.number"


def test_money_is_whole_fen_by_kind_and_must_match_its_vouchers(office, adopted):
    first = money(office, adopted, "1.2万元", voucher="记-17")
    money(office, adopted, "0.01", kind="saved", voucher="记-18")
    assert statistics(office.clerk, adopted, TODAY, TODAY).findings == ()

    second = money(office, adopted, "3,000.50")
    found = statistics(office.clerk, adopted, TODAY, TODAY)
    assert found.counts["money_recovered"] == 1_200_000 + 300_050
    assert found.figure("money_recovered").shown == "1.50"
    assert found.counts["money_saved"] == 1
    assert [item.code for item in found.findings] == ["ST-4"]
    assert "3,000.50" in found.findings[0].sentence

    outcomes.add_voucher(
        office.clerk, second, number="记-19", amount="3000.5", paid_on=DAY, today=TODAY
    )
    assert statistics(office.clerk, adopted, TODAY, TODAY).findings == ()
    with pytest.raises(Refused):
        outcomes.add_voucher(
            office.clerk, first, number="记-17", amount="1", paid_on=DAY, today=TODAY
        )


@pytest.mark.parametrize("amount", ["0", "-3", "abc", "", "1.001", "99999999999999999"])
def test_what_is_no_sum_is_refused(office, adopted, amount):
    with pytest.raises(BadInput) as refused:
        money(office, adopted, amount)

    assert refused.value.code == "outcome.sum"
    assert not MoneyOutcome.objects.exists()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.sampled_from(Treatment.values))),
)
def test_a_person_is_counted_once_under_the_heaviest(office, adopted, drawn):
    PersonOutcome.objects.all().delete()
    by_person = defaultdict(list)
    for mark, treatment in drawn:
        by_person[mark].append(treatment)
        outcomes.record_person(
            office.clerk, adopted, treatment=treatment, mark=mark, decided_on=DAY, today=TODAY
        )

    found = counts()

    order = Treatment.values
    heaviest = [max(several, key=order.index) for several in by_person.values()]
    assert {kind: found[f"persons_{kind}"] for kind in order} == {
        kind: heaviest.count(kind) for kind in order
    }
    assert found["person_times"] == len(drawn)
    assert sum(found[f"persons_{kind}"] for kind in order) == len(by_person)


def test_what_was_wrong_is_withdrawn_and_counts_no_more(office, adopted):
    wrong = rule(office, adopted)

    with pytest.raises(BadInput):
        outcomes.withdraw(office.clerk, wrong, reason="错", today=TODAY)
    outcomes.withdraw(office.clerk, wrong, reason="文号登记错了", today=TODAY)

    assert counts()["rules_made"] == 0
    assert counts(TODAY - timedelta(days=1))["rules_made"] == 1
    with pytest.raises(Refused):
        outcomes.withdraw(office.clerk, wrong, reason="文号登记错了", today=TODAY)
    assert rule(office, adopted).doc_no == wrong.doc_no


def test_handlers_and_strangers_neither_record_nor_read_of_people(office, adopted):
    row = outcomes.record_person(
        office.clerk, adopted, treatment="admonition", mark="某1", decided_on=DAY, today=TODAY
    )

    assert read(office.clerk, adopted).persons == [row]
    assert read(office.jia, adopted).persons == []
    with pytest.raises(NotFound):
        find_outcome(office.jia, "person", row.uuid)
    with pytest.raises(NotFound):
        find_outcome(office.clerk, "nothing", row.uuid)
    with pytest.raises(NotAllowed):
        outcomes.record_rule(office.jia, adopted, change="made", title="x", today=TODAY)
    with pytest.raises(NotFound):
        outcomes.record_rule(office.bing, adopted, change="made", title="x", today=TODAY)
