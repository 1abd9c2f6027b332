"""Correcting a draft that is kept: versions, undo across reloads, two people at once, journal, adoption."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhenggai.intake import correction, queries
from zhenggai.intake.actions import edit, receive, redo, undo
from zhenggai.intake.editing.edits import Edit
from zhenggai.intake.editing.mends import fingerprint
from zhenggai.intake.editing.tree import find
from zhenggai.intake.jobs import read_now
from zhenggai.intake.models import DraftEdit, Reading
from zhenggai.intake.tests.editing_cases import TEXT
from zhenggai.journal.models import Event
from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, Conflict, NotFound, Refused
from zhenggai.people.queries import scope_for


@pytest.fixture
def jia(office):
    """甲, who took the file in."""
    return office.clerk


@pytest.fixture
def yi(office):
    """乙, of the same rectification office."""
    return replace(office.yi, roles=frozenset({"rect_office"}))


@pytest.fixture
def reading(office):
    return read_now(office.clerk, receive(office.clerk, TEXT.encode(), "通报.txt"))


def draft(reading):
    return queries.working_draft(Reading.objects.get(pk=reading.pk))


def title(reading, key="i1"):
    return find(draft(reading), key).part.title


def test_an_edit_is_kept_with_its_step_and_its_event(jia, reading):
    made = edit(jia, reading, Edit("set", "i1", {"title": "审批不严"}), seen=reading.version)

    assert made.reading.version == reading.version + 1
    assert title(reading) == "审批不严"
    (step,) = queries.steps(jia, made.reading)
    assert (step.verb, step.person_name, step.summary) == ("edit", "办", "改问题 1-1：标题")
    event = history(jia, "intake.reading", str(reading.uuid))[-1]
    assert (event.action, event.summary) == ("draft.edit", "改问题 1-1：标题")


def test_what_was_read_stays_as_it_was_read(jia, reading):
    edit(jia, reading, Edit("remove", "i1"), seen=reading.version)

    kept = Reading.objects.get(pk=reading.pk)
    assert queries.draft_of(kept) == queries.draft_of(reading)
    assert len(queries.original_draft(kept).issues) == 3
    assert len(kept.confirmed().issues) == 2


def test_remarks_are_those_of_the_draft_as_it_stands(jia, reading):
    made = edit(jia, reading, Edit("remove", "i3"), seen=reading.version)

    assert "RD-1" in {remark.code for remark in made.draft.remarks}
    assert "RD-1" in {remark.code for remark in draft(reading).remarks}


def test_a_change_that_changes_nothing_leaves_no_step(jia, reading):
    made = edit(jia, reading, Edit("set", "i1", {"title": "报销审批不严"}), seen=reading.version)

    assert made.reading.version == reading.version
    assert not DraftEdit.objects.exists()


def test_steps_are_undone_and_redone_across_reloads(jia, reading):
    first = draft(reading)
    for number in (1, 2, 3):
        edit(jia, reading, Edit("set", "i1", {"title": f"标题{number}"}), seen=reading.version)

    undo(jia, reading)
    assert title(reading) == "标题2"
    undo(jia, reading)
    undo(jia, reading)
    assert draft(reading) == first
    redo(jia, reading)
    redo(jia, reading)
    assert title(reading) == "标题2"

    edit(jia, reading, Edit("set", "i1", {"title": "另起"}), seen=reading.version)
    with pytest.raises(BadInput) as refused:
        redo(jia, reading)
    assert refused.value.code == "draft.nothing"
    undo(jia, reading)
    assert title(reading) == "标题2"


def test_nothing_to_undo_is_said(jia, reading):
    for turn in (undo, redo):
        with pytest.raises(BadInput):
            turn(jia, reading)


def test_one_undoes_ones_own_last_step_and_leaves_a_colleagues(jia, yi, reading):
    edit(jia, reading, Edit("set", "i1", {"title": "甲改"}), seen=reading.version)
    edit(yi, reading, Edit("set", "i2", {"title": "乙改"}), seen=reading.version)

    undo(jia, reading)

    assert (title(reading), title(reading, "i2")) == ("报销审批不严", "乙改")


def test_an_undo_of_what_a_colleague_went_on_with_is_refused(jia, yi, reading):
    edit(jia, reading, Edit("set", "m1", {"text": "甲改。"}), seen=reading.version)
    edit(yi, reading, Edit("set", "m1", {"text": "乙接着改。"}), seen=reading.version + 1)

    with pytest.raises(Conflict) as refused:
        undo(jia, reading)

    assert refused.value.code == "draft.moved_on"
    assert "乙" in refused.value.missing[0]


def test_an_undo_whose_place_is_gone_is_refused_and_loses_nothing(jia, yi, reading):
    edit(jia, reading, Edit("remove", "m1"), seen=reading.version)
    edit(yi, reading, Edit("remove", "i1"), seen=reading.version + 1)

    with pytest.raises(Conflict):
        undo(jia, reading)

    undo(yi, reading)
    undo(jia, reading)
    assert [one.key for one in find(draft(reading), "i1").part.measures] == ["m1", "m2", "m3"]


def test_any_step_is_undone_from_the_list(jia, yi, reading):
    made = edit(jia, reading, Edit("move", "m5", {"to": "i1"}), seen=reading.version)
    edit(jia, reading, Edit("set", "i2", {"title": "甲改"}), seen=made.reading.version)

    undo(yi, reading, made.reading.version)

    assert find(draft(reading), "m5").parent == "i2"
    assert title(reading, "i2") == "甲改"
    with pytest.raises(BadInput):
        undo(yi, reading, made.reading.version)
    redo(yi, reading, made.reading.version)
    assert find(draft(reading), "m5").parent == "i1"


def test_a_step_that_is_none_is_not_found(jia, reading):
    with pytest.raises(NotFound):
        undo(jia, reading, 99)


def test_edits_from_one_page_of_other_parts_are_both_made(jia, yi, reading):
    seen = reading.version
    edit(jia, reading, Edit("set", "i1", {"title": "甲改"}), seen=seen)
    edit(yi, reading, Edit("set", "i1", {"deadline": "2021-12"}), seen=seen)
    edit(jia, reading, Edit("split", "m2", {"at": 10}), seen=seen)
    edit(yi, reading, Edit("move", "m3", {"to": "i2"}), seen=seen)

    issue = find(draft(reading), "i1").part
    assert (issue.title, issue.deadline) == ("甲改", "2021-12")
    assert [one.text[:4] for one in issue.measures] == ["修订报销", "清理历史", "已更正1"]
    assert find(draft(reading), "m3").parent == "i2"


def test_edits_of_the_same_words_from_one_page_are_refused_with_both_versions(jia, yi, reading):
    seen = reading.version
    edit(jia, reading, Edit("set", "m1", {"text": "甲改。"}), seen=seen)

    with pytest.raises(Conflict) as refused:
        edit(yi, reading, Edit("set", "m1", {"text": "乙改。"}), seen=seen)

    assert refused.value.code == "draft.conflict"
    assert refused.value.missing[0].startswith("办 ")
    assert refused.value.missing[0].endswith("改措施 1-1-1：文字")
    assert find(draft(reading), "m1").part.text == "甲改。"


def test_what_a_colleague_has_taken_back_stands_in_nobodys_way(jia, yi, reading):
    seen = reading.version
    edit(jia, reading, Edit("set", "m1", {"text": "甲改。"}), seen=seen)
    undo(jia, reading)

    edit(yi, reading, Edit("set", "m1", {"text": "乙改。"}), seen=seen)

    assert find(draft(reading), "m1").part.text == "乙改。"


def test_an_edit_of_what_a_colleague_removed_says_who(jia, yi, reading):
    seen = reading.version
    edit(jia, reading, Edit("remove", "i1"), seen=seen)

    with pytest.raises(Conflict) as refused:
        edit(yi, reading, Edit("set", "m1", {"text": "乙改。"}), seen=seen)

    assert refused.value.code == "draft.gone"
    assert "删除问题 1-1“报销审批不严”" in refused.value.missing[0]


def test_ones_own_quick_steps_follow_one_another(jia, reading):
    for _ in range(2):
        edit(jia, reading, Edit("step", "m1", {"by": 1}), seen=reading.version)

    assert [one.key for one in find(draft(reading), "i1").part.measures] == ["m2", "m3", "m1"]


def test_a_step_that_was_outrun_is_made_again(jia, yi, reading, monkeypatch):
    """Between thinking and writing somebody else wrote: the step is thought again."""
    apply, calls = correction.apply, []

    def slowly(*arguments):
        calls.append(1)
        if len(calls) == 1:
            edit(yi, reading, Edit("set", "i2", {"title": "乙改"}), seen=reading.version)
        return apply(*arguments)

    monkeypatch.setattr(correction, "apply", slowly)
    edit(jia, reading, Edit("set", "i1", {"title": "甲改"}), seen=reading.version)

    assert (title(reading), title(reading, "i2")) == ("甲改", "乙改")
    assert [step.version for step in queries.steps(jia, reading)] == [3, 4]


def test_who_keeps_being_outrun_is_told(jia, reading, monkeypatch):
    apply = correction.apply

    def too_late(*arguments):
        Reading.objects.filter(pk=reading.pk).update(
            version=Reading.objects.get(pk=reading.pk).version + 1
        )
        return apply(*arguments)

    monkeypatch.setattr(correction, "apply", too_late)
    with pytest.raises(Conflict) as refused:
        edit(jia, reading, Edit("remove", "i1"), seen=reading.version)

    assert refused.value.code == "draft.busy"
    assert not DraftEdit.objects.exists()


def test_the_draft_of_any_version_stands_again(jia, yi, reading):
    before = draft(reading)
    edit(jia, reading, Edit("raise", "m2"), seen=reading.version)
    edit(yi, reading, Edit("merge", "a2"), seen=reading.version + 1)
    edit(jia, reading, Edit("split", "m6", {"at": 10}), seen=reading.version + 2)
    undo(yi, reading)

    now = Reading.objects.get(pk=reading.pk)
    assert queries.draft_at(now, reading.version).aspects == before.aspects


def test_a_remark_that_was_dismissed_stays_dismissed(jia, yi, reading):
    remark = draft(reading).remarks[1]
    edit(
        jia,
        reading,
        Edit("dismiss", "head", {"remark": fingerprint(remark)}),
        seen=reading.version,
    )
    edit(yi, reading, Edit("set", "i2", {"title": "乙改"}), seen=reading.version)

    assert draft(reading).dismissed == [fingerprint(remark)]


def test_a_draft_that_was_adopted_is_frozen(jia, reading):
    edit(jia, reading, Edit("set", "i1", {"title": "甲改"}), seen=reading.version)
    Reading.objects.get(pk=reading.pk).freeze()

    for step in (
        lambda: edit(jia, reading, Edit("remove", "i1"), seen=reading.version),
        lambda: undo(jia, reading),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == "draft.frozen"


def test_a_file_that_has_not_been_read_has_nothing_to_correct(jia):
    waiting = receive(jia, TEXT.encode(), "通报.txt")

    with pytest.raises(Refused) as refused:
        edit(jia, waiting, Edit("remove", "i1"), seen=1)

    assert refused.value.code == "draft.none"


def test_a_handler_and_an_outsider_find_nothing_to_edit(office, reading):
    for viewer in (office.jia, office.bing):
        with scope_for(viewer), pytest.raises(NotFound):
            edit(viewer, reading, Edit("remove", "i1"), seen=reading.version)
        with scope_for(viewer), pytest.raises(NotFound):
            undo(viewer, reading)
    assert not DraftEdit.objects.exists()
    assert not Event.objects.filter(action="draft.edit", result="done").exists()


def test_the_same_document_read_before_is_found(office, jia, reading):
    again = read_now(jia, receive(jia, (TEXT + "附注\n").encode(), "通报（修订）.txt"))
    other = TEXT.replace("关于巡察整改情况的通报", "关于食品安全的通报").replace("第四", "第五")
    unlike = read_now(jia, receive(jia, other.encode(), "别的.txt"))

    assert [one.pk for one in queries.earlier_readings(jia, again)] == [reading.pk]
    assert queries.earlier_readings(jia, reading) == []
    assert queries.earlier_readings(jia, unlike) == []


def test_an_edit_reads_little(jia, reading, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        edit(jia, reading, Edit("set", "i1", {"title": "甲改"}), seen=reading.version)
