"""The server is killed in the middle of uploads and edits, thirty times: what was acknowledged is there, once and whole,
what was not is there once or not at all; whoever sends again does nothing twice (security.md D03, D05, E01)."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.robust.office import Office, Person, free_port, kill, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.outside_database]
CYCLES, PEOPLE = 30, 3


@dataclass
class Sender:
    """One person with what was acknowledged, and the report whose answer never came."""

    person: Person
    acknowledged: list[str] = field(default_factory=list)
    unanswered: tuple[str, str] | None = None


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    office, chance = Office(tmp_path / "data"), random.Random(7)
    office.prepare(PEOPLE, 4)
    port = free_port()
    senders = [Sender(Person(port, f"p{number}")) for number in range(PEOPLE)]
    cut_off = 0
    with office.served_at(port):
        for sender in senders:
            sender.person.sign_in()
        (issue, *_) = re.findall(r'data-issue="([^"]+)"', senders[0].person.get("/").body)
    for _cycle in range(CYCLES):
        _kill_while_they_report(office, port, issue, senders, chance.random())
        cut_off += sum(sender.unanswered is not None for sender in senders)
    with office.served_at(port):
        for sender in senders:
            if sender.unanswered is not None:
                _send(sender, issue, *sender.unanswered)

    _compare(office, senders)
    assert cut_off > CYCLES // 3, "the server was hardly ever killed in the middle of anything"
    assert sum(len(sender.acknowledged) for sender in senders) > CYCLES


def _kill_while_they_report(
    office: Office, port: int, issue: str, senders: list[Sender], part: float
) -> None:
    server = office.serve(port)
    wait_for(port)
    before = sum(len(sender.acknowledged) for sender in senders)
    threads = [threading.Thread(target=_report, args=(sender, issue)) for sender in senders]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    while sum(len(sender.acknowledged) for sender in senders) == before:
        assert time.monotonic() < until, "nothing is acknowledged"
        time.sleep(0.01)
    time.sleep(part * 0.5)
    kill(server)
    for thread in threads:
        thread.join()


def _report(sender: Sender, issue: str) -> None:
    """One report with one file after the other, until the server is gone; first the one that had no answer."""
    with suppress(OSError, http.client.HTTPException):
        if sender.unanswered is not None:
            _send(sender, issue, *sender.unanswered)
        while True:
            token = uuid.uuid4().hex
            _send(sender, issue, f"8月12日完成 {token[:12]}", token)


def _send(sender: Sender, issue: str, text: str, token: str) -> None:
    sender.unanswered = (text, token)
    answer = sender.person.upload(
        f"/issues/{issue}/progress/",
        {"text": text, "once": token, "kind": "photo"},
        f"{text[-12:]}.txt",
        text.encode() * 2000,
    )
    taken_before = answer.status == 409 and "form.taken" in answer.body
    if answer.status != 302 and not taken_before:
        raise RuntimeError(f"{answer.status} {answer.body[:200]}")
    sender.acknowledged.append(text)
    sender.unanswered = None


def _compare(office: Office, senders: list[Sender]) -> None:
    told = json.loads(office.ask(_TELL))
    texts = [text for sender in senders for text in sender.acknowledged]
    assert sorted(told["progress"]) == sorted(texts)
    assert sorted(told["evidence"]) == sorted(f"{text[-12:]}.txt" for text in texts)
    assert told["kept"] == told["counted"]
    assert office.command("journal", "verify").returncode == 0
    verified = office.command("evidence", "verify", "--json")
    account = json.loads(verified.stdout)
    assert (verified.returncode, account["missing"], account["changed"]) == (0, [], [])


_TELL = """
import json
from zhenggai.rectification import upkeep
from zhenggai.rectification.models import Evidence, Issue, Progress
names = ("evidence_count", "measure_count", "last_progress_on")
print(json.dumps({
    "progress": list(Progress.objects.filter(from_document=False).values_list("text", flat=True)),
    "evidence": list(Evidence.objects.values_list("name", flat=True)),
    "kept": [[str(getattr(issue, name)) for name in names] for issue in Issue.objects.order_by("pk")],
    "counted": [[str(upkeep.kept_columns(issue)[name]) for name in names]
                for issue in Issue.objects.order_by("pk")],
}))
"""
