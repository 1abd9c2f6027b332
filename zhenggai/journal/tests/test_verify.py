"""The chain shows every kind of tampering, and says at which event it begins (security.md L06)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from zhenggai.journal import triggers
from zhenggai.journal.actions import record
from zhenggai.journal.chain import COLUMNS, canonical
from zhenggai.journal.models import ChainHead, Event, EventDetail
from zhenggai.journal.queries import GOOD, NO_CHECKPOINT, TAMPERED, history, verify
from zhenggai.journal.tests.somebody import Somebody

甲 = Somebody("甲", 1, 7)


@pytest.fixture
def chain(db: None) -> list[Event]:
    return [record(甲, "issue.adopt", summary=f"第{n}条", number=n) for n in range(1, 6)]


@pytest.fixture
def unguarded(db: None) -> None:
    """Somebody with the database's own password has taken the triggers away."""
    with connection.cursor() as cursor:
        for name in triggers.NAMES:
            on = "" if connection.vendor == "sqlite" else f" ON {triggers.TABLE}"
            cursor.execute(f"DROP TRIGGER {name}{on}")


def test_an_untouched_chain_is_good(chain: list[Event]) -> None:
    verdict = verify()

    assert (verdict.exit_code, verdict.events, verdict.seq) == (GOOD, 5, None)


@pytest.mark.django_db
def test_an_empty_journal_is_good() -> None:
    assert verify().exit_code == GOOD


@pytest.mark.parametrize(
    "column", [name for name in COLUMNS if name not in ("seq", "at", "alg")] + ["hash"]
)
def test_a_changed_column_is_found(chain: list[Event], unguarded: None, column: str) -> None:
    changed = 99 if column in ("actor_id", "office_id") else "f" * 40
    Event.objects.filter(seq=3).update(**{column: changed})

    verdict = verify()

    assert verdict.exit_code == TAMPERED
    assert verdict.seq in (3, 4)


def _delete_middle() -> None:
    Event.objects.filter(seq=3).delete()


def _cut_end() -> None:
    Event.objects.filter(seq__gte=4).delete()


def _empty() -> None:
    Event.objects.all().delete()


def _swap() -> None:
    second, third = Event.objects.get(seq=2), Event.objects.get(seq=3)
    Event.objects.filter(seq__in=[2, 3]).delete()
    second.seq, third.seq = 3, 2
    second.save(force_insert=True)
    third.save(force_insert=True)


def _invent() -> None:
    last = Event.objects.get(seq=5)
    last.seq = 6
    last.save(force_insert=True)


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [(_delete_middle, 3), (_cut_end, 4), (_empty, 1), (_swap, 2), (_invent, 6)],
    ids=["deleted", "cut off", "emptied", "swapped", "invented"],
)
def test_tampering_is_found_at_its_first_event(
    chain: list[Event], unguarded: None, tamper: Callable[[], None], first_bad: int
) -> None:
    tamper()

    verdict = verify()

    assert (verdict.exit_code, verdict.seq) == (TAMPERED, first_bad)


def test_a_changed_detail_is_found(chain: list[Event]) -> None:
    EventDetail.objects.filter(seq=2).update(body="{}")

    assert verify().seq == 2


def test_a_destroyed_detail_leaves_the_chain_good(chain: list[Event]) -> None:
    EventDetail.objects.filter(seq=2).delete()

    assert verify().exit_code == GOOD


def test_a_chain_written_anew_is_caught_by_a_checkpoint(chain: list[Event], tmp_path: Path) -> None:
    outside = tmp_path / "heads"
    outside.write_text(f"3 {'0' * 64}\n", encoding="ascii")

    assert verify().exit_code == GOOD
    assert verify(checkpoint=outside).seq == 3


def test_a_checkpoint_beyond_the_end_shows_that_events_are_gone(
    chain: list[Event], tmp_path: Path
) -> None:
    outside = tmp_path / "heads"
    outside.write_text(f"9 {'0' * 64}\n", encoding="ascii")

    assert verify(checkpoint=outside).exit_code == TAMPERED


@pytest.mark.django_db
def test_a_missing_checkpoint_has_its_own_answer(tmp_path: Path) -> None:
    assert verify(checkpoint=tmp_path / "nowhere").exit_code == NO_CHECKPOINT


@pytest.mark.parametrize("statement", ["UPDATE {} SET summary = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_an_event(chain: list[Event], statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(triggers.TABLE))

    assert verify().exit_code == GOOD


def test_missing_triggers_are_named_and_made_again(unguarded: None) -> None:
    assert triggers.missing() == ["journal_event_no_delete", "journal_event_no_update"]

    triggers.create()

    assert triggers.missing() == []


def test_the_history_of_an_object_is_in_order_and_without_refusals(db: None) -> None:
    record(甲, "issue.adopt", summary="一")
    record(甲, "issue.adopt", result="issue.no", summary="二")

    assert [event.summary for event in history(甲, "", "")] == ["一"]


def test_one_value_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "文"}) == canonical({"a": "文", "b": 1}) == '{"a":"文","b":1}'


def test_the_head_is_what_the_last_event_says(chain: list[Event]) -> None:
    head = ChainHead.objects.get(pk=1)

    assert (head.seq, head.hash) == (5, chain[-1].hash)
