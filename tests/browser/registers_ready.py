"""`python -m tests.browser.registers_ready`: in the demo of ZHENGGAI_DATA, one record of each register to which others link, by the
demo's own clerk and the product's own actions. Each is found by NAME."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhenggai.config.session import set_up

DAY = date(2021, 9, 8)
NAME, COMMITTEE, ASKED = "走一遍", "开一次支委会", "探亲"


def main() -> None:
    set_up()
    from zhenggai.people.models import Office, Person
    from zhenggai.people.queries import scope_for, viewer_named
    from zhenggai.registers.actions import create_record, move_record

    clerk, applicant = viewer_named("taizhang"), viewer_named("zhenggaiban")
    with scope_for(clerk):
        keys = dict(Person.objects.values_list("name", "pk"))
        branch = Office.objects.get(kind="branch")
        for code, values in records(keys, branch.pk):
            record = create_record(clerk, code, values, today=DAY)
            if values.get("kind") == ASKED:
                move_record(applicant, record, "submit", version=record.version, today=DAY)


def records(keys: Mapping[str, int], branch: int) -> list[tuple[str, dict[str, Any]]]:
    """Register and what is entered. The committee meeting has a chair who may not preside; of the two leaves, the one that
    is asked for covers the trip (test_register_journeys.py)."""
    person = keys["办戊"]
    linked = {
        "member": {"name": NAME, "sector": "经济界", "session": "十五届一次"},
        "asset": {"name": f"{NAME}台式机", "category": "电脑", "custodian": person},
        "minutes_archive": {
            "title": f"{NAME}会议",
            "body": branch,
            "kind": "其他",
            "held_at": "2021-09-01T09:00",
        },
        "member_duty": {"topic": f"{NAME}视察", "kind": "视察"},
        "party_member": {"name": NAME, "branch": branch, "kind": "正式"},
    }
    committee = {
        "title": COMMITTEE,
        "body": branch,
        "kind": "支委会",
        "held_at": "2021-09-06T09:00",
        "chair": keys["办甲"],
        "due_count": 2,
        "present": [keys["办甲"], keys["办庚"]],
    }
    usual = {
        "applicant": keys["办甲"],
        "start": "2021-09-27T08:30",
        "reason": "家事",
        "destination": "境外",
        "phone": "13800000000",
        "delegate": person,
    }
    return [
        *linked.items(),
        ("minutes_archive", committee),
        ("leave", {**usual, "kind": "护理", "end": "2021-09-28T17:30"}),
        ("leave", {**usual, "kind": ASKED, "end": "2021-10-15T17:30"}),
    ]


if __name__ == "__main__":
    main()
