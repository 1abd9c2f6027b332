"""One paper that is offered as proof for three issues (X14)."""

from __future__ import annotations

from zhenggai.config.demo_year.papers import Papers
from zhenggai.config.demo_year.world import World
from zhenggai.people.models import Account
from zhenggai.people.queries import scope_for, viewer_for
from zhenggai.rectification.actions import Offer, attach_evidence
from zhenggai.rectification.queries import LedgerFilters, all_issues, find_issue, rounds

_ISSUES = 3


def plant_issues(world: World, papers: Papers) -> None:
    clerk = viewer_for(Account.objects.get(username="zhenggaiban"), source="cli")
    with scope_for(clerk):
        (chosen, *_) = rounds(clerk)
        found = [
            issue
            for part in all_issues(clerk, chosen, LedgerFilters(), world.today)
            for aspect in part.aspects
            for issue in aspect.issues
        ]
        kept, own = papers.kept("同一份材料"), papers.kept("只此一用的材料")
        for row in found[:_ISSUES]:
            offers = [Offer(kept, kind="record", name="情况说明")]
            if row is found[0]:
                offers.append(Offer(own, kind="record", name="会议记录"))
            attach_evidence(clerk, find_issue(clerk, row.uuid), offers=offers, today=world.today)
    world.expect("X14", "minutes_archive", f"sha256={kept.sha256}")
