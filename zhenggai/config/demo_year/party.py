"""The party of the demo year: the roster of members, their dues, what is published and spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhenggai.config.demo_year.meetings import meet, minutes_of, put_minutes
from zhenggai.config.demo_year.world import Branch, Staff, World, after
from zhenggai.registers.actions import Filled
from zhenggai.registers.queries import dues

MONTHS = range(1, 13)


@dataclass(slots=True)
class Dues:
    """One month of one member before it is put."""

    values: dict[str, Any]
    state: str = "archived"
    skip: bool = False
    told: Callable[[Filled], None] | None = None


DuesTwist = Callable[[World, Dues], None]


@dataclass(slots=True)
class Roster:
    """The members as records, by branch, and what is wrong with whose dues: by the member's key and month."""

    records: dict[int, Filled] = field(default_factory=dict)
    twists: dict[tuple[int, int], DuesTwist] = field(default_factory=dict)


def fill_party(world: World) -> None:
    roster = Roster()
    for place, branch in enumerate(world.branches):
        for who in world.members_of[place]:
            roster.records[who.key] = _member(world, branch, who, date(world.year - 5, 7, 1))
    _special_members(world, roster)
    _plan_twists(world, roster)
    for place, branch in enumerate(world.branches):
        for month in MONTHS:
            for who in world.members(place, month):
                _month(world, roster, branch, who, month)
    _bases(world, roster)
    _publicity(world)
    _spending(world)


def _member(world: World, branch: Branch, who: Staff, since: date, **more: Any) -> Filled:
    values = {
        "name": who.name,
        "person": who.key,
        "branch": branch.key,
        "gender": "女" if who.key % 2 else "男",
        "ethnicity": "汉族",
        "joined_on": date(since.year - 1, 7, 1).isoformat(),
        "confirmed_on": date(since.year, 7, 1).isoformat(),
        "kind": "正式",
        "dues_card_no": f"D{who.key:08}",
        "card_issued_on": since.isoformat(),
        "valid_from": since.isoformat(),
        "is_leader": who is branch.people[0],
        **more,
    }
    return world.put("party_member", "listed", after(since, 1), values, who=who, year=since.year)


def _special_members(world: World, roster: Roster) -> None:
    """A leader who joins in December; somebody on the roster for two months; a name that is not the person's."""
    newcomer = world.spare()
    world.newcomer = newcomer
    branch = world.branches[6]
    first = world.day(12, 1)
    roster.records[newcomer.key] = _member(world, branch, newcomer, first, is_leader=True)
    world.expect("OL-9", "org_life", f"item={newcomer.name}", str(world.year))
    world.expect("OL-12", "org_life", f"item={newcomer.name}", str(world.year))

    guest = world.spare()
    stay = {"person": None, "valid_to": world.day(5, 31).isoformat()}
    record = _member(world, branch, guest, world.day(4, 1), **stay)
    for month in (4, 5, 8):
        put = _put_dues(world, branch, guest, record, month)
        if month == 8:
            world.expect("DU-10", "party_dues", put)
    _base(world, record, 600_000)

    other = world.spare()
    stay = {"valid_from": world.day(4, 1).isoformat(), "valid_to": world.day(5, 31).isoformat()}
    wrong = _member(
        world,
        branch,
        other,
        world.day(4, 1),
        **{**stay, "name": f"{other.name}（曾用名）", "person": other.key},
    )
    for month in (4, 5):
        _put_dues(world, branch, other, wrong, month)
    _base(world, wrong, 600_000)
    world.expect("X16", "party_member", wrong)
    world.expect("OL-12", "org_life", f"item={other.name}", str(world.year))


# -- dues by month -----------------------------------------------------------------------------------------------------------------


def base_of(who: Staff) -> int:
    """A base in 分: it differs from person to person and stays within the year."""
    return 420_000 + who.key % 97 * 10_000


def _month(world: World, roster: Roster, branch: Branch, who: Staff, month: int) -> None:
    twist = roster.twists.get((who.key, month))
    _put_dues(world, branch, who, roster.records[who.key], month, twist)


