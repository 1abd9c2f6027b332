"""Having the chain verified, and keeping what came of it."""

from __future__ import annotations

from zhenggai.jobs.actions import enqueue
from zhenggai.journal.actions import Actor, action, note
from zhenggai.journal.models import Verification
from zhenggai.journal.queries import Verdict, length, verify

VERIFY_JOB = "journal.verify"
AT_ONCE = 20_000
"""Events that are recomputed while somebody waits: about a second."""


def verify_for(actor: Actor) -> int | None:
    """Recompute the chain now; a long one is left to the worker, the number of whose job this answers with."""
    if length() > AT_ONCE:
        return enqueue(VERIFY_JOB, {"by": actor.name}, key=VERIFY_JOB).pk
    keep_verdict(actor, verify())
    return None


@action("journal.verify", noun="journal.chain")
def keep_verdict(actor: Actor, verdict: Verdict) -> Verification:
    """Write down that it was done, and what was found."""
    kept = Verification.objects.create(
        by_name=actor.name,
        exit_code=verdict.exit_code,
        sentence=verdict.sentence,
        events=verdict.events,
    )
    note(summary=verdict.sentence, first_bad_seq=verdict.seq)
    return kept
