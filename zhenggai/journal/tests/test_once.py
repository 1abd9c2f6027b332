"""A form is taken once, however often it is sent (security.md D05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from zhenggai.jobs.models import Job
from zhenggai.journal import actions, once
from zhenggai.journal.actions import action, note
from zhenggai.journal.models import Submission
from zhenggai.journal.tests.somebody import Somebody
from zhenggai.lib.errors import Refused

甲 = Somebody("甲", 1, 7, frozenset({"rect_office"}), once="form-1")


@pytest.fixture(autouse=True)
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_guard", None)


@action("test.make", noun="test")
def make(viewer: Somebody, name: str, *, fail: bool = False) -> Job:
    job = Job.objects.create(name=name)
    note(obj=job, summary=f"建立 {name}")
    if fail:
        raise Refused("test.no", "名称不全——请补全")
    return job


@action("test.rename", on="job")
def rename(viewer: Somebody, job: Job, name: str) -> None:
    Job.objects.filter(pk=job.pk).update(name=name)


@pytest.mark.django_db
def test_the_second_press_changes_nothing_and_says_so() -> None:
    make(甲, "甲一")

    with pytest.raises(Refused) as refusal:
        make(甲, "甲一")

    assert refusal.value.code == "form.taken"
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_another_form_and_no_form_are_taken() -> None:
    make(甲, "甲一")

    make(replace(甲, once="form-2"), "甲二")
    make(replace(甲, once=""), "甲三")
    make(replace(甲, once=""), "甲四")

    assert Job.objects.count() == 4


@pytest.mark.django_db
def test_one_form_may_do_different_things() -> None:
    job = make(甲, "甲一")

    rename(甲, job, "甲二")
    other = Job.objects.create(name="乙")
    rename(甲, other, "乙二")

    with pytest.raises(Refused):
        rename(甲, other, "乙三")


@pytest.mark.usefixtures("committed")
def test_a_refused_form_may_be_mended_and_sent_again() -> None:
    with pytest.raises(Refused):
        make(甲, "", fail=True)

    assert make(甲, "甲一").name == "甲一"


@pytest.mark.django_db
def test_tokens_are_forgotten_after_a_day() -> None:
    make(甲, "甲一")
    Submission.objects.update(at=timezone.now() - timedelta(hours=25))

    once.forget()

    assert not Submission.objects.exists()
