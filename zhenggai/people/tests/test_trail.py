"""The journal as the audit administrator reads it, and the settings' history made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from zhenggai.jobs.models import Job
from zhenggai.journal import verifying
from zhenggai.journal.actions import record
from zhenggai.journal.jobs import verify_and_keep, verify_daily
from zhenggai.journal.models import Verification
from zhenggai.journal.queries import EventFilters
from zhenggai.journal.verifying import verify_for
from zhenggai.lib.errors import NotAllowed
from zhenggai.people import actions
from zhenggai.people.queries import (
    families_of,
    settings_history,
    setup,
    trail,
    verification,
    whole_trail,
)
from zhenggai.people.settings import settings_are_kept
from zhenggai.people.tests.administration import Administration, build

pytestmark = pytest.mark.django_db
ALL = EventFilters()


@pytest.fixture
def office() -> Administration:
    return build()


def test_the_newest_events_come_first_page_by_page(office: Administration) -> None:
    first = trail(office.audit, ALL)
    for number in range(60):
        record(office.sys, "session.sign_in", summary=f"第 {number} 次")

    page = trail(office.audit, ALL)
    following = trail(office.audit, ALL, before=page.before)

    assert [row.words for row in page.rows[:2]] == ["第 59 次", "第 58 次"]
    assert len(page.rows) == 50
    assert following.rows[10:] == first.rows[: len(following.rows) - 10]


def test_of_business_only_who_did_what_kind_of_thing(office: Administration) -> None:
    record(office.clerk, "issue.report_progress", summary="党费收缴整改进展")
    record(office.clerk, "person.create", summary="登记人员 丁")

    person, business = trail(office.audit, ALL).rows[:2]

    assert (business.action, business.words) == ("issue.report_progress", None)
    assert person.words == "登记人员 丁"
    assert business.roles == ("单位管理员",)


def test_events_are_narrowed_by_person_kind_refusal_and_day(office: Administration) -> None:
    record(office.sys, "session.sign_in", result="session.refused")
    record(office.sec, "account.stop", summary="停用账号")

    def found(**filters: Any) -> list[str]:
        return [row.action for row in trail(office.audit, EventFilters(**filters)).rows]

    assert found(refused=True) == ["session.sign_in"]
    assert found(actor="sec") == ["account.stop"]
    assert set(found(families=families_of("door"))) == {"session.sign_in"}
    assert found(since=timezone.now() + timedelta(minutes=1)) == []
    assert len(found(until=timezone.now() + timedelta(minutes=1))) > 10


def test_a_role_that_is_no_more_keeps_its_code(office: Administration) -> None:
    from dataclasses import replace

    record(replace(office.sys, roles=frozenset({"gone"})), "session.sign_in")

    assert trail(office.audit, ALL).rows[0].roles == ("gone",)


@pytest.mark.parametrize("who", ["sys", "sec", "clerk"])
def test_the_journal_is_the_audit_administrators_alone(office: Administration, who: str) -> None:
    viewer = getattr(office, who)

    with pytest.raises(NotAllowed):
        trail(viewer, ALL)
    with pytest.raises(NotAllowed):
        whole_trail(viewer, ALL)
    with pytest.raises(NotAllowed):
        verification(viewer)
    with pytest.raises(NotAllowed):
        verify_for(viewer)


def test_a_verification_is_kept_with_who_asked_for_it(office: Administration) -> None:
    assert verification(office.audit) is None

    assert verify_for(office.audit) is None

    kept = verification(office.audit)
    assert kept is not None
    assert (kept.by_name, kept.exit_code) == ("audit", 0)
    assert "留痕完好" in kept.sentence


def test_a_long_journal_is_verified_by_the_worker(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "AT_ONCE", 3)

    key = verify_for(office.audit)

    job = Job.objects.get(pk=key)
    verify_and_keep(**job.payload, job_id=job.pk)
    assert Verification.objects.get().by_name == "audit"


def test_the_worker_verifies_once_a_day(office: Administration) -> None:
    verify_daily()
    verify_daily()

    job = Job.objects.get()
    verify_and_keep(**job.payload, job_id=job.pk)
    assert Verification.objects.get().by_name == "system"


def test_settings_have_a_history_with_their_grounds(office: Administration) -> None:
    assert not settings_are_kept(office.organ.pk)
    actions.change_setting(
        office.clerk, key="warning.green_days", text="30", reason="区委办〔2021〕3号"
    )
    actions.keep_settings(office.clerk)

    kept, changed = settings_history(office.clerk)

    assert (changed.words, changed.reason) == (
        "参数“首次提醒：剩余天数”：20 天 → 30 天",
        "区委办〔2021〕3号",
    )
    assert kept.words == "参数已看过，按现在的取值使用"
    assert settings_history(office.other) == []
    assert settings_are_kept(office.organ.pk)


def test_how_far_an_office_has_got_is_told_without_names(office: Administration) -> None:
    found = setup(office.sys)

    assert (found.organ, found.departments, found.persons) == (office.organ, 2, 3)
    assert found.held == {"office_admin"}
    assert found.lacking == ["rect_office"]
    assert setup(office.other).organ == office.elsewhere
