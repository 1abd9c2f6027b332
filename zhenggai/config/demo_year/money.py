"""Money of the demo year: expense claims with their vouchers, assets from card to disposal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhenggai.config.demo_year.meetings import meet
from zhenggai.config.demo_year.world import Staff, World, after, at, before, told_day, told_moment
from zhenggai.registers.actions import Filled

SELLERS = ("晨光文具行", "东城打印社", "海棠酒店", "联通运输社", "安居物业", "恒达电脑行")
THINGS = ("台式电脑", "打印机", "文件柜", "办公桌", "笔记本电脑", "碎纸机")


def fill_money(world: World) -> None:
    for n, who in enumerate(world.staff):
        days = world.slot(who)
        put_journey(world, who, days[0], days[1])
        if n % 2 == 0:
            put_claim(world, who, world.slot(who)[0], "印刷")
        if n % 4 == 1:
            put_claim(world, who, world.slot(who)[0], "维修")
        if n % 5 == 0:
            _bought(world, who, world.slot(who)[0])
        for thing in (THINGS[n % len(THINGS)], "办公椅"):
            put_asset(world, who, thing)
    for month in range(1, 13):
        _conference(world, month)
        if month % 2 == 0:
            _reception(world, month)
    _claim_faults(world)
    _standard_faults(world)
    _voucher_faults(world)
    _december_before(world)
    _asset_faults(world)
    _inventory(world)


# -- claims -----------------------------------------------------------------------------------------------------------------


def put_claim(
    world: World,
    who: Staff,
    day: date,
    kind: str,
    *,
    yuan: int = 350,
    state: str = "filed",
    on: date | None = None,
    lacking: Sequence[str] = (),
    invoices: Sequence[dict[str, Any]] | None = None,
    **more: Any,
) -> Filled:
    """A claim with one invoice, approved by whoever may, paid and filed. No sum is a round one."""
    amount = yuan * 100 + 37
    recorded = on or after(day, 5)
    levels = [("室委", 1), ("分管", 2), ("主要领导", 0)][
        : 1 if yuan < 2_000 else 2 if yuan < 10_000 else 3
    ]
    chain = [
        {
            "approver": world.leaders[place].key,
            "level": level,
            "at": at(after(recorded, n + 1), "10:00"),
        }
        for n, (level, place) in enumerate(levels)
    ]
    one = {
        "no": str(20_000_000 + world.unique()),
        "issued_on": day.isoformat(),
        "seller": SELLERS[world.counter // 7 % len(SELLERS)],
        "amount": amount,
        "verified": True,
        "title_ok": True,
    }
    values = {
        "claimant": who.key,
        "dept": who.department,
        "kind": kind,
        "reason": f"{kind}费用",
        "occurred_on": day.isoformat(),
        "amount": amount,
        "items": [{"desc": kind, "qty": 100, "price": amount, "sum": amount}],
        "invoices": list(invoices) if invoices is not None else [one],
        "pre_approval": "事前审批单",
        "pre_approved_on": before(day, 3).isoformat(),
        "pay_method": "公务卡",
        "payee": who.name,
        "budget_item": "公用经费",
        "budget_left": 90_000_000,
        "approvals": chain,
        "presented_at": at(recorded, "15:00"),
        "cashier": world.leaders[3].key,
        "paid_on": after(recorded, 8).isoformat(),
        "voucher_no": f"记{world.counter}",
        "fund": "财政",
        **more,
    }
    return world.put(
        "expense_claim", state, recorded, values, who=who, lacking=lacking, year=day.year
    )


def put_journey(world: World, who: Staff, first: date, last: date, **more: Any) -> Filled:
    trip = {
        "person": who.key,
        "start": at(first, "08:30"),
        "end": at(last, "17:30"),
        "city": "广州",
        "hotel": 40_000,
        "subsidy": 10_000,
        **more.pop("trip", {}),
    }
    return put_claim(world, who, first, "差旅", trip=[trip], **more)


def _conference(world: World, month: int) -> Filled:
    """A meeting that costs money: as many people as signed in."""
    day = world.meeting_day(month, 13)
    people = world.leaders[:3]
    minutes = meet(world, day, people, clock="17:10")
    return put_claim(
        world, world.leaders[3], day, "会议", event=minutes.key, attendee_count=len(people), yuan=600 + month
    )  # fmt: skip


def _reception(world: World, month: int, **more: Any) -> Filled:
    day = world.meeting_day(month, 15)
    values = {"guest_count": 8, "escort_count": 2, "escorts": [world.leaders[1].key], **more}
    return put_claim(world, world.leaders[3], day, "公务接待", **{"yuan": 780 + month, **values})


def _bought(world: World, who: Staff, day: date) -> None:
    """Something dear enough for a card, and its card within a month."""
    claim = put_claim(world, who, day, "办公", yuan=1_500)
    put_asset(world, who, "投影仪", claim=claim.key, acquired_on=day.isoformat(), on=after(day, 12))


def _claim_faults(world: World) -> None:
    day = world.day(5, 21)

    def fails(check: str, put: Filled) -> None:
        world.expect(check, "expense_claim", put)

    def claim(kind: str = "印刷", **more: Any) -> Filled:
        return put_claim(world, world.spare(), day, kind, **more)

    fails("EX-1", _reception(world, 4, lacking=["letter"], state="presented", yuan=3_100))
    fails("EX-2", claim(items=[{"desc": "印刷", "qty": 100, "price": 100, "sum": 100}]))
    fails("EX-3", claim(invoices=[_invoice(world, 35_037, verified=False)]))
    same = _invoice(world, 35_037)
    for _ in range(2):
        claim(invoices=[same])
    world.expect("EX-3", "expense_claim", f"no={same['no']}")
    fails(
        "EX-4",
        put_journey(world, world.spare(), day, day, pre_approved_on=after(day, 1).isoformat()),
    )
    who = world.spare()
    own = [{"approver": who.key, "level": "室委", "at": at(after(day, 6), "10:00")}]
    fails("EX-5", put_claim(world, who, day, "印刷", approvals=own))
    low = [{"approver": world.leaders[1].key, "level": "室委", "at": at(after(day, 6), "10:00")}]
    fails("EX-5", claim(yuan=5_000, approvals=low))
    fails("EX-5", claim(cashier=world.leaders[1].key))
    fails("EX-6", claim(pay_method="现金"))
    fails("EX-10", claim(state="approved", budget_left=100, paid_on=None, cashier=None))
    put_claim(
        world, world.spare(), day, "印刷", returns=[{"at": at(day, "10:00"), "code": "缺附件"}]
    )
    who = world.spare()
    again = [{"at": at(day, "10:00"), "code": "缺附件"}]
    for n in range(3):
        put_claim(world, who, after(day, 10 * n), "印刷", returns=again)
    world.expect("EX-12", "expense_claim", f"claimant={who.name},code=缺附件", str(world.year))
    late_post = world.spare()
    world.move_post(late_post, world.day(9, 1))
    world.expect("MS-2", "handover", put_claim(world, late_post, day, "印刷"))
    fails("X06", claim("党建活动", attendee_count=3))
    minutes = meet(world, world.day(5, 23), world.leaders[:3], clock="17:10")
    fails("X06", claim("党建活动", event=minutes.key, attendee_count=30))
    paid_early = put_claim(world, world.spare(), day, "印刷", paid_on=after(day, 1).isoformat())
    world.expect("X15", "minutes_archive", paid_early)


def _standard_faults(world: World) -> None:
    day = world.day(6, 19)

    def fails(check: str, put: Filled) -> None:
        world.expect(check, "expense_claim", put)

    def journey(**trip: Any) -> Filled:
        return put_journey(world, world.spare(), day, day, trip=trip)

    fails("EX-7", journey(hotel=60_000))
    fails("EX-7", journey(subsidy=20_000))
    fails("EX-7", _reception(world, 6, escort_count=5, yuan=3_200))
    minutes = meet(world, day, world.leaders[:3], clock="17:10")
    fails(
        "EX-7",
        put_claim(
            world, world.spare(), day, "会议", event=minutes.key, attendee_count=3, yuan=1_900
        ),
    )
    fails("EX-8", put_claim(world, world.spare(), day, "印刷", on=after(day, 60)))
    who = world.spare()
    journey_put = put_journey(world, who, day, day)
    put_claim(
        world, world.leaders[3], day, "公务接待", guest_count=8, escort_count=1, escorts=[who.key], yuan=3_300
    )  # fmt: skip
    fails("EX-11", journey_put)
    who = world.spare()
    for _ in range(2):
        put_journey(world, who, day, day, yuan=2_500)
    start = told_moment(at(day, "08:30"))
    world.expect("EX-11", "expense_claim", f"person={who.name},start={start}")


def _voucher_faults(world: World) -> None:
    day = world.day(7, 22)
    round_ones = [_invoice(world, 50_000, seller="金色印务部", issued_on=day) for _ in range(2)]
    item = [{"desc": "印刷", "qty": 100, "price": 50_000, "sum": 50_000}]
    for invoice in round_ones:
        put_claim(world, world.spare(), day, "印刷", amount=50_000, items=item, invoices=[invoice])
    alone = _invoice(world, 50_000, seller="金色印务部", issued_on=after(day, 1))
    put_claim(world, world.spare(), day, "印刷", amount=50_000, items=item, invoices=[alone])
    world.expect("EX-9", "expense_claim", f"seller=金色印务部,issued_on={told_day(day)}")
    first = _invoice(world, 35_037, seller="银色印务部")
    second = _invoice(world, 35_037, seller="银色印务部", no=str(int(first["no"]) + 1))
    put_claim(world, world.spare(), day, "印刷", invoices=[first])
    world.expect(
        "EX-9", "expense_claim", put_claim(world, world.spare(), day, "印刷", invoices=[second])
    )
    who = world.spare()
    put_claim(world, who, day, "维修", yuan=1_200)
    world.expect("EX-9", "expense_claim", put_claim(world, who, after(day, 3), "维修", yuan=1_300))
    shared = _invoice(world, 35_037)
    put_claim(world, world.spare(), day, "印刷", invoices=[shared])
    _dues_spend(world, day, invoices=[{"no": shared["no"], "amount": 35_037}])
    world.expect("X05", "expense_claim", f"no={shared['no']}")
    minutes = meet(world, day, world.leaders[:3], clock="17:10")
    put_claim(world, world.spare(), day, "党建活动", event=minutes.key, attendee_count=3)
    _dues_spend(world, day, event=minutes.key)
    world.expect("X05", "expense_claim", f"event={minutes.number}")


def _dues_spend(world: World, day: date, **more: Any) -> None:
    decided = meet(world, before(day, 5), world.leaders[:3], clock="17:10")
    values = {
        "on": day.isoformat(),
        "item": "支部活动",
        "amount": 35_037,
        "meeting": decided.key,
        "fund": "党费",
        "invoices": [{"no": str(30_000_000 + world.unique()), "amount": 35_037}],
        **more,
    }
    world.put("dues_spend", "paid", day, values)


def _invoice(
    world: World,
    amount: int,
    *,
    seller: str = "晨光文具行",
    issued_on: date | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "no": str(20_000_000 + world.unique()),
        "issued_on": (issued_on or world.day(5, 20)).isoformat(),
        "seller": seller,
        "amount": amount,
        "verified": True,
        "title_ok": True,
        **more,
    }


def _december_before(world: World) -> None:
    """The year before: ten of twenty-four claims fall into December."""
    year = world.year - 1
    for n in range(24):
        month = 12 if n < 10 else 1 + (n - 10) % 11
        day = date(year, month, 3 + n)
        put_claim(
            world,
            world.leaders[n % 2 * 3],
            day,
            ("租赁", "维修", "印刷")[n // 3 % 3],
            yuan=2_100 + n,
        )
    world.expect("EX-8", "expense_claim", None, str(year))


# -- assets -----------------------------------------------------------------------------------------------------------------


def put_asset(
    world: World,
    who: Staff,
    name: str,
    *,
    status: str = "在用",
    state: str = "issued",
    signed: bool = True,
    on: date | None = None,
    **more: Any,
) -> Filled:
    values = {
        "name": name,
        "category": "办公设备",
        "acquire": "购置",
        "acquired_on": world.day(1, 10).isoformat(),
        "original_value": 420_000 + who.key % 9 * 1_000,
        "life_years": 6,
        "qty": 1,
        "unit": "台",
        "place": "机关大楼",
        "dept": who.department,
        "custodian": who.key,
        "status": status,
        "voucher_no": f"资{world.unique()}",
        **more,
    }
    put = world.put("asset", state, on or world.day(1, 12), values, who=who)
    if values.get("disposed_on") is None:
        world.asset_total += values["original_value"]
    world.asset_count += 1
    if signed:
        put_issue(world, put, who, date.fromisoformat(values["acquired_on"]))
    return put


def put_issue(world: World, card: Filled, who: Staff, day: date, **more: Any) -> Filled:
    values = {
        "card": card.key,
        "receiver": who.key,
        "issued_on": after(day, 2).isoformat(),
        "issuer": world.leaders[3].key,
        **more,
    }
    state = "returned" if "returned_on" in more else "issued"
    return world.put("asset_issue", state, after(day, 2), values, who=who)


def _asset_faults(world: World) -> None:
    def fails(check: str, put: Filled) -> None:
        world.expect(check, "asset", put)

    fails("AS-1", put_asset(world, world.spare(), "台式电脑", signed=False))
    # Forty days gone, two things still in the name (rulebook.md I).
    gone = world.spare()
    day = before(world.today, 40)
    world.leave_service(gone, day)
    world.expect("X08", "handover", world.hand_over(gone, day))
    for thing in ("台式电脑", "打印机"):
        fails("AS-1 AS-5", put_asset(world, gone, thing))
    who = world.spare()
    day = world.day(7, 9)
    fails_claim = put_claim(world, who, day, "办公", yuan=1_500)
    world.expect("AS-4", "asset", fails_claim)
    idle: dict[str, Any] = {"status": "闲置", "state": "labelled", "signed": False}
    fails(
        "AS-8",
        put_asset(world, world.spare(), "传真机", idle_since=world.day(2, 1).isoformat(), **idle),
    )
    put_asset(world, world.spare(), "传真机", idle_since=world.day(11, 1).isoformat(), **idle)
    disposed: dict[str, Any] = {
        "status": "已处置",
        "state": "written_off",
        "disposed_on": world.day(8, 20).isoformat(),
    }
    fails("AS-8", put_asset(world, world.spare(), "复印机", **disposed))
    rich = world.spare()
    for _ in range(3):
        put_asset(world, rich, "笔记本电脑")
    world.expect("AS-8", "asset", f"custodian={rich.name},name=笔记本电脑")
    _disposals(world, disposed)


def _disposals(world: World, disposed: dict[str, Any]) -> None:
    def dispose(card: Filled, **more: Any) -> Filled:
        values = {
            "card": card.key,
            "method": "报废",
            "approval_no": "批〔8〕号",
            "disposed_on": world.day(8, 20).isoformat(),
            "voucher_no": f"记{world.unique()}",
            **more,
        }
        return world.put("asset_disposal", "done", world.day(8, 25), values)

    def old() -> Filled:
        return put_asset(world, world.spare(), "复印机", signed=False, **disposed)

    for _ in range(3):
        dispose(old())
    world.expect("AS-9", "asset_disposal", dispose(old(), approval_no=None))
    world.expect("AS-9", "asset_disposal", dispose(old(), voucher_no=None))
    world.expect("AS-9", "asset_disposal", dispose(put_asset(world, world.spare(), "复印机")))


def _inventory(world: World) -> None:
    """Five counts: one that is whole, four with a fault each, and none of them settled: the year has no whole one."""
    base = {
        "base_date": world.day(12, 10).isoformat(),
        "counters": [world.leaders[0].key, world.leaders[1].key],
        "supervisor": world.leaders[2].key,
        "book_qty": world.asset_count,
        "real_qty": world.asset_count,
        "ledger_balance": world.asset_total,
        "diff_kind": "无",
    }

    def count(**more: Any) -> Filled:
        return world.put("asset_inventory", "explained", world.day(12, 12), {**base, **more})

    def fails(check: str, put: Filled) -> None:
        world.expect(check, "asset_inventory", put)

    count()
    fails("AS-2", count(real_qty=world.asset_count - 1, diff_kind="盘亏"))
    fails("AS-3", count(ledger_balance=world.asset_total + 100))
    fails("AS-6", count(supervisor=world.leaders[0].key))
    keeper = world.spare()
    card = put_asset(world, keeper, "扫描仪", original_value=0)
    other = put_asset(world, world.spare(), "扫描仪", original_value=0)
    lines = [{"card": card.key, "found": True}, {"card": other.key, "found": True}]
    fails("AS-6", count(counters=[keeper.key], lines=lines))
    world.expect("AS-7", "asset_inventory", None, str(world.year))
