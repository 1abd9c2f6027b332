"""Every day of the demo year: leave, overtime, attendance, private travel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhenggai.config.demo_year.meetings import meet
from zhenggai.config.demo_year.money import put_journey
from zhenggai.config.demo_year.world import Staff, World, after, at, before
from zhenggai.people.queries import calendar
from zhenggai.registers.actions import Filled


def fill_daily(world: World) -> None:
    for who in (*world.leaders, *world.staff):
        _annual_leave(world, who)
        if who.key % 3 == 0:
            days = world.slot(who)
            put_leave(world, who, days[0], days[0], kind="事假")
        if who.key % 2 == 0:
            put_overtime(world, who, world.slot(who)[0])
    for who in world.staff[: max(len(world.staff) // 40, 3)]:
        put_trip(world, who, world.slot(who))
    _week(world)
    _leave_faults(world)
    _absence_faults(world)
    _overtime_faults(world)
    _trip_faults(world)
    _two_places_at_once(world)


# -- leave --------------------------------------------------------------------------------------------------------------------


def _annual_leave(world: World, who: Staff) -> None:
    """Half of what there is and a little more, in one or two parts."""
    months = (world.year - who.worked_from.year) * 12 + 5
    left = 3 if months < 120 else 5 if months < 240 else 8
    while left > 0:
        days = world.slot(who)[:left]
        put_leave(world, who, days[0], days[-1], kind="年休")
        left -= len(days)


def put_leave(
    world: World,
    who: Staff,
    first: date,
    last: date,
    *,
    kind: str = "事假",
    state: str = "returned",
    lacking: Sequence[str] = (),
    clock: tuple[str, str] = ("08:30", "17:30"),
    **more: Any,
) -> Filled:
    approved = before(first, 2)
    values = {
        "applicant": who.key,
        "kind": kind,
        "start": at(first, clock[0]),
        "end": at(last, clock[1]),
        "reason": "个人事务",
        "destination": "本市",
        "phone": "13800000000",
        "delegate": world.leaders[1].key,
        "approver": world.leaders[0].key if who is not world.leaders[0] else world.leaders[1].key,
        "approved_at": at(approved, "10:00"),
        "returned_at": at(after(last, 1), "08:40") if state == "returned" else None,
        **more,
    }
    put = world.put("leave", state, before(first, 3), values, who=who, lacking=lacking)
    world.last_leave = put
    return put


def _leave_faults(world: World) -> None:
    def on(month: int, day: int) -> date:
        return world.day(month, day)

    def fails(check: str, put: Filled, period: str | None = None) -> Filled:
        world.expect(check, "leave", put, period)
        return put

    who = world.spare()
    first = calendar().on_or_after(on(3, 10))
    late = at(calendar().after(first, 3), "10:00")
    fails("LV-1", put_leave(world, who, first, first, approved_at=late))
    who = world.spare()
    fails("LV-2", put_leave(world, who, first, first, approver=who.key))
    chain = [{"approver": world.leaders[1].key, "level": "室委", "at": at(on(3, 1), "09:00")}]
    fails("LV-2", put_leave(world, world.spare(), on(3, 10), on(3, 14), approvals=chain))
    able = [{**chain[0], "level": "主要领导"}]
    put_leave(world, world.spare(), on(3, 10), on(3, 14), approvals=able)
    put_leave(world, world.spare(), on(12, 31), after(on(12, 31), 25), state="on_leave")
    fails("LV-3", put_leave(world, world.spare(), on(12, 29), on(12, 30), state="on_leave"))
    fails("LV-3 LV-10", put_leave(world, world.spare(), on(10, 9), on(10, 10), state="on_leave"))
    who = world.spare()
    put_leave(world, who, *_workdays(on(3, 10), 5), kind="年休")
    world.expect("LV-4", "leave", f"applicant={who.name}", str(world.year))
    ill = _workdays(on(4, 8), 3)
    fails("LV-5", put_leave(world, world.spare(), *ill, kind="病假", lacking=["proof"]))
    put_leave(world, world.spare(), *ill, kind="病假")
    fails("LV-6", put_leave(world, world.spare(), *_workdays(on(4, 8), 1), kind="补休"))
    who = world.spare()
    for start in (on(4, 8), on(4, 10)):
        fails("LV-7", put_leave(world, who, start, on(4, 11)))
    fails("LV-8", put_leave(world, world.spare(), on(5, 12), on(5, 16), destination="境外"))
    lazy = world.spare()
    world.make_senior(lazy)
    world.expect("LV-9", "leave", f"applicant={lazy.name}", str(world.year))
    fails("LV-12", put_leave(world, world.spare(), on(6, 12), on(6, 10), returned_at=None))
    late_post = world.spare()
    world.move_post(late_post, on(9, 1))
    world.expect("MS-2", "handover", put_leave(world, late_post, on(6, 10), on(6, 10)))


def _workdays(first: date, count: int) -> tuple[date, date]:
    """From the first working day on or after a day, so many of them."""
    first = calendar().on_or_after(first)
    return first, calendar().after(first, count - 1)


# -- attendance -----------------------------------------------------------------------------------------------------------------


def put_day(world: World, who: Staff, day: date, part: str, mark: str) -> Filled:
    values = {"person": who.key, "day": day.isoformat(), "part": part, "mark": mark}
    return world.put("attendance", "confirmed", after(day, 1), values, who=who)


def _week(world: World) -> None:
    """One week of June of everybody."""
    days = [day for n in range(12, 19) if calendar().is_workday(day := world.day(6, n))]
    for who in world.staff:
        for day in days:
            for part in ("上午", "下午"):
                put_day(world, who, day, part, "公出" if (who.key + day.day) % 37 == 0 else "出勤")


def pad(world: World, count: int) -> None:
    """So many more rows of attendance: day by day from July, everybody in turn."""
    day = world.day(7, 1)
    while count > 0:
        day = calendar().on_or_after(after(day, 1))
        if day.year != world.year:
            return
        for who in world.staff:
            for part in ("上午", "下午")[:count]:
                put_day(world, who, day, part, "出勤")
                count -= 1
            if count <= 0:
                return


def _absence_faults(world: World) -> None:
    lost = world.spare()
    put_leave(world, lost, world.day(3, 1), world.day(4, 15))
    days = _run(world.day(3, 3), 16)
    halves = [(day, part) for day in days for part in ("上午", "下午")][:31]
    last = [put_day(world, lost, day, part, "缺勤") for day, part in halves][-1]
    world.expect("LV-10", "leave", last)

    often = world.spare()
    put_leave(world, often, world.day(3, 1), world.day(6, 30))
    for n, day in enumerate(_run(world.day(3, 3), 34)):
        marks = ("出勤", "出勤") if n % 10 == 9 else ("缺勤", "缺勤")
        for part, mark in zip(("上午", "下午"), marks, strict=True):
            put_day(world, often, day, part, mark)
    world.expect("LV-10", "leave", f"person={often.name}", str(world.year))

    gone = put_day(world, world.spare(), calendar().on_or_after(world.day(6, 10)), "上午", "缺勤")
    world.expect("LV-11", "leave", gone)


def _run(first: date, count: int) -> list[date]:
    days = [calendar().on_or_after(first)]
    while len(days) < count:
        days.append(calendar().after(days[-1], 1))
    return days


# -- overtime ---------------------------------------------------------------------------------------------------------------------


def put_overtime(
    world: World,
    who: Staff,
    day: date,
    *,
    clock: tuple[str, str] = ("18:00", "22:30"),
    hours: int = 40,
    state: str = "settled",
    lacking: Sequence[str] = (),
    **more: Any,
) -> Filled:
    values = {
        "person": who.key,
        "kind": "加班",
        "start": at(day, clock[0]),
        "end": at(day, clock[1]),
        "hours": hours,
        "reason": "赶办提案答复",
        "approved_by": world.leaders[1].key,
        "approved_at": at(day, "09:00"),
        **more,
    }
    return world.put("overtime", state, after(day, 1), values, who=who, lacking=lacking)


def _overtime_faults(world: World) -> None:
    def fails(check: str, put: Filled) -> None:
        world.expect(check, "overtime", put)

    day = calendar().on_or_after(world.day(4, 9))
    late = at(calendar().after(day, 2), "09:00")
    fails("OT-1", put_overtime(world, world.spare(), day, approved_at=late))
    fails("OT-2", put_overtime(world, world.spare(), day, hours=60))
    used = put_leave(world, who := world.spare(), *_workdays(world.day(5, 12), 1), kind="补休")
    rest = [{"leave": used.key, "days": 10, "on": used.body["start"][:10]}]
    whole: dict[str, Any] = {"clock": ("09:00", "17:30"), "hours": 80}
    weekend = _weekend(world.day(4, 12))
    fails("OT-3", put_overtime(world, who, weekend, used=rest, allowance=20_000, **whole))
    who = world.spare()
    put_leave(world, who, day, day)
    fails("OT-4", put_overtime(world, who, day, clock=("13:00", "17:00")))
    used = put_leave(world, who := world.spare(), *_workdays(world.day(11, 12), 1), kind="补休")
    rest = [{"leave": used.key, "days": 10, "on": used.body["start"][:10]}]
    fails("OT-5", put_overtime(world, who, weekend, used=rest, **whole))
    who = world.spare()
    for n in range(5):
        put_overtime(world, who, after(_weekend(world.day(5, 10)), 3 * n), **whole)
    world.expect("OT-6", "overtime", f"person={who.name}", f"{world.year}-05")
    put = put_overtime(world, world.spare(), weekend, kind="值班", lacking=["sign_in"], **whole)
    fails("OT-7", put)
    used = put_leave(world, who := world.spare(), *_workdays(world.day(5, 12), 1), kind="补休")
    rest = [{"leave": used.key, "days": 10, "on": used.body["start"][:10]}]
    fails("OT-8", put_overtime(world, who, weekend, used=rest))
    late_post = world.spare()
    world.move_post(late_post, world.day(9, 1))
    world.expect("MS-2", "handover", put_overtime(world, late_post, day))


def _weekend(day: date) -> date:
    while calendar().is_workday(day):
        day = after(day, 1)
    return day


# -- private travel -----------------------------------------------------------------------------------------------------------------


def put_trip(
    world: World,
    who: Staff,
    days: Sequence[date],
    *,
    state: str = "back",
    leave: Filled | bool = True,
    queried: bool = True,
    filed: bool = True,
    on: date | None = None,
    **more: Any,
) -> Filled:
    """A private trip abroad with its leave, filing, certificate and the yearly answer of the border."""
    first, last = days[0], days[-1]
    if leave is True:
        leave = put_leave(world, who, first, last, destination="境外", clock=("00:00", "23:59"))
    if filed:
        put_filing(world, who)
        put_certificate(world, who)
    values = {
        "person": who.key,
        "reason": "旅游",
        "destinations": ["泰国", "老挝"],
        "plan_out": first.isoformat(),
        "plan_back": last.isoformat(),
        "fund": "自费",
        "approved_on": before(first, 20).isoformat(),
        "taken_on": before(first, 5).isoformat(),
        "out_on": first.isoformat(),
        "back_on": last.isoformat(),
        "returned_on": after(last, 3).isoformat(),
        "actual_destinations": ["泰国"],
        "leave": leave.key if isinstance(leave, Filled) else None,
        **more,
    }
    put = world.put("private_trip", state, on or before(first, 25), values, who=who)
    if queried and values["out_on"] is not None:
        put_query(world, who, values["out_on"], values["back_on"])
    return put


def put_query(world: World, who: Staff, out_on: str, back_on: str | None) -> Filled:
    values = {"person": who.key, "out_on": out_on, "back_on": back_on}
    return world.put("border_query", "compared", world.today, values, who=who)


def put_filing(world: World, who: Staff, level: str = "无") -> Filled:
    values = {"person": who.key, "filed_on": world.day(1, 6).isoformat(), "secret_level": level}
    return world.put("exit_filing", "filed", world.day(1, 6), values, who=who)


def put_certificate(world: World, who: Staff, **more: Any) -> Filled:
    values = {
        "person": who.key,
        "kind": "护照",
        "no": f"E{who.key:08}",
        "valid_to": date(world.year + 4, 6, 30).isoformat(),
        "custody": "集中保管",
        "custodian": world.leaders[2].key,
        **more,
    }
    return world.put("exit_certificate", "kept", world.day(1, 6), values, who=who)


def _trip_faults(world: World) -> None:
    def days(month: int, first: int = 8, last: int = 11) -> list[date]:
        return [world.day(month, first), world.day(month, last)]

    def fails(check: str, put: Filled) -> None:
        world.expect(check, "private_trip", put)

    fails("PE-1", put_trip(world, world.spare(), days(3), approved_on=world.day(3, 9).isoformat(),
                           taken_on=None))  # fmt: skip
    who = world.spare()
    other = put_leave(world, who, *days(5), destination="本市")
    put_leave(world, who, *days(3), destination="境外", clock=("00:00", "23:59"))
    fails("PE-1", put_trip(world, who, days(3), leave=other))
    fails("PE-2", put_trip(world, world.spare(), days(12, 5, 9), returned_on=None))
    put_trip(world, world.spare(), days(12, 28, 31), returned_on=None)
    fails("PE-4", put_trip(world, world.spare(), days(4), actual_destinations=["法国"]))
    who = world.spare()
    for month in (2, 5, 8):
        put_trip(world, who, days(month), filed=month == 2)
    world.expect("PE-5", "private_trip", f"person={who.name}", str(world.year))
    who = world.spare()
    put_filing(world, who, "核心")
    put_certificate(world, who)
    fails("PE-5", put_trip(world, who, days(6), filed=False))
    fails("PE-7", put_trip(world, world.spare(), days(9), state="taken", out_on=None, back_on=None,
                           actual_destinations=None, returned_on=None))  # fmt: skip
    who = world.spare()
    world.expect("PE-8", "private_trip", put_query(world, who, world.day(6, 1).isoformat(), None))
    who = world.spare()
    last_year = [date(world.year - 1, 10, 10), date(world.year - 1, 10, 12)]
    fails("PE-8", put_trip(world, who, last_year, queried=False))
    put_trip(world, world.spare(), last_year)
    late_post = world.spare()
    world.move_post(late_post, world.day(9, 1))
    leave = put_leave(world, late_post, *days(7), destination="境外", clock=("00:00", "23:59"))
    world.expect("MS-2", "handover", leave)
    world.expect("MS-2", "handover", put_trip(world, late_post, days(7), leave=leave))
    _abroad_and_here(world)
    _certificates(world)


def _abroad_and_here(world: World) -> None:
    """X07: out longer than the leave, at a meeting, at work, approving while abroad."""
    days = [world.day(10, 12), world.day(10, 16)]

    def fails(put: Filled) -> None:
        world.expect("X07", "private_trip", put)

    fails(put_trip(world, world.spare(), days, state="approved", leave=False, taken_on=None))
    who = world.spare()
    trip = put_trip(world, who, days)
    fails(trip)
    meet(world, world.day(10, 14), [*world.leaders[1:3], who], clock="17:10")
    world.expect("X01", "leave", world.last_leave)
    who = world.spare()
    fails(put_trip(world, who, days))
    weekday = calendar().on_or_after(world.day(10, 14))
    overtime = put_overtime(world, who, weekday)
    world.expect("OT-4", "overtime", overtime)
    boss = world.spare()
    put_trip(world, boss, days)
    leave = put_leave(
        world, world.spare(), world.day(11, 12), world.day(11, 12), approver=boss.key,
        approved_at=at(world.day(10, 14), "10:00"),
    )  # fmt: skip
    world.expect("X07", "private_trip", leave)


def _certificates(world: World) -> None:
    who = world.spare()
    world.expect("PE-3", "exit_certificate", put_certificate(world, who))
    who = world.spare()
    put_filing(world, who)
    world.expect("PE-3", "exit_certificate", put_certificate(world, who, custody="个人"))
    who = world.spare()
    put_filing(world, who)
    soon = date(world.year + 1, 3, 1).isoformat()
    world.expect("PE-6", "exit_certificate", put_certificate(world, who, valid_to=soon))
    who = world.spare()
    world.retire(who, world.day(11, 20))
    put_filing(world, who)
    world.expect("PE-6", "exit_certificate", put_certificate(world, who))
    for month, real in ((2, 50), (3, 49)):
        put = world.put(
            "exit_count",
            "checked",
            world.day(month, 27),
            {
                "base_date": world.day(month, 26).isoformat(),
                "counters": [world.leaders[2].key],
                "book_count": 50,
                "real_count": real,
            },
        )
        if real != 50:
            world.expect("PE-3", "exit_certificate", put)
    world.expect("PE-3", "exit_certificate", None, f"{world.year}-H2")


# -- two places at once ---------------------------------------------------------------------------------------------------------


def _two_places_at_once(world: World) -> None:
    """X01: on leave and at a meeting or on a journey, on duty and on a journey, on a journey and at a meeting."""
    day = world.day(9, 23)
    who = world.spare()
    world.expect("X01", "leave", put_leave(world, who, before(day, 1), after(day, 1)))
    meet(world, day, [*world.leaders[1:3], who], clock="08:45")
    who = world.spare()
    world.expect("X01", "leave", put_leave(world, who, day, day))
    put_journey(world, who, day, day)
    who = world.spare()
    duty = put_overtime(world, who, day, kind="值班", clock=("09:00", "17:30"), hours=80)
    world.expect("X01", "leave", duty)
    put_journey(world, who, day, day)
    who = world.spare()
    world.expect("X01", "leave", put_journey(world, who, day, day))
    meet(world, day, [*world.leaders[1:3], who], clock="10:15")
    who = world.spare()
    days = [world.day(11, 17), world.day(11, 21)]
    trip = put_trip(world, who, days)
    world.expect("X01", "leave", trip)
    world.expect("X01", "leave", world.last_leave)
    put_journey(world, who, world.day(11, 18), world.day(11, 19))
