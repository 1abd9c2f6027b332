"""Whether everything is in place: the same list for the page and for `doctor`; whether the site could work now."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from zhenggai.jobs.models import Job, JobState, Period
from zhenggai.jobs.registry import ALIVE
from zhenggai.journal import triggers
from zhenggai.journal.models import Event, Verification
from zhenggai.lib.errors import NotAllowed, NotFound
from zhenggai.people import health, outbox
from zhenggai.people.actions import retry_job
from zhenggai.people.health import Part, findings, unready
from zhenggai.people.models import Outgoing, OutgoingState
from zhenggai.people.queries import given_up, system_viewer
from zhenggai.people.tests.office import acting, build

pytestmark = pytest.mark.django_db

LETTER = outbox.Letter("b", "b@example.cn", "摘要", "4 项")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    (tmp_path / "keys").mkdir()
    settings.DATA, settings.STORE = tmp_path, tmp_path / "store"
    return tmp_path


def words(part: Part, *, serving: bool = True) -> str:
    return "；".join(item.words for item in findings(serving=serving) if item.part == part)


def wrong(*, serving: bool = True) -> list[Part]:
    return [item.part for item in findings(serving=serving) if item.good is False]


def test_a_sound_installation_has_nothing_wrong_but_a_worker_that_has_not_begun() -> None:
    assert wrong(serving=False) == []
    assert wrong() == [Part.WORKER]
    Period.objects.create(name=ALIVE, ran_at=timezone.now())
    assert wrong() == []


def test_the_parts_come_in_the_order_of_the_page() -> None:
    order = [item.part for item in findings(serving=True)]

    assert order == sorted(order, key=list(Part).index)
    assert {Part.STORE, Part.BACKUP, Part.OPTIONAL} <= set(order)


def test_rights_of_folder_and_keys(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "keys" / "secret_key").write_text("x")
    (folder / "keys" / "secret_key").chmod(0o644)

    assert wrong(serving=False) == [Part.FOLDER, Part.FOLDER]
    assert "secret_key" in words(Part.FOLDER)


def test_little_free_space_is_told_and_makes_the_site_unready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health.journal, "is_low", lambda: True)

    assert "只读" in words(Part.FOLDER)
    assert Part.FOLDER in wrong()
    assert "磁盘" in unready()[0]


def test_a_worker_that_has_fallen_silent_and_one_that_is_busy() -> None:
    Period.objects.create(name=ALIVE, ran_at=timezone.now() - timedelta(minutes=10))
    assert "没有应答" in words(Part.WORKER)

    Job.objects.create(
        name="long", state=JobState.RUNNING, leased_until=timezone.now() + timedelta(minutes=1)
    )
    assert "在运行" in words(Part.WORKER)


def test_jobs_given_up_are_told_without_their_words_and_tried_again() -> None:
    admin = acting(build().clerk, "sys_admin")
    job = Job.objects.create(
        name="intake.read", state=JobState.DEAD, attempts=6, fault="ValueError: 关于某某的反馈"
    )
    assert "1 个任务" in words(Part.WORKER)
    assert [(item.name, item.fault) for item in given_up(admin)] == [("intake.read", "ValueError")]

    retry_job(admin, job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert Event.objects.get(action="job.retry").summary == "重试后台任务 intake.read"
    with pytest.raises(NotFound):
        retry_job(admin, job.pk)


def test_work_that_waits_again_already_is_not_queued_twice() -> None:
    Job.objects.create(name="a", key="k", state=JobState.WAITING)
    dead = Job.objects.create(name="a", key="k", state=JobState.DEAD)

    retry_job(system_viewer(), dead.pk)

    assert list(Job.objects.values_list("state", flat=True)) == [JobState.WAITING]


@pytest.mark.parametrize("role", ["sec_admin", "audit_admin", "office_admin", "rect_office"])
def test_only_the_system_administrator_sees_it(role: str) -> None:
    viewer = acting(build().clerk, role)

    with pytest.raises(NotAllowed):
        health.health(viewer)
    with pytest.raises(NotAllowed):
        retry_job(viewer, 1)


def test_the_last_verification_counts_while_serving() -> None:
    assert "还没有校验过" in words(Part.JOURNAL)
    Verification.objects.create(by_name="审", exit_code=0, sentence="留痕完好，共 3 条", events=3)
    assert "留痕完好，共 3 条" in words(Part.JOURNAL)

    Verification.objects.update(at=timezone.now() - timedelta(days=9))
    assert Part.JOURNAL in wrong()


def test_a_missing_trigger_is_told_and_makes_the_site_unready() -> None:
    name = next(iter(triggers.NAMES))
    on = "" if connection.vendor == "sqlite" else f" ON {triggers.TABLE}"
    assert unready() == []
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")

    assert name in words(Part.JOURNAL)
    assert name in unready()[0]
    triggers.create()


def test_a_database_that_takes_no_writes_makes_the_site_unready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(health.jobs, "probe", refuse)

    assert unready() == ["数据库暂时不能写入——请查看数据库和磁盘"]


def test_asking_leaves_nothing_behind() -> None:
    unready()

    assert not Period.objects.exists()


def test_mail_that_was_not_sent_is_told_where_a_server_is_set_up(settings: Any) -> None:
    settings.SMTP = None
    assert "ZHENGGAI_SMTP_URL" in words(Part.MAIL)
    assert Part.MAIL not in wrong()

    settings.SMTP = {"host": "127.0.0.1", "port": 1}
    outbox.post([outbox.Letter("a", "a@example.cn", "摘要", "3 项"), LETTER])
    assert words(Part.MAIL) == "邮件等待发送 2 封"
    Outgoing.objects.filter(key=LETTER.key).update(state=OutgoingState.DEAD)

    assert words(Part.MAIL).startswith("邮件等待发送 1 封；有 1 件通知没有送出")
    assert Part.MAIL in wrong()
