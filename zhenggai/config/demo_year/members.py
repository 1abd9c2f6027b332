"""Members of the conference in the demo year: what they took part in, proposed and reported."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhenggai.config.demo_year.world import Staff, World, after, at
from zhenggai.registers.actions import Filled

SESSION = "十五届一次"
HOURS = (("08:30", "10:00"), ("10:30", "12:00"), ("14:00", "15:30"), ("16:00", "17:30"))
"""Of the events of each liaison office."""
_AREAS = ("老旧小区加装电梯", "校门口接送秩序", "乡村医生队伍", "河涌水质", "公交接驳", "养老食堂", "托育点布局", "停车泊位",
          "文物活化", "农产品上行", "夜间照明", "社区健身场地")  # fmt: skip
_PLACES = (
    "城东",
    "城西",
    "城南",
    "城北",
    "中心",
    "新城",
    "老街",
    "河口",
    "山前",
    "湖畔",
    "渡口",
    "桥头",
)
_CHARACTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩一体率宾归王"


def fill_members(world: World) -> None:
    """A tenth as many members as staff; every one has the events, proposals and reports that are asked."""
    people = world.staff[: max(len(world.staff) // 8, 24)]
    members = [_member(world, who) for who in people]
    _events(world, members)
    lazy_events, lazy_proposals, lazy_opinions = members[:3]
    for n, member in enumerate(members):
        if member is not lazy_opinions:
            put_opinion(world, member, world.day(1 + n % 11, 10 + n % 15))
        if member is not lazy_proposals:
            put_proposal(world, people[n])
    year = str(world.year)
    world.expect("MD-6", "member_attendance", f"member={lazy_events.number}", year)
    world.expect("MD-6", "member_attendance", f"lead={people[1].name}", year)
    world.expect("MD-6", "member_attendance", f"member={lazy_opinions.number}", year)
    _event_faults(world, members)
    _proposal_faults(world, people)


def _member(world: World, who: Staff, *, state: str = "serving", **more: Any) -> Filled:
    values = {
        "name": who.name,
        "person": who.key,
        "sector": "经济界",
        "session": SESSION,
        "term_from": date(world.year - 3, 1, 10).isoformat(),
        "term_to": date(world.year + 2, 1, 9).isoformat(),
        "liaison_office": world.liaisons[who.key % len(world.liaisons)],
        **more,
    }
    return world.put("member", state, date(world.year - 3, 1, 12), values, who=who)


# -- events -----------------------------------------------------------------------------------------------------------------


def put_event(
    world: World,
    day: date,
    organizer: int,
    invited: list[Filled],
    *,
    clock: tuple[str, str] = ("09:00", "11:30"),
    photos: dict[str, int] | None = None,
    lacking: tuple[str, ...] = (),
) -> Filled:
    mark = world.unique()
    shown = {
        name: world.photo(f"{name}-{mark}", day)
        for name in ("photo_wide", "photo_scene")
        if name not in lacking
    }
    values = {
        "on": at(day, clock[0]),
        "end": at(day, clock[1]),
        "kind": "视察",
        "topic": f"{_AREAS[mark // 7 % len(_AREAS)]}视察",
        "organizer": organizer,
        "place": "辖区内",
        "invited": [member.key for member in invited],
        "summary": "委员提出意见若干，已汇总反馈。",
    }
    return world.put(
        "member_duty", "settled", after(day, 2), values, papers={**shown, **(photos or {})}, lacking=lacking
    )  # fmt: skip


def sign(world: World, event: Filled, member: Filled, **more: Any) -> Filled:
    values = {
        "event": event.key,
        "member": member.key,
        "signed_at": event.body["on"],
        "method": "扫码",
        **more,
    }
    day = date.fromisoformat(event.body["on"][:10])
    return world.put("member_attendance", "present", day, values)


def _events(world: World, members: list[Filled]) -> None:
    """Enough events that every member comes to four of them; the last liaison office rests from April to the end. A long
    feast may push several onto one day: each liaison office has hours of its own."""
    tired = world.liaisons[-1]
    rounds = 0
    for month in range(1, 12):
        for n, organizer in enumerate(world.liaisons):
            if organizer == tired and month > 3:
                continue
            day = world.meeting_day(month, 12 + 2 * n)
            group = [member for place, member in enumerate(members) if (place + rounds) % 3 == 0]
            event = put_event(world, day, organizer, group, clock=HOURS[n])
            for member in group:
                if member is not members[0]:
                    sign(world, event, member)
            rounds += 1
    for n, organizer in enumerate(world.liaisons[:-1]):
        day = world.meeting_day(12, 12 + 2 * n)
        put_event(world, day, organizer, members[1:3], clock=HOURS[n])
    world.expect("MD-7", "member_duty", f"organizer={world.name_of(tired)}", f"{world.year}-Q2")


def _event_faults(world: World, members: list[Filled]) -> None:
    home, one, two = world.liaisons[0], members[3], members[4]

    def on(month: int) -> date:
        return world.day(month, 26)

    world.expect(
        "MD-1", "member_duty", put_event(world, on(3), home, [one], lacking=("photo_scene",))
    )
    event = put_event(world, on(4), home, [one])
    world.expect("MD-2", "member_attendance", sign(world, event, two))
    sign(world, event, members[5], extra_note="现场增补")
    late = at(after(on(4), 3), "09:00")
    world.expect(
        "MD-3", "member_attendance", sign(world, event, one, signed_at=late, method="手签")
    )
    wrong = {"photo_wide": world.photo("taken-elsewhere", after(on(5), 9))}
    world.expect("MD-4", "member_duty", put_event(world, on(5), home, [one], photos=wrong))
    same = {"photo_wide": world.photo("used-twice", None)}
    for month in (7, 8):
        put_event(world, on(month), home, [one], photos=same)
    world.expect("MD-4", "member_duty", f"sha256={world.digest_of(same['photo_wide'])}")
    for clock in (("09:00", "11:00"), ("10:00", "12:00")):
        event = put_event(world, on(9), home, [two], clock=clock)
        world.expect("MD-5", "member_attendance", sign(world, event, two))


def put_opinion(world: World, member: Filled, day: date) -> Filled:
    values = {
        "member": member.key,
        "title": f"关于{_AREAS[member.key % len(_AREAS)]}的情况反映",
        "submitted_on": day.isoformat(),
        "adopted": "区",
    }
    return world.put("opinion_info", "edited", after(day, 3), values)


# -- proposals ----------------------------------------------------------------------------------------------------------------


def text_of(world: World, length: int = 60) -> str:
    """Words that no other text has in this order: likeness is told by pairs of characters."""
    return "".join(world.chance.choice(_CHARACTERS) for _ in range(length))


def put_proposal(
    world: World, who: Staff, *, state: str = "archived", lacking: tuple[str, ...] = (), **more: Any
) -> Filled:
    mark = world.unique()
    assigned = world.day(2, 20)
    area = f"{_PLACES[mark // 7 % 12]}{_AREAS[mark // 84 % 12]}"
    values = {
        "serial": str(mark),
        "title": f"关于改善{area}的提案",
        "kind": "委员",
        "lead": who.key,
        "session": SESSION,
        "period": "会议期间",
        "submitted_on": world.day(1, 12).isoformat(),
        "situation": f"{area}：{text_of(world)}",
        "analysis": text_of(world, 40),
        "suggestion": f"建议：{text_of(world)}",
        "single_matter": True,
        "pre_reviewer": world.leaders[2].key,
        "decision": "立案",
        "decided_on": world.day(1, 25).isoformat(),
        "host": world.departments[0],
        "assigned_on": assigned.isoformat(),
        "consulted_on": world.day(4, 10).isoformat(),
        "replied_on": world.day(4, 20).isoformat(),
        "reply_no": f"函〔{mark}〕号",
        "result": "A 已解决" if mark // 7 % 3 else "B 正在解决",
        "rating": "满意",
        **more,
    }
    return world.put("proposal", state, world.day(1, 12), values, who=who, lacking=lacking)


def _declined(world: World, who: Staff, *, state: str = "notified", **more: Any) -> Filled:
    told = world.day(1, 30).isoformat()
    values = {
        "decision": "不立案",
        "serial": None,
        "host": None,
        "assigned_on": None,
        "consulted_on": None,
        "replied_on": None,
        "reply_no": None,
        "result": None,
        "rating": None,
        "reject_ground": "学术研讨",
        "reject_route": "来信",
        "notified_on": told,
        "notify_method": "函",
        "talks": [{"date": told, "with": who.key, "text": "当面沟通"}],
        **more,
    }
    return put_proposal(world, who, state=state, **values)


def _proposal_faults(world: World, people: list[Staff]) -> None:
    who = people[5]
    replied: dict[str, Any] = {
        "replied_on": None,
        "consulted_on": None,
        "result": None,
        "rating": None,
    }

    def fails(check: str, put: Filled) -> None:
        world.expect(check, "proposal", put)

    for n in range(3):
        _declined(world, people[6 + n])
    fails("PR-1", _declined(world, who, notified_on=None, notify_method=None, state="declined"))
    fails("PR-1", _declined_without_paper(world, who))
    fails("PR-2", _declined(world, who, reject_ground="其他情形"))
    fails("PR-3", put_proposal(world, who, suggestion="请重视"))
    fails("PR-4", put_proposal(world, world.spare()))
    fails("PR-5", put_proposal(world, who, host=None))
    fails("PR-6", put_proposal(world, who, state="handling", **replied))
    put_proposal(world, who, state="handling", assigned_on=world.day(12, 20).isoformat(), **replied)
    fails("PR-7", put_proposal(world, who, state="replied", rating="不满意"))
    put_proposal(world, who, rating="满意", redone_on=world.day(5, 5).isoformat())
    done_again: dict[str, Any] = {"rating": "不满意", "redone_on": world.day(5, 5).isoformat()}
    put_proposal(world, who, state="replied", **done_again)
    open_now: dict[str, Any] = {
        "is_excellent": True,
        "disclosure": "已公开",
        "masked_by": world.leaders[2].key,
    }
    put_proposal(world, who, consent=True, **open_now)
    fails("PR-8", put_proposal(world, who, consent=False, **open_now))
    text: dict[str, Any] = {
        "situation": text_of(world),
        "analysis": text_of(world),
        "suggestion": text_of(world),
    }
    put_proposal(world, who, **text)
    fails("PR-9", put_proposal(world, who, **text))
    fails("PR-10", _declined(world, who, talks=None))
    _old_session(world)
    for late in (10, 80):
        trigger = world.day(1, 5)
        values = {
            "session": SESSION,
            "doc_no": f"征〔{late}〕号",
            "trigger_event": "新一届委员确定",
            "trigger_on": trigger.isoformat(),
            "issued_on": after(trigger, late).isoformat(),
            "closes_on": after(trigger, late + 60).isoformat(),
        }
        put = world.put("proposal_call", "issued", after(trigger, late), values)
        if late > 30:
            world.expect("PR-12", "proposal_call", put)


def _declined_without_paper(world: World, who: Staff) -> Filled:
    return _declined(world, who, lacking=("notice",))


def _old_session(world: World) -> None:
    """A session before, of which little was solved."""
    who = world.spare()
    _member(world, who, session="十四届五次", state="left")
    for _ in range(10):
        put_proposal(world, who, session="十四届五次", result="C 列入计划")
    world.expect("PR-11", "proposal", "session=十四届五次")