def _put_dues(
    world: World,
    branch: Branch,
    who: Staff,
    member: Filled,
    month: int,
    twist: DuesTwist | None = None,
) -> Filled | None:
    base, day = base_of(who), world.day(month, 20)
    due = dues(base, "在职")
    collector, bookkeeper = branch.people[2], branch.people[1]
    entry = Dues(
        {
            "member": member.key,
            "branch": branch.key,
            "month": f"{world.year}-{month:02}",
            "base": base,
            "category": "在职",
            "due": due,
            "paid": due,
            "paid_on": day.isoformat(),
            "method": "线上",
            "collector": collector.key,
            "bookkeeper": bookkeeper.key,
            "remitted_on": world.day(month, 28).isoformat(),
            "remitted": due,
        }
    )
    if twist is not None:
        twist(world, entry)
    if entry.skip:
        return None
    put = world.put("party_dues", entry.state, day, entry.values, who=who)
    if entry.told is not None:
        entry.told(put)
    return put


def _plan_twists(world: World, roster: Roster) -> None:
    """Each fault with a member of branch 7 or 8 of its own."""
    people = iter([*world.members_of[7][3:], *world.members_of[8][3:]])
    year, names = world.year, world.branches

    def name(who: Staff) -> str:
        return f"member={roster.records[who.key].number}"

    def record_fails(check: str, **values: Any) -> DuesTwist:
        def twist(world: World, entry: Dues) -> None:
            entry.values |= values
            entry.told = lambda put: world.expect(check, "party_dues", put)

        return twist

    def wrong_sum(world: World, entry: Dues) -> None:
        for field_name in ("due", "paid", "remitted"):
            entry.values[field_name] += 100
        entry.told = lambda put: world.expect("DU-1", "party_dues", put)

    def too_much(world: World, entry: Dues) -> None:
        entry.values["paid"] += 5_000
        entry.values["remitted"] += 5_000
        entry.told = lambda put: world.expect("DU-3", "party_dues", put)

    def given(world: World, entry: Dues) -> None:
        """More than is due, of one's own will."""
        entry.values["voluntary"] = True
        for field_name in ("paid", "remitted"):
            entry.values[field_name] += 5_000

    def exempted(world: World, entry: Dues) -> None:
        """Decided by the branch, approved above, for the rest of the year."""
        decided = meet(world, world.day(5, 13), world.leaders[:3], clock="12:10")
        entry.values |= {
            "exempt_resolution": decided.key,
            "exempt_approval": "批〔2〕号",
            "exempt_until": f"{world.year}-12",
            "paid": 0,
            "remitted": 0,
        }

    def too_little(world: World, entry: Dues) -> None:
        entry.values["paid"] -= 100
        entry.values["remitted"] -= 100

    def nothing(world: World, entry: Dues) -> None:
        entry.state = "draft"
        for field_name in ("paid", "paid_on", "remitted", "remitted_on"):
            entry.values[field_name] = None

    def skip(world: World, entry: Dues) -> None:
        entry.skip = True

    def kept_back(world: World, entry: Dues) -> None:
        entry.values["remitted"] -= 100

    twists = roster.twists
    twists[next(people).key, 3] = wrong_sum
    twists[next(people).key, 4] = too_much
    twists[next(people).key, 4] = given
    twists[next(people).key, 6] = exempted
    who = next(people)
    twists[who.key, 5] = too_little
    world.expect("DU-2", "party_dues", name(who), f"{year}-05")
    who = next(people)
    for month in (9, 10, 11, 12):
        twists[who.key, month] = nothing
        world.expect("DU-2", "party_dues", name(who), f"{year}-{month:02}")
    world.expect("DU-4", "party_dues", name(who), f"{year}-09")
    twists[next(people).key, 6] = record_fails("DU-5", back_months=7)
    twists[next(people).key, 6] = record_fails("DU-6", exempt_approval="批〔1〕号")
    who = next(people)
    twists[who.key, 7] = kept_back
    world.expect("DU-7", "party_dues", f"branch={_branch_of(names, who)}", f"{year}-07")
    twists[next(people).key, 2] = record_fails("DU-7", remitted_on=world.day(6, 1).isoformat())
    who = next(people)
    twists[who.key, 8] = record_fails("DU-8", bookkeeper=_collector(names, who))
    who = next(people)
    twists[who.key, 10] = skip
    world.expect("DU-2 DU-10", "party_dues", name(who), f"{year}-10")


