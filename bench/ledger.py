"""What the ledger page costs beside its bare query, at growing sizes: queries, p50, p95, ratio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bench.pace import PACE, Taken
from bench.table import percentile, table
from zhenggai.config.session import set_up

DAY = date(2021, 9, 8)
COLUMNS = ("queries", "p50 ms", "p95 ms", "p95 at best pace", "bare p50 ms", "ratio")
_HEAD = ("issues", "case", *COLUMNS)
_CASES = {
    "first page": "",
    "late, by deadline": "?warning=red&sort=deadline",
    "search 党费": "?q=党费",
    "page 10": "?page=10",
}


def pages(sizes: list[int]) -> str:
    """Times through the whole stack of middlewares and templates, by Django's test client."""
    begin()
    rows, filled = [], 0
    client, bare = _office()
    for size in sizes:
        grow(size - filled)
        filled = size
        for name, query in _CASES.items():
            rows.append((f"{size:,}", name, *measured(lambda query=query: client(query), bare)))
    return table("The ledger page (SQLite, one worker)", _HEAD, rows) + pace_said()


def begin() -> None:
    """An empty database on the day that the figures are of, and the site loaded whole as the server loads it."""
    PACE.settle()
    set_up()
    from django.conf import settings
    from django.core.management import call_command

    import zhenggai.config.wsgi  # noqa: F401

    settings.ZHENGGAI_TODAY = DAY
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)


def measured(call: Callable[[], object], bare: Callable[[], object]) -> tuple[str, ...]:
    from django.db import connection

    asked = 0

    def count(execute: Callable[..., object], *statement: object) -> object:
        nonlocal asked
        asked += 1
        return execute(*statement)

    call()
    with connection.execute_wrapper(count):
        call()
    page, query = times(call), times(bare)
    plain = percentile([taken.ms for taken in query], 0.5)
    p50 = percentile([taken.ms for taken in page], 0.5)
    return (str(asked), *percentiles(page), f"{plain:.1f}", f"{p50 / plain:.1f}")


def times(call: Callable[[], object], rounds: int = 40) -> list[Taken]:
    return [PACE.take(call) for _ in range(rounds)]


def percentiles(several: list[Taken]) -> tuple[str, str, str]:
    """Half of them, nineteen of twenty, and these as they would be at the machine's best pace."""
    taken, steady = [item.ms for item in several], [item.at_best(PACE) for item in several]
    found = percentile(taken, 0.5), percentile(taken, 0.95), percentile(steady, 0.95)
    p50, p95, best = (f"{value:.1f}" for value in found)
    return p50, p95, best


def pace_said() -> str:
    return f"\nThe best pace of this run was {PACE.best:.2f} ms a loop, the usual one {PACE.usual:.2f}.\n"


def _office() -> tuple[Callable[[str], object], Callable[[], object]]:
    """Somebody signed in, and the same page's rows without the page."""
    from django.test import Client

    from zhenggai.people import actions, queries
    from zhenggai.rectification.queries import LedgerFilters, ledger

    system = queries.system_viewer()
    organ = actions.create_office(system, name="基准机关", kind="organ")
    actions.create_office(system, name="基准室", kind="department", parent=organ)
    actions.create_person(system, name="基准甲", organ=organ)
    account, password = actions.create_account(system, username="bench", display_name="基准甲")
    actions.grant_as_system(account, ["rect_office"], organ)
    account.must_change_password = False
    account.save()
    client = Client()
    client.post("/sign-in/", {"username": "bench", "password": password})
    viewer = queries.viewer_named("bench")

    def bare() -> object:
        with queries.scope_for(viewer):
            return ledger(viewer, None, LedgerFilters(), DAY)

    def page(query: str) -> object:
        response = client.get("/" + query)
        if response.status_code != 200:
            raise RuntimeError(f"{response.status_code} for {query}")
        return response

    return page, bare


def grow(count: int) -> None:
    """So many issues more, in a round of their own."""
    from bench.ledger_data import Place, fill
    from zhenggai.people.models import Office, Person
    from zhenggai.people.queries import scope_for, system_viewer

    with scope_for(system_viewer()):
        organ = Office.objects.get(name="基准机关")
        department = Office.objects.get(name="基准室")
        person = Person.objects.get(name="基准甲")
        fill([Place(organ, [department], [person])], count)
