from zhenggai.rectification.evidence import (
    LEAST,
    EvidenceKind,
    MeasureKind,
    answers_by_words_only,
    checklist,
)


def test_every_kind_of_measure_says_what_it_needs():
    assert set(LEAST) == set(MeasureKind.values)
    assert all(LEAST.values())


def test_a_study_needs_notice_sign_in_record_and_a_photo_or_courseware():
    have = [EvidenceKind.NOTICE, EvidenceKind.SIGN_IN, EvidenceKind.COURSEWARE]

    found = {item.label: item.met for item in checklist(["study"], have)}

    assert found == {
        "通知、方案或议题": True,
        "签到（应到、实到）": True,
        "学习或会议记录、纪要": False,
        "照片／课件": True,
    }


def test_what_two_kinds_need_alike_is_asked_once():
    both = checklist(["study", "meeting"], [])

    assert len(both) == len(checklist(["study"], []))


def test_study_and_meetings_alone_are_words_only():
    assert answers_by_words_only([["study"], ["meeting", "study"]])
    assert not answers_by_words_only([["study"], ["policy", "study"]])


def test_a_measure_of_unknown_kind_is_no_proof_of_words_only():
    assert not answers_by_words_only([["study"], []])
    assert not answers_by_words_only([])
