"""A hundred thousand issues of two hundred offices: what a clerk of one and the superior of all wait for, one edit
with its journal, and whether the overview says what a recount says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from bench.ledger import COLUMNS, DAY, begin, measured, pace_said, percentiles, times
from bench.table import table

OFFICES = 200
_HEAD = ("who", "case", *COLUMNS)
_CASES = {
    "first page": "/",
    "late, by deadline": "/?warning=red&sort=deadline",
    "search 党费": "/?q=党费",
    "page 10": "/?page=10",
    "overview": "/overview/",
    "inbox": "/inbox/",
}
_PASSWORD = "Qingshan-7431-lu"  # noqa: S105 - of a folder that is thrown away


def pages(issue_count: int) -> str:
    """Two tables: pages by who asks, and an edit beside the bare update; a sentence on the recount."""
    begin()
    from zhenggai.people.queries import scope_for, viewer_named

    superior, one = _offices(issue_count)
    rows = []
    for name, label in ((one, "one office of 200"), (superior, "the superior of all")):
        page, viewer = _signed_in(name), viewer_named(name)
        for case, path in _CASES.items():
            bare = _bare(viewer)
            rows.append((label, case, *measured(lambda page=page, path=path: page(path), bare)))
    agreed = []
    for viewer in map(viewer_named, (one, superior)):
        with scope_for(viewer):
            agreed.append(_recounted(viewer))
    if not agreed[0] or agreed[1] != issue_count:
        raise RuntimeError(f"seen are {agreed} of {issue_count} issues")
    title = f"{issue_count:,} issues, {4 * issue_count:,} measures, {OFFICES} offices"
    said = f"\nThe overview's figures and a recount of every row agree: {agreed[0]:,} and {agreed[1]:,} issues.\n"
    return table(title, _HEAD, rows) + said + "\n" + _edits(one) + pace_said()


def _offices(issue_count: int) -> tuple[str, str]:
    """Two hundred offices with their issues; the accounts of their superior and of one of them."""
    from bench.ledger_data import Place, fill
    from zhenggai.people import actions, queries

    system = queries.system_viewer()
    with queries.scope_for(system):
        superior = actions.create_office(system, name="基准上级", kind="organ")
        places = []
        for number in range(OFFICES):
            organ = actions.create_office(
                system, name=f"基准单位{number}", kind="organ", parent=superior
            )
            departments = [
                actions.create_office(system, name=f"科室{n}", kind="department", parent=organ)
                for n in range(3)
            ]
            people = [
                actions.create_person(system, name=f"{'王李张刘陈'[n]}伟{number}", organ=organ)
                for n in range(5)
            ]
            places.append(Place(organ, departments, people))
        fill(places, issue_count)
        for name, role, organ in (
            ("superior", "superior_reviewer", superior),
            ("one", "rect_office", places[0].organ),
        ):
            account, _word = actions.create_account(system, username=name, display_name=name)
            actions.grant_as_system(account, [role], organ)
            account.must_change_password = False
            account.set_password(_PASSWORD)
            account.save()
    return "superior", "one"


def _signed_in(name: str) -> Callable[[str], object]:
    from django.test import Client

    client = Client()
    client.post("/sign-in/", {"username": name, "password": _PASSWORD})

    def page(path: str) -> object:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{response.status_code} for {path}")
        return response

    return page


def _bare(viewer: Any) -> Callable[[], object]:
    from zhenggai.people.queries import scope_for
    from zhenggai.rectification.queries import LedgerFilters, ledger

    def ask() -> object:
        with scope_for(viewer):
            return ledger(viewer, None, LedgerFilters(), DAY)

    return ask


def _recounted(viewer: Any) -> int:
    """How many issues a plain loop over every row counts; fails where any figure differs."""
    from zhenggai.people.queries import visible
    from zhenggai.rectification.lifecycle import COMPLETE, SETTLED
    from zhenggai.rectification.models import Issue, Measure
    from zhenggai.rectification.queries import figures

    shown = {figure.key: figure.value for figure in figures(viewer, None, DAY).figures}
    issues = list(visible(viewer, Issue).values("state", "red_on", "deadline", "words_only"))
    states = visible(viewer, Measure).values_list("state", flat=True)
    counted = {
        "closed": sum(row["state"] in SETTLED for row in issues),
        "complete": sum(state in COMPLETE for state in states.iterator()),
        "overdue": sum(row["red_on"] is not None and row["red_on"] <= DAY for row in issues),
        "words_only": sum(row["words_only"] for row in issues),
    }
    differing = {key: (shown[key], value) for key, value in counted.items() if shown[key] != value}
    if differing:
        raise RuntimeError(f"figure and recount differ: {differing}")
    return len(issues)


def _edits(name: str) -> str:
    """One handler after another through the action, with its journal, beside the bare update of a row."""
    from zhenggai.people.models import Person
    from zhenggai.people.queries import scope_for, viewer_named, visible
    from zhenggai.rectification import actions
    from zhenggai.rectification.models import Issue

    viewer, turn = viewer_named(name), count()
    with scope_for(viewer):
        people = list(visible(viewer, Person)[:5])
        keys = [row.uuid for row in visible(viewer, Issue).filter(state="in_progress")[:20]]

        def somebody() -> Person:
            return people[next(turn) % len(people)]

        def edit() -> None:
            found = visible(viewer, Issue).select_related("round", "handler")
            issue = found.get(uuid=keys[next(turn) % len(keys)])
            actions.assign(viewer, issue, version=issue.version, handler=somebody())

        def bare() -> None:
            Issue.objects.filter(uuid=keys[0]).update(handler=somebody())

        edit()
        mine, plain = times(edit, 200), times(bare, 200)
    rows = [
        (label, *percentiles(found))
        for label, found in (("a handler, with its journal", mine), ("a bare update", plain))
    ]
    return table("One edit in the ledger", ("write", *COLUMNS[1:4]), rows)
