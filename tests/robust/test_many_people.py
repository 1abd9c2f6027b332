"""Forty people who edit the same few issues at once, at two servers on one database: no update is lost, none is
overwritten without a word, nobody hears that the database is locked (security.md D01, D04)."""

from __future__ import annotations

import json
import os
import random
import re
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.robust.office import Office, Person, version_in

pytestmark = [pytest.mark.slow]
PEOPLE, ISSUES, ROUNDS = 40, 6, 6
HTMX = {"HX-Request": "true"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """On PostgreSQL where the run has one, else on SQLite."""
    url = os.environ.get("ZHENGGAI_DATABASE_URL", "")
    return Office(tmp_path / "data", {"ZHENGGAI_DATABASE_URL": url} if url else {})


def test_forty_people_at_once_lose_nothing(office: Office) -> None:
    office.prepare(PEOPLE, ISSUES)
    saved: list[tuple[str, str]] = []
    statuses: Counter[int] = Counter()
    said: list[str] = []
    with office.served(servers=2) as ports:
        first = Person(ports[0], "p0")
        first.sign_in()
        issues = re.findall(r'data-issue="([^"]+)"', first.get("/").body)
        threads = [
            threading.Thread(
                target=_work, args=(number, ports[number % 2], issues, saved, statuses, said)
            )
            for number in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(issues) == ISSUES
    assert set(statuses) <= {200, 412}, (statuses, said[:2])
    assert statuses[200] > PEOPLE
    assert statuses[412] > 0, "nobody met anybody: the test shows nothing"
    told = json.loads(office.ask(_TELL))
    for issue in issues:
        mine = [value for uuid, value in saved if uuid == issue]
        assert told[issue]["version"] == 1 + len(mine)
        assert sorted(told[issue]["after"]) == sorted(mine)
        assert told[issue]["before"][1:] == told[issue]["after"][:-1]
        assert told[issue]["target"] == told[issue]["after"][-1]
    assert office.command("journal", "verify").returncode == 0


def _work(
    number: int,
    port: int,
    issues: list[str],
    saved: list[tuple[str, str]],
    statuses: Counter[int],
    said: list[str],
) -> None:
    chance = random.Random(number)
    person = Person(port, f"p{number}")
    person.sign_in()
    for turn in range(ROUNDS):
        issue = chance.choice(issues)
        address, value = f"/issues/{issue}/cells/target/", f"目标{number}-{turn}"
        version = version_in(person.get(address, **HTMX).body)
        answer = person.post(address, {"version": version, "target": value}, **HTMX)
        statuses[answer.status] += 1
        if answer.status == 200:
            saved.append((issue, value))
        elif answer.status != 412:
            said.append(answer.body)


_TELL = """
import json
from zhenggai.journal.models import Event, EventDetail
from zhenggai.rectification.models import Issue
told = {}
for issue in Issue.objects.all():
    events = Event.objects.filter(object_id=str(issue.uuid), action="issue.assign", result="done")
    details = [json.loads(EventDetail.objects.get(seq=event.seq).body) for event in events.order_by("seq")]
    told[str(issue.uuid)] = {
        "version": issue.version,
        "target": issue.target,
        "before": [detail["before"]["target"] for detail in details],
        "after": [detail["after"]["target"] for detail in details],
    }
print(json.dumps(told))
"""
