"""Pages of registers: lists, forms, records, moves, papers, slips, as a browser asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhenggai.intake.sheets import rows_of
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers import actions, queries
from zhenggai.registers.models import Record
from zhenggai.web.tests.conftest import OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down, somebody

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


def form_of(answer: Any) -> dict[str, Any]:
    """The hidden values that the form would send back."""
    context = answer.context
    values: dict[str, Any] = {"held": context["held"], "was": context["was"]}
    if context["masked"]:
        values["masked"] = context["masked"]
    if context["record"] is not None:
        values["version"] = context["record"].version
    return values


def new(desk: Desk, **values: Any) -> Any:
    form = form_of(desk.clerk.get(reverse("record-new", args=["gear"])))
    return desk.clerk.post(reverse("record-new", args=["gear"]), {**form, **values})


# -- the shelf and the list -----------------------------------------------------------------------------------------------------


def test_the_shelf_shows_a_clerk_the_own_registers(desk: Desk) -> None:
    desk.enter(name="电脑一", kind="电脑")
    page = desk.clerk.get(reverse("registers")).content.decode()

    assert "器材台账" in page
    assert reverse("record-new", args=["gear"]) in page


def test_a_list_filters_sorts_searches_and_sums(desk: Desk) -> None:
    for n in range(4):
        desk.enter(
            name=f"件{n}", kind=["电脑", "打印机"][n % 2], count=n, bought=f"2021-0{n + 1}-01"
        )
    address = reverse("register", args=["gear"])

    def shown(query: str) -> list[str]:
        answer = desk.clerk.get(f"{address}{query}")
        return [row.cells["name"].shown for row, _, _ in answer.context["lines"]]

    assert shown("") == ["件3", "件2", "件1", "件0"]
    assert shown("?f.kind=电脑&sort=count") == ["件0", "件2"]
    assert shown("?q=件1") == ["件1"]
    assert shown("?from.bought=2021-02-01&to.bought=2021-03-01") == ["件2", "件1"]
    page = desk.clerk.get(f"{address}?cols=count").content.decode()
    assert "共 4 条，合计" in page
    assert '<td class="num">6</td>' in page


def test_an_unknown_filter_is_refused_in_words(desk: Desk) -> None:
    answer = desk.clerk.get(f"{reverse('register', args=['gear'])}?sort=note")

    assert answer.status_code == 422
    assert "不能按" in answer.content.decode()


def test_an_export_never_holds_what_is_secret(desk: Desk) -> None:
    desk.enter(name="保险柜", note="放在里间", secret="140511", parts=[{"no": "A1", "cost": "2"}])

    answer = desk.clerk.get(reverse("register-xlsx", args=["gear"]))

    rows = rows_of(b"".join(answer.streaming_content), "a.xlsx")
    words = "\n".join("\t".join(row) for row in rows)
    assert "保险柜" in words and "A1" in words
    assert "放在里间" not in words and "140511" not in words


def test_a_view_is_kept_and_forgotten(desk: Desk) -> None:
    address = reverse("register-view", args=["gear"])
    desk.clerk.post(address, {"name": "电脑", "query": "f.kind=电脑&sort=count"})
    answer = desk.clerk.get(reverse("register", args=["gear"]))
    ((choice, uuid),) = answer.context["view"].saved()

    assert choice.label == "电脑"
    desk.clerk.post(address, {"forget": uuid})
    assert desk.clerk.get(reverse("register", args=["gear"])).context["view"].saved() == []


def test_another_office_finds_nothing(desk: Desk, theirs: OfficeOfTest) -> None:
    record = desk.enter(name="电脑")
    with scope_for(system_viewer()):
        outsider, _ = somebody(theirs, "gear", ["asset_clerk"])

    assert outsider.get(reverse("record", args=[record.uuid])).status_code == 404
    assert outsider.get(reverse("register", args=["gear"])).context["lines"] == []


# -- forms -------------------------------------------------------------------------------------------------------------------


def test_a_record_is_entered_with_its_sub_table_and_people(desk: Desk) -> None:
    answer = new(
        desk,
        **{
            "name": "打印机",
            "kind": "打印机",
            "count": "2",
            "price": "1,200.50",
            "keeper": str(desk.person.uuid),
            "keeper_words": desk.person.name,
            "tags": "新\n急",
            "parts.0.no": "A1",
            "parts.0.cost": "3.5",
            "parts.4.no": "A2",
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    with scope_for(system_viewer()):
        record = Record.objects.get(register="gear")
    assert record.data["total"] == 240_100
    assert record.data["keeper"] == desk.person.pk
    assert record.data["parts"] == [{"no": "A1", "cost": 350}, {"no": "A2"}]
    assert record.data["tags"] == ["新", "急"]


def test_a_refused_form_keeps_everything_and_says_what_where(desk: Desk) -> None:
    answer = new(
        desk,
        **{"name": "打印机", "count": "两个", "keeper_words": "没这人", "parts.0.no": "A1"},
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="打印机"' in page and 'value="两个"' in page and 'value="没这人"' in page
    assert 'value="A1"' in page or ">A1</textarea>" in page
    faults = {
        box.item.name: box.fault
        for section in answer.context["sections"]
        for box in section.boxes
        if box.fault
    }
    assert set(faults) == {"count", "keeper"}


def test_another_row_may_be_asked_for_without_script(desk: Desk) -> None:
    answer = new(desk, **{"name": "打印机", "parts.0.no": "A1", "more": "parts"})

    table = answer.context["sections"][0].tables[0]
    assert len(table.rows) == 2
    with scope_for(system_viewer()):
        assert not Record.objects.exists()


def test_looking_ahead_computes_and_checks_without_writing(desk: Desk) -> None:
    form = form_of(desk.clerk.get(reverse("record-new", args=["gear"])))
    values = {**form, "name": "车", "kind": "电脑", "count": "3", "price": "2000"}
    seen = json.loads(desk.clerk.post(reverse("record-look", args=["gear"]), values).content)

    assert seen["computed"]["total"] == "6000"
    assert [item["check"] for item in seen["verdicts"]] == ["GE-1"]
    with scope_for(system_viewer()):
        assert not Record.objects.exists()


def test_a_conflict_takes_over_what_was_not_touched_and_shows_both_of_the_rest(desk: Desk) -> None:
    record = desk.enter(name="电脑", kind="电脑", count=1)
    form = form_of(desk.clerk.get(reverse("record-edit", args=[record.uuid])))
    viewer = desk.viewer()
    with scope_for(viewer):
        actions.save_record(
            viewer, desk.again(record), {"count": "5", "kind": "打印机"}, version=record.version
        )

    typed = {"name": "电脑", "kind": "电脑", "count": "7"}
    answer = desk.clerk.post(reverse("record-edit", args=[record.uuid]), {**form, **typed})

    assert answer.status_code == 412
    boxes = {box.item.name: box for section in answer.context["sections"] for box in section.boxes}
    assert (boxes["count"].words, boxes["count"].theirs) == ("7", "5")
    assert (boxes["kind"].words, boxes["kind"].theirs) == ("打印机", None)
    again = desk.clerk.post(
        reverse("record-edit", args=[record.uuid]),
        {**form_of(answer), "name": "电脑", "kind": "打印机", "count": "7"},
    )
    assert again.status_code == 302
    assert desk.again(record).data["count"] == 7


def test_a_masked_field_left_empty_is_not_wiped(desk: Desk) -> None:
    record = desk.enter(name="保险柜", note="放在里间", secret="140511")
    with scope_for(system_viewer()):
        Record.objects.filter(pk=record.pk).update(handler=None)
    answer = desk.clerk.get(reverse("record-edit", args=[record.uuid]))
    assert "放在里间" not in answer.content.decode()

    form = form_of(answer)
    assert set(form["masked"]) == {"note", "secret"}
    desk.clerk.post(reverse("record-edit", args=[record.uuid]), {**form, "name": "保险箱"})

    assert desk.again(record).data["note"] == "放在里间"
    assert desk.again(record).data["name"] == "保险箱"
    desk.clerk.post(
        reverse("record-edit", args=[record.uuid]),
        {
            **form_of(desk.clerk.get(reverse("record-edit", args=[record.uuid]))),
            "name": "保险箱",
            "clear": "note",
        },
    )
    assert "note" not in desk.again(record).data


def test_the_last_record_is_copied_without_what_is_secret_or_later(desk: Desk) -> None:
    desk.enter(name="电脑", kind="电脑", note="里间", bought="2021-05-01")

    answer = desk.clerk.get(f"{reverse('record-new', args=['gear'])}?copy=last")

    boxes = {box.item.name: box for section in answer.context["sections"] for box in section.boxes}
    assert boxes["kind"].words == "电脑"
    assert boxes["note"].words == "" and boxes["bought"].words == ""


# -- the record's page ---------------------------------------------------------------------------------------------------------


def checked(desk: Desk) -> Record:
    record = desk.enter(name="电脑", kind="电脑", count=1, price="100")
    desk.clerk.post(
        reverse("record-move", args=[record.uuid]), {"move": "check", "version": record.version}
    )
    return desk.again(record)


def test_a_gate_says_what_is_missing_before_it_is_pressed(desk: Desk) -> None:
    record = checked(desk)
    page = desk.reviewer.get(reverse("record", args=[record.uuid]))
    (move,) = [item for item in page.context["moves"] if item.row.name == "use"]

    assert [item.address for item in move.hindrances] == ["#paper-photo"]
    assert "现在还不能启用：还差 1 项" in page.content.decode()
    assert "缺材料：照片" in page.content.decode()


def test_papers_open_the_gate_and_the_move_asks_for_its_fields(desk: Desk) -> None:
    record = checked(desk)
    photo = SimpleUploadedFile("照片.txt", b"photo", content_type="text/plain")
    desk.clerk.post(
        reverse("record-attach", args=[record.uuid]), {"paper": "photo", "files": photo}
    )
    page = desk.reviewer.get(reverse("record", args=[record.uuid]))
    (move,) = [item for item in page.context["moves"] if item.row.name == "use"]
    assert move.is_ready
    assert [box.item.name for box in move.boxes] == ["bought"]

    sent = {"move": "use", "version": desk.again(record).version, "held": "bought"}
    refused = desk.reviewer.post(reverse("record-move", args=[record.uuid]), sent)
    assert refused.status_code == 409 and "缺“购置日”" in refused.content.decode()
    done = desk.reviewer.post(
        reverse("record-move", args=[record.uuid]), {**sent, "bought": "2021-09-01"}
    )

    assert done.status_code == 302
    assert desk.again(record).state == "used"


def test_a_reviewed_record_is_corrected_by_a_slip(desk: Desk) -> None:
    record = checked(desk)
    with scope_for(system_viewer()):
        Record.objects.filter(pk=record.pk).update(state="used", reviewed_at="2021-09-08T00:00Z")
    form = form_of(desk.clerk.get(reverse("record-correct", args=[record.uuid])))
    answer = desk.clerk.post(
        reverse("record-correct", args=[record.uuid]),
        {**form, "name": "电脑", "kind": "电脑", "count": "2", "price": "100", "reason": "数错了"},
    )
    assert answer.status_code == 302, answer.content.decode()
    page = desk.reviewer.get(reverse("record", args=[record.uuid]))
    (slip,) = page.context["standing"].slips
    assert [(item.label, item.before, item.after) for item in slip.changes] == [("数量", "1", "2")]
    assert slip.may_settle

    desk.reviewer.post(reverse("correction-settle", args=[slip.uuid]), {"agree": "yes"})

    assert desk.again(record).data["count"] == 2


def test_secrets_are_shown_once_with_a_reason(desk: Desk) -> None:
    record = desk.enter(name="保险柜", note="放在里间", secret="140511")
    with scope_for(system_viewer()):
        Record.objects.filter(pk=record.pk).update(handler=None)
    address = reverse("record-reveal", args=[record.uuid])

    refused = desk.clerk.post(address, {"field": ["note", "secret"], "reason": "看"})
    assert refused.status_code == 422
    shown = desk.clerk.post(address, {"field": ["note", "secret"], "reason": "核对保管位置"})

    assert "140511" in shown.content.decode() and "放在里间" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    later = desk.clerk.get(reverse("record", args=[record.uuid])).content.decode()
    assert "140511" not in later
    assert "核对保管位置" in later, "the look stands in the record's history"


def test_a_record_is_voided_with_its_reason_and_stays(desk: Desk) -> None:
    record = desk.enter(name="电脑")
    address = reverse("record-void", args=[record.uuid])
    assert desk.clerk.post(address, {"version": record.version}).status_code == 422
    desk.clerk.post(address, {"version": record.version, "reason": "登错了"})

    assert "已作废" in desk.clerk.get(reverse("record", args=[record.uuid])).content.decode()
    assert desk.clerk.get(reverse("register", args=["gear"])).context["lines"] == []


def test_a_paper_is_downloaded_as_a_file_and_withdrawn_with_a_reason(desk: Desk) -> None:
    record = desk.enter(name="电脑")
    photo = SimpleUploadedFile("照片.txt", b"photo", content_type="text/plain")
    desk.clerk.post(
        reverse("record-attach", args=[record.uuid]), {"paper": "photo", "files": photo}
    )
    with scope_for(system_viewer()):
        key = record.evidence.get().pk
    answer = desk.clerk.get(reverse("record-paper", args=[record.uuid, key]))

    assert b"".join(answer.streaming_content) == b"photo"
    assert answer["Content-Disposition"].startswith("attachment")
    desk.clerk.post(reverse("record-paper-withdraw", args=[record.uuid, key]), {"reason": "传错了"})
    page = desk.clerk.get(reverse("record", args=[record.uuid]))
    assert not page.context["standing"].papers[0].is_there


def test_a_record_is_tied_to_issues_by_their_codes(desk: Desk) -> None:
    record = desk.enter(name="电脑")
    answer = desk.clerk.post(reverse("record-link", args=[record.uuid]), {"issues": "9-9"})

    assert answer.status_code == 422
    assert "没有问题“9-9”" in answer.content.decode()


def test_a_links_box_finds_records_by_number_or_name(desk: Desk) -> None:
    record = desk.enter(name="电脑")
    viewer = desk.viewer()
    with scope_for(viewer):
        (found,) = queries.find_records(viewer, "gear", "电脑")
    page = desk.clerk.get(f"{reverse('choose-record', args=['gear'])}?q=电脑").content.decode()

    assert str(record.uuid) in page and found.name in page
