"""Progress, evidence, causes, measures on an issue's page: what is taken, what comes back, what may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from zhenggai.journal.models import Event
from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import queries
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def worker(ours: OfficeOfTest, enter: Enter) -> Client:
    """Somebody of the leading department."""
    return enter(ours, Role.LEAD_DEPT)


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.RECT_OFFICE)


def detail(ours: OfficeOfTest, adopted: Adopted) -> queries.IssueDetail:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        return queries.issue(viewer, adopted.issue.uuid, TODAY)


def photo(taken: str = "", size: tuple[int, int] = (640, 400)) -> bytes:
    picture, stream = Image.new("RGB", size, (200, 60, 40)), BytesIO()
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[36867] = taken
        exif[271] = "SecretCamera"
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def send(client: Client, name: str, uuid: object, **values: Any) -> Any:
    return client.post(reverse(name, args=[uuid]), values)


# -- progress -------------------------------------------------------------------------------------------------------


def test_progress_with_a_photo_is_taken_in_one_go(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = send(
        worker,
        "report",
        adopted.issue.uuid,
        text="8月12日开展台账检查，抽查 12 次会议",
        measure="1-1-3",
        happened_on="2021-08-12",
        kind="photo",
        files=[SimpleUploadedFile("检查.jpg", photo())],
    )

    found = detail(ours, adopted)
    assert (answer.status_code, answer["Location"][-9:]) == (302, "#progress")
    assert (found.progress[0].text, found.progress[0].measure_code) == (
        "8月12日开展台账检查，抽查 12 次会议",
        "1-1-3",
    )
    assert [item.name for item in found.measures[2].evidence] == ["检查.jpg"]
    assert found.row.last_progress_on == date(2021, 8, 12)


def test_progress_without_a_fact_comes_back_with_what_was_typed(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = send(worker, "report", adopted.issue.uuid, text="正在推进", measure="1-1-2")
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "进展里没有事实" in html
    assert "正在推进</textarea>" in html
    assert re.search(r'value="1-1-2" selected', html)
    assert 'id="report" open' in html
    assert not [entry for entry in detail(ours, adopted).progress if not entry.from_document]


def test_the_same_form_sent_twice_is_taken_once(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    html = worker.get(reverse("issue", args=[adopted.issue.uuid])).content.decode()
    token = re.search(r'name="once" value="(\w+)"', html)
    assert token
    values = {"text": "8月12日检查 12 次", "once": token[1]}

    first = send(worker, "report", adopted.issue.uuid, **values)
    second = send(worker, "report", adopted.issue.uuid, **values)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "已经提交过" in second.content.decode()
    told = [entry for entry in detail(ours, adopted).progress if not entry.from_document]
    assert len(told) == 1


# -- evidence -------------------------------------------------------------------------------------------------------


def test_several_files_become_evidence_of_one_kind(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = send(
        worker,
        "attach",
        adopted.issue.uuid,
        measure="1-1-2",
        kind="record",
        formed_on="2021-06-30",
        caption="党委会、支委会",
        publishable="no",
        files=[SimpleUploadedFile(f"记录{n}.txt", f"记录{n}".encode()) for n in (1, 2)],
    )

    items = detail(ours, adopted).measures[1].evidence
    assert answer.status_code == 302
    assert [(item.code, item.caption, item.formed_on) for item in items] == [
        ("1-1-2-1", "党委会、支委会", date(2021, 6, 30)),
        ("1-1-2-2", "党委会、支委会", date(2021, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("程序.exe", b"MZ", "file.format"),
        ("空.txt", b"", "file.empty"),
        ("照片.jpg", b"%PDF-1.4", "file.misnamed"),
        ("纪要.docx", b"PK\x03\x04" + b"\x00" * 60, "file.damaged"),
        ("涉密.txt", "机密★10年\n关于人员的材料".encode(), "file.classified"),
    ],
)
def test_what_may_not_come_in_is_said_and_nothing_of_the_batch_is_kept(
    worker: Client, ours: OfficeOfTest, adopted: Adopted, name: str, data: bytes, code: str
) -> None:
    good = SimpleUploadedFile("好的.txt", b"x")
    answer = send(
        worker,
        "attach",
        adopted.issue.uuid,
        kind="record",
        files=[good, SimpleUploadedFile(name, data)],
    )

    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert detail(ours, adopted).row.evidence_count == 1


def test_what_is_missing_leads_to_the_form_with_kind_and_measure_chosen(
    worker: Client, adopted: Adopted
) -> None:
    html = worker.get(reverse("issue", args=[adopted.issue.uuid])).content.decode()
    link = re.search(r'href="(\?measure=1-1-1&amp;kind=notice)#offer"', html)
    assert link

    html = worker.get(
        reverse("issue", args=[adopted.issue.uuid]) + link[1].replace("&amp;", "&")
    ).content.decode()

    form = html[html.index('id="offer" open') :]
    assert 'value="notice" selected' in form
    assert 'value="1-1-1" selected' in form


def test_a_picture_is_shown_written_anew_and_without_what_the_camera_said(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    data = photo("2021:08:15 10:00:00", (3000, 2000))
    send(
        worker,
        "attach",
        adopted.issue.uuid,
        kind="photo",
        formed_on="2021-08-12",
        files=[SimpleUploadedFile("现场.jpg", data)],
    )
    (item,) = detail(ours, adopted).evidence

    small = worker.get(reverse("evidence-preview", args=[item.uuid]) + "?size=small")
    shown = b"".join(small.streaming_content)
    page = worker.get(reverse("evidence", args=[item.uuid])).content.decode()

    assert max(Image.open(BytesIO(shown)).size) == 320
    assert b"SecretCamera" in data
    assert b"SecretCamera" not in shown
    assert "sandbox" in small["Content-Security-Policy"]
    assert "2021年8月15日" in page
    assert "与形成日期相差一天以上" in page


def test_the_file_itself_is_only_saved_and_that_is_written_down(
    worker: Client, adopted: Adopted
) -> None:
    answer = worker.get(reverse("evidence-file", args=[adopted.evidence.uuid]))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "text/plain"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(action="evidence.download").count() == 1


def test_text_is_previewed_as_text(worker: Client, adopted: Adopted) -> None:
    answer = worker.get(reverse("evidence-preview", args=[adopted.evidence.uuid]))

    assert answer.content.decode() == "签到"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_a_broken_picture_is_said_in_words(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    broken = b"\xff\xd8\xff" + b"\x00" * 200
    send(
        worker,
        "attach",
        adopted.issue.uuid,
        kind="photo",
        files=[SimpleUploadedFile("坏.jpg", broken)],
    )
    (item,) = detail(ours, adopted).evidence

    assert worker.get(reverse("evidence-preview", args=[item.uuid])).status_code == 422
    assert "图片显示不出来" in worker.get(reverse("evidence", args=[item.uuid])).content.decode()


def test_the_office_judges_and_the_worker_hears(
    clerk: Client, worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    page = clerk.get(reverse("issue", args=[adopted.issue.uuid])).content.decode()
    assert 'value="accepted"' in page
    assert (
        'value="accepted"'
        not in worker.get(reverse("issue", args=[adopted.issue.uuid])).content.decode()
    )

    short = send(clerk, "judge-evidence", adopted.evidence.uuid, verdict="returned", reason="缺")
    assert short.status_code == 422
    send(
        clerk,
        "judge-evidence",
        adopted.evidence.uuid,
        verdict="returned",
        reason="签到表缺应到人数，请补齐后重传",
    )

    page = worker.get(reverse("issue", args=[adopted.issue.uuid])).content.decode()
    assert "已退回" in page
    assert "签到表缺应到人数" in page
    assert detail(ours, adopted).measures[0].checklist[1].met is False


# -- causes and measures --------------------------------------------------------------------------------------------


def test_causes_are_written_and_removed(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    send(worker, "add-cause", adopted.issue.uuid, text="督促不够")
    assert [cause.text for cause in detail(ours, adopted).causes] == [
        "学习制度没有落实",
        "督促不够",
    ]

    send(worker, "remove-cause", adopted.cause.uuid)
    assert [cause.text for cause in detail(ours, adopted).causes] == ["督促不够"]
    empty = send(worker, "add-cause", adopted.issue.uuid, text=" ")
    assert empty.status_code == 422


def test_a_measure_is_edited_and_a_stale_form_keeps_its_words(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    page = worker.get(reverse("measure", args=[adopted.measure.uuid])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    values = {
        "version": version[1],
        "owner_words": "承办人",
        "kinds": ["meeting", "ledger"],
        "is_core": "yes",
        "deadline": "2022-01-10",
        "deliverable": "会议记录 12 份",
    }

    assert send(worker, "measure", adopted.measure.uuid, **values).status_code == 302
    row = detail(ours, adopted).measures[0].row
    assert (row.kinds, row.is_core, row.deliverable) == (
        ("meeting", "ledger"),
        True,
        "会议记录 12 份",
    )
    stale = send(worker, "measure", adopted.measure.uuid, **values | {"deliverable": "另一种"})
    assert stale.status_code == 412
    assert "另一种</textarea>" in stale.content.decode()
    assert "会议记录 12 份" in stale.content.decode()


def test_a_measure_of_ones_own_and_its_milestone(
    worker: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = send(
        worker, "add-measure", adopted.issue.uuid, content="每月学习一次", kinds=["study"]
    )
    assert answer["Location"].endswith("#m1-1-4")
    viewer = ours.viewer(Role.LEAD_DEPT)
    with scope_for(viewer):
        made = queries.measure_of(adopted.issue, "1-1-4")

    send(worker, "add-milestone", made.uuid, title="首次学习", milestone_on="2021-09-20")
    (step,) = detail(ours, adopted).measures[3].milestones
    send(worker, "reach-milestone", step.uuid, version=step.version, done_on="2021-09-08")

    (step,) = detail(ours, adopted).measures[3].milestones
    assert step.done_on == TODAY
    late = send(worker, "reach-milestone", step.uuid, version=step.version, done_on="2021-09-09")
    assert late.status_code == 422


def test_an_event_is_recorded_for_a_measure_that_waits(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        page = queries.ledger(viewer, adopted.round, queries.LedgerFilters(), TODAY)
        waiting = next(
            measure for issue in page.issues for measure in issue.measures if measure.trigger
        )

    html = clerk.get(reverse("measure", args=[waiting.uuid])).content.decode()
    assert "触发事件" in html
    answer = send(
        clerk,
        "record-trigger",
        waiting.uuid,
        version=waiting.version,
        happened_on="2021-08-28",
    )

    assert answer.status_code == 302
    assert "推进中" in clerk.get(answer["Location"]).content.decode()


def test_a_reader_sees_no_forms(ours: OfficeOfTest, enter: Enter, adopted: Adopted) -> None:
    html = enter(ours, Role.PRINCIPAL).get(reverse("issue", args=[adopted.issue.uuid]))
    page = html.content.decode()

    assert 'action="/issues/' not in page
    assert "进展由承办人、责任部门和整改办填报" in page


def test_the_page_asks_few_queries_whatever_hangs_on_it(
    clerk: Client, adopted: Adopted, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(34):
        clerk.get(reverse("issue", args=[adopted.issue.uuid]))
