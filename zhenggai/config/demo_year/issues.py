"""What is wrong in the rectification itself: one paper that is offered as proof for three issues (X14), and meetings of the
process whose minutes are (MA-2, MA-7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhenggai.config.demo_year.papers import Papers
from zhenggai.config.demo_year.world import World, before
from zhenggai.people.models import Account, Person
from zhenggai.people.queries import scope_for, viewer_for
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions import Offer, attach_evidence
from zhenggai.rectification.actions.meetings import call_meeting
from zhenggai.rectification.process.queries import find_round
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
        _meetings(world, clerk, find_round(clerk, chosen.uuid))
    world.expect("X14", "minutes_archive", f"sha256={kept.sha256}")


def _meetings(world: World, clerk: Viewer, round: Any) -> None:
    """Of three meetings to come one is in order, one has its chair for recorder; one was held and never signed."""
    one, two = Person.objects.filter(pk__in=[who.key for who in world.leaders[:2]]).order_by("pk")
    day = world.today

    def call(title: str, held_on: date, recorder: Person) -> str:
        meeting = call_meeting(
            clerk, round, kind="special", title=title, held_on=held_on, chair=one, recorder=recorder
        )
        return str(meeting.title)

    call("整改推进会", day, two)
    world.expect("MA-2", "minutes_archive", call("整改调度会", day, one))
    world.expect("MA-7", "minutes_archive", call("整改部署会", before(day, 60), two))
