import io

import pytest

from zhenggai.archive.models import Attachment
from zhenggai.archive.queries import open_attachment
from zhenggai.archive.storage import path_of
from zhenggai.intake import queries, sizes
from zhenggai.intake.actions import keep_draft, keep_refusal, receive
from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.classified import refuse_secrets
from zhenggai.intake.draft import Draft
from zhenggai.intake.models import Reading, ReadingState
from zhenggai.jobs.models import Job
from zhenggai.journal.queries import history
from zhenggai.lib.errors import FileRefused, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.tests.office import acting

TEXT = "关于整改情况的通报"
DOCUMENT = Document("通报.txt", "txt", "0" * 64, (Block(TEXT),), ("隐藏内容未读入",))


def take(office, data=None):
    return receive(office.clerk, data or TEXT.encode(), "../上级/通报.txt")


def test_a_received_file_is_kept_and_waits_to_be_read(office):
    reading = take(office)

    assert (reading.state, reading.name, reading.uploaded_by_name) == ("queued", "通报.txt", "办")
    assert reading.digest == reading.attachment.sha256
    assert open_attachment(office.clerk, reading.attachment).read() == TEXT.encode()
    job = Job.objects.get(pk=reading.job_id)
    assert job.payload == {"reading": str(reading.uuid), "office": office.organ.pk}


def test_a_stream_is_received_as_its_bytes_are(office):
    assert take(office, io.BytesIO(TEXT.encode())).digest == take(office).digest


def test_receiving_is_journaled(office):
    reading = take(office)

    event = history(office.clerk, "intake.reading", str(reading.uuid))[0]
    assert (event.action, event.summary) == ("draft.receive", "收文：通报.txt")


def test_a_file_that_is_too_large_leaves_nothing_behind(office, monkeypatch):
    monkeypatch.setattr(sizes, "LARGEST_FILE", 10)

    with pytest.raises(FileRefused):
        take(office)

    assert not Reading.objects.exists()
    assert not Attachment.objects.exists()


def test_a_handler_may_not_receive_and_nothing_is_stored(office):
    with pytest.raises(NotAllowed):
        receive(office.jia, b"x", "x.txt")

    assert not Attachment.objects.exists()


def test_text_and_draft_are_kept_together(office):
    reading = keep_draft(system_viewer(), take(office), DOCUMENT, Draft(title=TEXT))

    stored = queries.reading(office.clerk, reading.uuid)
    assert (stored.state, stored.text, stored.format) == (ReadingState.READ, TEXT, "txt")
    assert stored.notices == ["隐藏内容未读入"]
    assert queries.draft_of(stored) == Draft(title=TEXT)


def test_a_refusal_is_kept_with_its_code_and_sentence(office):
    refused = FileRefused("file.empty", "文件是空的——请核对后重新上传")

    reading = keep_refusal(system_viewer(), take(office), refused)

    assert (reading.state, reading.refusal_code) == (ReadingState.REFUSED, "file.empty")
    assert reading.refusal_sentence == refused.sentence
    assert reading.attachment is not None
    assert queries.draft_of(reading) is None


def test_the_second_of_two_workers_changes_nothing(office):
    reading = take(office)
    keep_draft(system_viewer(), reading, DOCUMENT, Draft(title=TEXT))

    keep_refusal(system_viewer(), reading, FileRefused("file.broken", "x"))

    assert Reading.objects.get(pk=reading.pk).state == ReadingState.READ


def test_F11_a_classified_file_is_not_kept(office, django_capture_on_commit_callbacks):
    reading = take(office, "机密★10年".encode())
    digest = reading.digest

    with pytest.raises(FileRefused) as refusal:
        refuse_secrets("机密★10年")
    with django_capture_on_commit_callbacks(execute=True):
        reading = keep_refusal(system_viewer(), reading, refusal.value)

    assert (reading.state, reading.attachment) == (ReadingState.REFUSED, None)
    assert not Attachment.objects.filter(sha256=digest).exists()
    assert not path_of(digest).exists()


def test_F11_the_bytes_stay_while_somebody_else_needs_them(
    office, django_capture_on_commit_callbacks
):
    first, second = take(office), take(office)

    with pytest.raises(FileRefused) as refusal:
        refuse_secrets("绝密")
    with django_capture_on_commit_callbacks(execute=True):
        keep_refusal(system_viewer(), first, refusal.value)

    assert path_of(second.digest).exists()


def test_only_a_draft_that_was_read_is_frozen_and_only_once(office):
    reading = take(office)
    with pytest.raises(Refused):
        reading.freeze()

    reading = keep_draft(system_viewer(), reading, DOCUMENT, Draft(title=TEXT))
    stale = Reading.objects.get(pk=reading.pk)
    reading.freeze()

    with pytest.raises(Refused) as refusal:
        stale.freeze()
    assert refusal.value.code == "adopt.not_ready"


def test_readings_are_listed_newest_first_without_their_texts(office, django_assert_num_queries):
    first, second = take(office), take(office)

    with django_assert_num_queries(1):
        listed = [(item.uuid, item.state, item.name) for item in queries.readings(office.clerk)]

    assert [uuid for uuid, _state, _name in listed] == [second.uuid, first.uuid]


def test_an_outsider_finds_no_reading_and_a_handler_may_not_list(office):
    reading = take(office)

    with scope_for(office.bing), pytest.raises(NotFound):
        queries.reading(office.bing, reading.uuid)
    with pytest.raises(NotAllowed):
        queries.readings(office.jia)
    with pytest.raises(NotAllowed):
        queries.readings(acting(office.clerk, "sys_admin"))
