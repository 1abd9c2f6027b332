"""`@action`: checked outside, done and recorded together, refused without a trace in the tables."""

from __future__ import annotations

import errno

import pytest
from django.db import OperationalError, transaction

from zhenggai.jobs.models import Job
from zhenggai.journal import actions
from zhenggai.journal.actions import action, also, announce, note, one_by_one, record
from zhenggai.journal.models import ChainHead, Event, EventDetail
from zhenggai.journal.queries import GOOD, verify
from zhenggai.journal.tests.somebody import Somebody
from zhenggai.lib.errors import NotAllowed, Refused, Unavailable

甲 = Somebody("甲", 1, 7, frozenset({"rect_office"}), request_id="r1")
丙 = Somebody("丙", 3, 9, frozenset({"handler"}))


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What people will hand down: here everything is for the rectification office alone."""

    def only_the_rectification_office(viewer: Somebody, name: str, target: object) -> None:
        if "rect_office" not in viewer.roles:
            raise NotAllowed("action.not_allowed", "您的角色不能办理这一步")

    monkeypatch.setattr(actions, "_guard", only_the_rectification_office)


@action("test.make", noun="test")
def make(viewer: Somebody, name: str, *, fail: Exception | None = None) -> Job:
    job = Job.objects.create(name=name)
    note(obj=job, summary=f"建立 {name}", name=name)
    if fail is not None:
        raise fail
    return job


@pytest.mark.django_db
def test_what_is_done_stands_in_the_journal() -> None:
    job = make(甲, "甲机关")

    event = Event.objects.get(action="test.make")

    assert (event.actor_name, event.role, event.office_id) == ("甲", "rect_office", 7)
    assert (event.object_type, event.object_id) == ("jobs.job", str(job.pk))
    assert (event.result, event.summary, event.request_id) == ("done", "建立 甲机关", "r1")
    assert '"name":"甲机关"' in EventDetail.objects.get(seq=event.seq).body


@pytest.mark.usefixtures("committed")
class TestWithCommits:
    """With real commits: the tests' own transaction would hide what is rolled back."""

    def test_a_refusal_leaves_nothing_but_its_record(self) -> None:
        with pytest.raises(Refused):
            make(甲, "试一", fail=Refused("test.no", "缺公函——补传后可办"))

        assert not Job.objects.filter(name="试一").exists()
        event = Event.objects.order_by("-seq").first()
        assert event is not None
        assert (event.action, event.result) == ("test.make", "test.no")
        assert event.summary == "缺公函——补传后可办"

    def test_who_has_no_right_is_refused_before_anything_is_done(self) -> None:
        with pytest.raises(NotAllowed):
            make(丙, "试二")

        assert not Job.objects.filter(name="试二").exists()
        event = Event.objects.order_by("-seq").first()
        assert event is not None
        assert (event.actor_name, event.result) == ("丙", "action.not_allowed")

    def test_a_full_disk_is_said_in_plain_words(self) -> None:
        with pytest.raises(Unavailable) as refused:
            make(甲, "试三", fail=OSError(errno.ENOSPC, "No space left on device"))

        assert refused.value.code == "disk.full"
        assert refused.value.status == 507
        assert not Job.objects.filter(name="试三").exists()

    def test_a_database_that_does_not_answer_is_said_in_plain_words(self) -> None:
        with pytest.raises(Unavailable) as refused:
            make(甲, "试四", fail=OperationalError("database is locked"))

        assert refused.value.code == "database.busy"

    def test_what_is_announced_waits_for_the_commit(self) -> None:
        told: list[str] = []

        with transaction.atomic():
            announce(lambda: told.append("told"))
            assert told == []

        assert told == ["told"]

    def test_other_faults_stay_what_they_are(self) -> None:
        with pytest.raises(ZeroDivisionError):
            make(甲, "试五", fail=ZeroDivisionError())

        assert not Job.objects.filter(name="试五").exists()


@pytest.mark.django_db
def test_an_action_within_an_action_is_one_event() -> None:
    @action("test.make")
    def make_two(viewer: Somebody) -> None:
        make(viewer, "甲一")
        make(viewer, "甲二")

    make_two(甲)

    assert Event.objects.filter(action="test.make").count() == 1
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_an_action_on_many_has_an_event_for_each() -> None:
    @action("test.make_all", noun="test")
    def make_all(viewer: Somebody, names: list[str]) -> None:
        for name in names:
            job = Job.objects.create(name=name)
            also("test.make", obj=job, summary=f"建立 {name}", name=name)
        note(summary=f"建立 {len(names)} 项")

    make_all(甲, ["甲一", "甲二"])

    events = list(Event.objects.order_by("seq"))
    assert [event.summary for event in events] == ["建立 甲一", "建立 甲二", "建立 2 项"]
    assert {event.object_id for event in events[:2]} == {str(job.pk) for job in Job.objects.all()}
    assert verify().exit_code == GOOD


@pytest.mark.django_db
def test_a_refused_action_on_many_has_no_event_for_any() -> None:
    @action("test.make_all", noun="test")
    def make_all(viewer: Somebody) -> None:
        also("test.make", obj=Job.objects.create(name="甲一"), summary="建立 甲一")
        raise Refused("test.no", "第二项不能建立——请改后再试")

    with pytest.raises(Refused):
        make_all(甲)

    assert not Event.objects.filter(result="done").exists()


@pytest.mark.django_db
def test_events_are_numbered_without_a_gap() -> None:
    for name in ("甲", "乙", "丙"):
        record(甲, "session.sign_in", summary=name)

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert ChainHead.objects.get(pk=1).seq == 3


@pytest.mark.django_db
def test_line_ends_and_control_characters_are_written_out() -> None:
    event = record(甲, "session.sign_in", summary="一\n二\x1b[31m")

    assert event.summary == "一\\u000a二\\u001b[31m"


@pytest.mark.django_db
def test_notes_belong_inside_an_action() -> None:
    job = Job.objects.create(name="甲一")

    with pytest.raises(RuntimeError):
        note(summary="nowhere")
    with pytest.raises(RuntimeError):
        also("test.make", obj=job, summary="nowhere")


# -- actions that an action on many calls -----------------------------------------------------------------


@action("test.make_many", noun="test")
def make_many(viewer: Somebody, *names: str, another: Somebody | None = None) -> int:
    with one_by_one():
        for name in names:
            make(another or viewer, name)
    note(summary=f"建立 {len(names)} 个")
    return len(names)


@pytest.mark.django_db
def test_each_action_among_many_has_an_event_of_its_own() -> None:
    make_many(甲, "甲机关", "乙机关")

    told = Event.objects.order_by("seq").values_list("action", "summary")
    assert list(told) == [
        ("test.make", "建立 甲机关"),
        ("test.make", "建立 乙机关"),
        ("test.make_many", "建立 2 个"),
    ]
    assert verify().exit_code == GOOD


@pytest.mark.usefixtures("committed")
class TestOneByOneWithCommits:
    def test_each_action_among_many_is_asked_of_the_guard_and_one_refusal_undoes_all(self) -> None:
        with pytest.raises(NotAllowed):
            make_many(甲, "甲机关", another=丙)

        assert not Job.objects.exists()
        assert [event.result for event in Event.objects.all()] == ["action.not_allowed"]


def test_one_by_one_belongs_inside_an_action() -> None:
    with pytest.raises(RuntimeError), one_by_one():
        pass
