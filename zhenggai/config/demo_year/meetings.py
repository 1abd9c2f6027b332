"""Meetings of the demo year: minutes, the first agenda, the three meetings of branches, theme days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhenggai.config.demo_year.world import Branch, Staff, World, after, at, before, told_day
from zhenggai.registers.actions import Filled

TOPICS = (
    "学习党的二十届三中全会精神", "学习中央八项规定精神", "学习党章党规党纪", "学习中央经济工作会议精神",
    "学习中央纪委全会精神", "学习全国两会精神", "学习生态文明建设论述", "学习网络强国重要论述",
    "学习基层治理论述", "学习统一战线工作会议精神", "学习安全生产重要论述", "学习机关党建论述",
)  # fmt: skip
ASSEMBLIES, LECTURES = (3, 6, 9, 12), (2, 5, 8, 11)
CLOCKS = {
    "支委会": ("08:30", "10:00"),
    "党员大会": ("10:30", "11:30"),
    "党课": ("14:30", "16:30"),
    "主题党日": ("17:00", "20:00"),
}
HOURS = {"党员大会": 10, "支委会": 10, "党课": 20, "主题党日": 30, "党小组会": 10}
_SPEECH = (
    "结合本室工作谈了三点认识：一是对照要求查找本岗位差距，{month}月起逐项列出清单；二是把{topic}与提案办理、委员联络、"
    "机关运转结合起来，明确由{name}牵头落实；三是每周五下班前报送进展，发现问题当日说明原因、次日提出办法，"
    "并在下次会议上报告完成情况，接受大家监督。"
)


@dataclass(slots=True)
class Meeting:
    """What is said of a meeting before it is put; a twist may change any of it. `skip` leaves the records out."""

    minutes: dict[str, Any]
    life: dict[str, Any] = field(default_factory=dict)
    agenda: dict[str, Any] | None = None
    state: str = "archived"
    life_state: str = "archived"
    recorded_on: date | None = None
    life_recorded_on: date | None = None
    skip: bool = False
    told: Callable[[Filled, Filled | None, Filled | None], None] | None = None


Twist = Callable[[World, Meeting], None]
Twists = dict[tuple[int | None, str, int], Twist]
"""By branch (None: the office), kind and month."""

GROUPS = ("第一党小组", "第二党小组")


def fill_meetings(world: World, twists: Twists) -> None:
    """Every meeting of the year, month by month."""
    for month in range(1, 13):
        for kind in ("班子会", "机关党委"):
            _hold(world, _of_office(world, kind, month), twists.get((None, kind, month)))
        for place, branch in enumerate(world.branches):
            members = world.members(place, month)
            for kind in _kinds(month):
                meeting = _of_branch(world, branch, kind, month, members)
                _hold(world, meeting, twists.get((place, kind, month)))
        for group in GROUPS:
            meeting = _of_group(world, group, month, world.members(0, month))
            _hold(world, meeting, twists.get((None, group, month)))


def _kinds(month: int) -> list[str]:
    found = ["支委会"]
    found += ["党员大会"] if month in ASSEMBLIES else []
    found += ["党课"] if month in LECTURES else []
    return [*found, "主题党日"]


def _hold(world: World, meeting: Meeting, twist: Twist | None) -> tuple[Filled | None, ...]:
    """Put the minutes, then what refers to them."""
    if twist is not None:
        twist(world, meeting)
    if meeting.skip:
        return (None, None, None)
    held = date.fromisoformat(meeting.minutes["held_at"][:10])
    minutes = put_minutes(world, meeting.minutes, meeting.state, meeting.recorded_on)
    agenda = life = None
    if meeting.agenda is not None:
        agenda = world.put(
            "first_agenda",
            "archived",
            after(held, 3),
            {**meeting.agenda, "minutes": minutes.key},
        )
    if meeting.life:
        link = {"minutes": minutes.key, "first_agenda": agenda.key if agenda else None}
        life = world.put(
            "org_life",
            meeting.life_state,
            meeting.life_recorded_on or after(held, 3),
            {**meeting.life, **link},
        )
    if meeting.told is not None:
        meeting.told(minutes, life, agenda)
    return minutes, life, agenda


def put_minutes(
    world: World, minutes: dict[str, Any], state: str = "archived", on: date | None = None
) -> Filled:
    """Minutes with the next number of the archive."""
    held = date.fromisoformat(minutes["held_at"][:10])
    filed = {}
    if state == "archived" and "archive_seq" not in minutes:
        serial = world.next_serial(held.year)
        filed = {"archive_seq": serial, "archive_no": f"{held.year}-档-{serial:06}"}
    return world.put("minutes_archive", state, on or after(held, 2), {**minutes, **filed})


def meet(
    world: World, day: date, people: Sequence[Staff], *, clock: str = "09:00", **more: Any
) -> Filled:
    """A small meeting of an hour."""
    ended = f"{int(clock[:2]) + 1:02}{clock[2:]}"
    minutes = minutes_of(
        world, "其他", world.organ, day, people, title="专题碰头会", topic="研究专项工作",
        clock=clock, ended=ended,
    )  # fmt: skip
    return put_minutes(world, {**minutes, **more})


# -- what is said of a meeting --------------------------------------------------------------------------------------------------


def minutes_of(
    world: World,
    kind: str,
    body: int,
    day: date,
    people: Sequence[Staff],
    *,
    title: str,
    topic: str,
    clock: str = "09:00",
    ended: str = "11:00",
) -> dict[str, Any]:
    """Whole minutes: everybody present, the second of them writes."""
    chair, recorder = people[0], people[1]
    return {
        "kind": kind,
        "body": body,
        "title": title,
        "held_at": at(day, clock),
        "ended_at": at(day, ended),
        "place": "三楼会议室",
        "chair": chair.key,
        "recorder": recorder.key,
        "due_count": len(people),
        "present": [who.key for who in people],
        "sign_in_count": len(people),
        "topics": [topic, "研究本月工作"],
        "speeches": [
            {"person": who.key, "order": n, "text": _speech(day, topic, who)}
            for n, who in enumerate((recorder, chair), 1)
        ],
        "decisions": [
            {"item": "按分工落实", "owner": recorder.key, "due": after(day, 30).isoformat()}
        ],
        "is_major": False,
        "signed_by": [chair.key, recorder.key],
        "signed_on": after(day, 1).isoformat(),
        "retention": "30年",
        "archived_on": after(day, 5).isoformat(),
    }


def _speech(day: date, topic: str, who: Staff) -> str:
    return _SPEECH.format(month=day.month, topic=topic, name=who.name)


def agenda_of(day: date, topic: str, people: Sequence[Staff], what: str) -> dict[str, Any]:
    owner = people[1]
    return {
        "agenda_index": 1,
        "topic": topic,
        "source": "人民日报",
        "source_date": before(day, 10).isoformat(),
        "lead_reader": people[0].key,
        "actions": f"由{owner.name}在{after(day, 20)}前完成{what}，并报办公室备查",
        "action_owner": owner.key,
        "action_due": after(day, 20).isoformat(),
        "followup": f"{after(day, 15)}完成{what}，{owner.name}在下次会议上作了报告",
    }


def _of_office(world: World, kind: str, month: int) -> Meeting:
    day = world.meeting_day(month, 14)
    people, topic = world.leaders, TOPICS[month - 1]
    clock = ("09:00", "11:00") if kind == "班子会" else ("14:30", "16:30")
    minutes = minutes_of(
        world, kind, world.organ, day, people, title=f"{month}月{kind}", topic=topic,
        clock=clock[0], ended=clock[1],
    )  # fmt: skip
    if month % 6 == 0 and kind == "班子会":
        minutes |= {
            "is_major": True,
            "deliberated": True,
            "votes": [{"item": "年度预算调整", "yes": len(people), "no": 0, "abstain": 0}],
        }
    what = f"第{world.unique()}项对照检查清单（{kind}）"
    return Meeting(minutes, agenda=agenda_of(day, topic, people, what))


def _of_branch(
    world: World, branch: Branch, kind: str, month: int, members: Sequence[Staff]
) -> Meeting:
    days = {"支委会": 12, "党员大会": 16, "党课": 18, "主题党日": 20}
    day = world.meeting_day(month, days[kind])
    people = list(members[:3]) if kind == "支委会" else list(members)
    topic = TOPICS[month - 1]
    listed = kind if kind in ("支委会", "党员大会") else "其他"
    minutes = minutes_of(
        world, listed, branch.key, day, people, title=f"{branch.name}{month}月{kind}", topic=topic,
        clock=CLOCKS[kind][0], ended=CLOCKS[kind][1],
    )  # fmt: skip
    life: dict[str, Any] = {"branch": branch.key, "kind": kind, "hours": HOURS[kind]}
    if kind == "党课":
        life["lecturer"] = people[0].key
    if kind == "党员大会":
        voters = len(members)
        life |= {
            "voters_due": voters,
            "voters_present": voters,
            "votes": [{"item": "通过本季工作安排", "yes": voters, "no": 0, "abstain": 0}],
        }
    agenda = None
    if listed != "其他":
        what = f"{branch.name}第{world.unique()}项学习任务"
        agenda = agenda_of(day, topic, people, what)
    return Meeting(minutes, life, agenda)


def _of_group(world: World, group: str, month: int, members: Sequence[Staff]) -> Meeting:
    branch = world.branches[0]
    half = members[:5] if group == "第一党小组" else members[5:10]
    day = world.meeting_day(month, 22)
    clock = ("09:00", "10:00") if group == "第一党小组" else ("10:30", "11:30")
    minutes = minutes_of(
        world, "其他", branch.key, day, half, title=f"{group}{month}月会", topic=TOPICS[month - 1],
        clock=clock[0], ended=clock[1],
    )  # fmt: skip
    life = {"branch": branch.key, "kind": "党小组会", "group": group, "hours": HOURS["党小组会"]}
    return Meeting(minutes, life)


# -- twists -------------------------------------------------------------------------------------------------------------------------


def absent(meeting: Meeting, who: Sequence[Staff], *, made_up: bool = True) -> None:
    """Some of those who had to come did not."""
    keys = {person.key for person in who}
    present = [key for key in meeting.minutes["present"] if key not in keys]
    meeting.minutes |= {
        "present": present,
        "sign_in_count": len(present),
        "absent": [{"person": key, "reason": "因公外出"} for key in sorted(keys)],
    }
    if made_up:
        day = after(date.fromisoformat(meeting.minutes["held_at"][:10]), 7).isoformat()
        meeting.life["makeup"] = [{"person": key, "date": day} for key in sorted(keys)]
    if "voters_present" in meeting.life:
        meeting.life["voters_present"] = len(present)


def twists_of(world: World) -> Twists:
    """What is wrong in meetings that come round; every branch has its own fault."""
    year, members = world.year, world.members_of

    def left_out(check: str, key: str, period: str) -> Twist:
        def twist(world: World, meeting: Meeting) -> None:
            meeting.skip = True
            world.expect(check, "org_life", key, period)

        return twist

    def changed(check: str, register: str, change: Callable[[Meeting], None]) -> Twist:
        """The records change so; the one of that register fails."""

        def twist(world: World, meeting: Meeting) -> None:
            change(meeting)

            def told(minutes: Filled, life: Filled | None, agenda: Filled | None) -> None:
                found = {"minutes_archive": minutes, "org_life": life, "first_agenda": agenda}
                for one in check.split():
                    world.expect(one, _home(one), found[register])

            meeting.told = told

        return twist

    names = [branch.name for branch in world.branches]
    found: Twists = {
        (1, "党员大会", 9): left_out("OL-1", f"branch={names[1]}", f"{year}-Q3"),
        (1, "支委会", 4): left_out("OL-2", f"branch={names[1]}", f"{year}-04"),
        (None, "第二党小组", 5): left_out("OL-3", "group=第二党小组", f"{year}-05"),
        (1, "党课", 5): left_out("OL-4", f"branch={names[1]}", f"{year}-Q2"),
        (1, "主题党日", 7): left_out("OL-5", f"branch={names[1]}", f"{year}-07"),
        (2, "支委会", 3): changed("OL-6", "org_life", lambda m: absent(m, members[2][1:3])),
        (2, "党员大会", 6): changed(
            "OL-6", "org_life", lambda m: m.life["votes"][0].update(yes=len(members[2]) // 2)
        ),
        (2, "支委会", 8): changed(
            "OL-7", "org_life", lambda m: m.minutes.update(chair=members[2][2].key)
        ),
        (2, "党员大会", 9): changed(
            "OL-8 X02", "org_life", lambda m: _one_too_many(m, world.leaders[3])
        ),
        (2, "党员大会", 12): changed(
            "OL-8", "org_life", lambda m: m.life.update(voters_due=len(members[2]) - 2, votes=[])
        ),
        (3, "主题党日", 5): changed(
            "OL-10", "org_life", lambda m: absent(m, members[3][6:7], made_up=False)
        ),
    }  # fmt: skip
    found |= _agenda_twists(changed)
    found |= _lectures_by_others(world)
    found |= _absences(world)
    found |= _entered_late(world)
    return found


def _one_too_many(meeting: Meeting, who: Staff) -> None:
    """Somebody is counted who is not on the roster."""
    minutes = meeting.minutes
    minutes["due_count"] += 1
    minutes["absent"] = [{"person": who.key, "reason": "因公外出"}]
    meeting.life["makeup"] = [{"person": who.key, "date": minutes["held_at"][:10]}]


def _home(check: str) -> str:
    """The register that declares a check."""
    prefix = check.partition("-")[0]
    return {"OL": "org_life", "X02": "org_life", "FA": "first_agenda", "X11": "first_agenda"}[
        prefix
    ]


def _agenda_twists(changed: Callable[[str, str, Callable[[Meeting], None]], Twist]) -> Twists:
    def set_agenda(**values: Any) -> Callable[[Meeting], None]:
        return lambda meeting: (meeting.agenda or {}).update(values)

    def no_agenda(meeting: Meeting) -> None:
        meeting.agenda = None

    def fewer_due(meeting: Meeting) -> None:
        meeting.minutes["due_count"] = len(meeting.minutes["present"]) - 1

    def old_source(meeting: Meeting) -> None:
        held = date.fromisoformat(meeting.minutes["held_at"][:10])
        set_agenda(source_date=before(held, 60).isoformat())(meeting)

    def strange_reader(meeting: Meeting) -> None:
        meeting.minutes["present"] = meeting.minutes["present"][1:]
        meeting.minutes["sign_in_count"] = len(meeting.minutes["present"])
        meeting.minutes["absent"] = [{"person": meeting.minutes["chair"], "reason": "因公外出"}]

    again: list[dict[str, Any]] = []

    def same_again(meeting: Meeting) -> None:
        """The same topic a third time, in the same words."""
        text = "由办公室牵头在本月底前完成第一议题对照检查清单十二项并逐项销号报办公室备查存档"
        meeting.minutes["topics"] = ["学习重要讲话精神（重复）", "研究本月工作"]
        set_agenda(topic="学习重要讲话精神（重复）", actions=text, followup=text)(meeting)
        again.append(meeting.agenda or {})

    def repeated(check: str) -> Twist:
        def twist(world: World, meeting: Meeting) -> None:
            same_again(meeting)
            if len(again) == 3:
                changed(check, "first_agenda", lambda m: None)(world, meeting)

        return twist

    return {
        (None, "班子会", 2): changed("FA-1", "minutes_archive", no_agenda),
        (None, "班子会", 3): changed("FA-2", "first_agenda", old_source),
        (None, "班子会", 4): changed("FA-3", "first_agenda", fewer_due),
        (None, "班子会", 5): changed(
            "FA-4", "first_agenda", set_agenda(actions="认真学习，抓好落实")
        ),
        (None, "班子会", 7): changed("FA-5", "first_agenda", set_agenda(followup=None)),
        (None, "机关党委", 8): repeated("FA-6"),
        (None, "机关党委", 9): repeated("FA-6"),
        (None, "机关党委", 10): repeated("FA-6"),
        (None, "班子会", 8): changed("X11", "first_agenda", set_agenda(topic="学习另一个文件")),
        (None, "班子会", 9): changed("X11", "first_agenda", strange_reader),
    }


def _lectures_by_others(world: World) -> Twists:
    """Branch 3: its secretary gives no lecture all year."""
    world.expect("OL-9", "org_life", f"branch={world.branches[3].name}", str(world.year))

    def twist(world: World, meeting: Meeting) -> None:
        meeting.life["lecturer"] = world.members_of[3][4].key

    return {(3, "党课", month): twist for month in LECTURES}


def _absences(world: World) -> Twists:
    """Branch 4: one member absent three times in a row, another from two meetings of five."""
    thrice, often = world.members_of[4][5:7]
    world.expect("OL-10", "org_life", f"person={thrice.name}")
    world.expect("OL-10", "org_life", f"person={often.name}", str(world.year))
    found: Twists = {}
    for kind, months in (("主题党日", (7, 8)), ("党课", LECTURES), ("党员大会", ASSEMBLIES)):
        for month in months:
            who = [often] if kind != "主题党日" else []
            who += (
                [thrice] if (kind, month) in (("主题党日", 7), ("党课", 8), ("主题党日", 8)) else []
            )
            found[4, kind, month] = _absent_twist(who)
    return found


def _absent_twist(who: list[Staff]) -> Twist:
    return lambda world, meeting: absent(meeting, who)


def _entered_late(world: World) -> Twists:
    """Branch 5: two meetings entered together, weeks later."""
    day = world.day(7, 1)
    name = world.branches[5].name
    world.expect("OL-11", "org_life", f"branch={name},recorded_at={told_day(day)}")

    def twist(world: World, meeting: Meeting) -> None:
        meeting.life_recorded_on = day

    def once(world: World, meeting: Meeting) -> None:
        meeting.life_recorded_on = world.day(11, 3)

    return {(5, "支委会", 4): twist, (5, "主题党日", 4): twist, (5, "主题党日", 9): once}
