"""What the worker runs for the archive: a sample of the store every day, all of it every month (security.md E03)."""

from __future__ import annotations

from datetime import timedelta

from zhenggai.archive.verification import DAILY_SAMPLE, Account, remove_orphans, verify_store
from zhenggai.jobs.registry import every
from zhenggai.journal.actions import record
from zhenggai.people.queries import system_viewer


@every("archive.sample", seconds=24 * 3600)
def sample() -> None:
    note_account(verify_store(sample=DAILY_SAMPLE), "sample")


@every("archive.all", seconds=30 * 24 * 3600)
def whole() -> None:
    note_account(verify_store(), "all")


@every("archive.orphans", seconds=24 * 3600)
def orphans() -> None:
    """Files of uploads that were broken off: known to no row a day after they came."""
    removed = remove_orphans(older_than=timedelta(days=1))
    if removed:
        record(system_viewer(), "evidence.orphans", summary=f"removed {len(removed)}", gone=removed)


def note_account(account: Account, extent: str) -> None:
    """The result stands in the journal, good or bad."""
    record(
        system_viewer(),
        "evidence.verify",
        result="done" if account.is_good else "evidence.damaged",
        summary=f"checked {account.checked}, missing {len(account.missing)}, changed {len(account.changed)}",
        extent=extent,
        account=account.as_json(),
    )
