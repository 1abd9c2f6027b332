import pytest
from django_scopes import scopes_disabled

from zhenggai.intake import jobs
from zhenggai.intake.actions import receive
from zhenggai.intake.jobs import read_now
from zhenggai.intake.models import Reading, ReadingState
from zhenggai.jobs import worker
from zhenggai.jobs.models import Job, JobState
from zhenggai.lib.errors import FileRefused

CIRCULAR = """关于巡察整改进展情况的通报
根据统一部署，2021年3月12日至4月30日，区委第一巡察组对本单位进行了巡察，6月17日反馈了意见。
（一）关于学习不经常的问题
1. 学习不经常。一是6月召开会议研究。二是7月组织培训。
政协某区委员会办公室
2021年9月16日
"""


def work():
    """One round of the worker, outside every request's scope, as it runs."""
    worker.step()


def test_a_file_becomes_a_draft_in_the_workers_hands(office):
    reading = receive(office.clerk, CIRCULAR.encode(), "通报.txt")

    work()

    stored = Reading.objects.get(pk=reading.pk)
    assert stored.state == ReadingState.READ
    assert [len(aspect["issues"]) for aspect in stored.draft["aspects"]] == [1]
    assert stored.draft["inspection"]["body"] == "区委第一巡察组"
    assert "学习不经常" in stored.text
    assert Job.objects.get(pk=reading.job_id).state == JobState.DONE


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "空.txt"), (b"MZ\x00\x01", "程序.txt"), (b"x", "表.doc"), ("秘密".encode(), "件.txt")],
)
def test_a_file_that_cannot_be_read_is_refused_once_and_not_tried_again(office, data, name):
    reading = receive(office.clerk, data, name)

    work()

    stored = Reading.objects.get(pk=reading.pk)
    assert stored.state == ReadingState.REFUSED
    assert stored.refusal_code.startswith("file.")
    assert stored.refusal_sentence
    assert Job.objects.get(pk=reading.job_id).state == JobState.DONE


def test_a_file_that_has_been_read_meanwhile_is_left_as_it_is(office, monkeypatch):
    reading = read_now(office.clerk, receive(office.clerk, CIRCULAR.encode(), "通报.txt"))
    monkeypatch.setattr(jobs, "_read", _never)

    work()

    assert Reading.objects.get(pk=reading.pk).version == reading.version


def test_reading_at_once_raises_what_it_keeps(office):
    reading = receive(office.clerk, b"", "空.txt")

    with pytest.raises(FileRefused) as refusal:
        read_now(office.clerk, reading)

    assert Reading.objects.get(pk=reading.pk).refusal_code == refusal.value.code


def test_the_job_needs_no_scope_from_outside(office):
    reading = receive(office.clerk, CIRCULAR.encode(), "通报.txt")
    payload = Job.objects.get(pk=reading.job_id).payload

    with scopes_disabled():
        jobs.read(**payload)

    assert Reading.objects.get(pk=reading.pk).state == ReadingState.READ


def _never(*_args):
    raise AssertionError("read twice")