def _branch_of(branches: list[Branch], who: Staff) -> str:
    return branches[who.branch or 0].name


def _collector(branches: list[Branch], who: Staff) -> int:
    return branches[who.branch or 0].people[2].key


# -- once a year ----------------------------------------------------------------------------------------------------------------


def _base(world: World, member: Filled, base: int, **more: Any) -> Filled:
    values = {
        "member": member.key,
        "base": base,
        "base_before": base - 10_000,
        "checked_on": world.day(1, 15).isoformat(),
    }
    lacking = more.pop("lacking", ())
    return world.put(
        "dues_base", "confirmed", world.day(1, 15), {**values, **more}, lacking=lacking
    )


def _bases(world: World, roster: Roster) -> None:
    people = [who for place in range(len(world.branches)) for who in world.members(place, 12)]
    skipped, unsigned, changed = world.members_of[9][3:6]
    world.expect(
        "DU-11", "dues_base", f"member={roster.records[skipped.key].number}", str(world.year)
    )
    for who in people:
        record, base = roster.records[who.key], base_of(who)
        if who is skipped:
            continue
        if who is unsigned:
            world.expect("DU-11", "dues_base", _base(world, record, base, lacking=("signed",)))
        elif who is changed:
            found = _base(world, record, base, base_before=base // 2)
            world.expect("DU-11", "dues_base", found)
        else:
            _base(world, record, base)


def _publicity(world: World) -> None:
    """Every branch once, in December; each of four branches with a fault of its own."""
    for place, branch in enumerate(world.branches):
        count = len(world.members(place, 12))
        values = {
            "branch": branch.key,
            "scope": "全体党员",
            "member_count": count,
            "from": world.day(12, 8).isoformat(),
            "to": world.day(12, 14).isoformat(),
        }
        lacking: tuple[str, ...] = ()
        if place == 5:
            world.expect("DU-9", "dues_publicity", f"branch={branch.name}", str(world.year))
            continue
        if place == 7:
            values["to"] = world.day(12, 10).isoformat()
        elif place == 8:
            lacking = ("photo",)
        elif place == 9:
            values["member_count"] = count - 1
        put = world.put("dues_publicity", "done", world.day(12, 15), values, lacking=lacking)
        if place in (7, 8, 9):
            world.expect("DU-9", "dues_publicity", put)


def _spending(world: World) -> None:
    """A spending a quarter, and three that should not have been."""
    branch = world.branches[0]
    people = branch.people[:3]

    def decide(month: int) -> Filled:
        day = world.day(month, 13)
        minutes = minutes_of(
            world, "其他", branch.key, day, people, title="研究党费使用", topic="研究党费使用",
            clock="11:00", ended="12:00",
        )  # fmt: skip
        return put_minutes(world, minutes)

    def spend(month: int, day: int, meeting: Filled | None, item: str = "订阅资料") -> Filled:
        on = world.day(month, day)
        values = {
            "on": on.isoformat(),
            "item": item,
            "amount": 32_050,
            "meeting": meeting.key if meeting else None,
            "fund": "党费",
            "invoices": [{"no": str(30_000_000 + world.unique()), "amount": 32_050}],
        }
        return world.put("dues_spend", "paid", on, values)

    for month in (3, 6, 9, 12):
        spend(month, 20, decide(month))
    world.expect("DU-12", "dues_spend", spend(4, 20, decide(4), "其他"))
    world.expect("DU-12", "dues_spend", spend(5, 20, None))
    world.expect("DU-12", "dues_spend", spend(7, 5, decide(7)))
