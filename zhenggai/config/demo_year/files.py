"""Personnel files, what stands in the master data, and what is wrong with minutes of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhenggai.config.demo_year.meetings import meet, minutes_of, put_minutes
from zhenggai.config.demo_year.world import SIX, Staff, World, after, before
from zhenggai.people.models import Person, Post, Workday
from zhenggai.registers.actions import Filled

TITLES = ("党组书记", "副主席", "秘书长", "机关纪委书记")


def fill_files(world: World) -> None:
    _file_faults(world)
    _master_faults(world)
    _minutes_faults(world)
    for who, title in zip(world.leaders, TITLES, strict=True):
        put_file(world, who, appt_forms=[_form(world, title)])
    filed = world.filed
    for who in (*world.staff, *world.everybody):
        if who.key not in world.gone and who.key not in filed:
            put_file(world, who)


def _form(world: World, title: str, **more: Any) -> dict[str, Any]:
    day = date(world.year - 4, 1, 1)
    return {
        "post": title,
        "on": day.isoformat(),
        "doc_no": "任〔1〕号",
        "present": True,
        "filed_on": after(day, 20).isoformat(),
        **more,
    }


def put_file(world: World, who: Staff, *, state: str = "rechecked", **more: Any) -> Filled:
    world.filed.add(who.key)
    values = {
        "file_no": f"G{who.key:07}",
        "person": who.key,
        "authority": "本级",
        "items": [{"category": 1, "title": "干部履历表", "pages": 12}, {"category": 4, "title": "学历材料", "pages": 8}],
        "actual_pages": 20,
        "loose": 0,
        "bound": True,
        "bound_on": world.day(3, 1).isoformat(),
        "consistent": True,
        "audit": "通过",
        "auditors": [world.leaders[2].key, world.leaders[3].key],
        **more,
    }  # fmt: skip
    return world.put("personnel_file", state, world.day(3, 2), values, who=who)


def _file_faults(world: World) -> None:
    today = world.today

    def fails(check: str, **values: Any) -> None:
        world.expect(check, "personnel_file", put_file(world, world.spare(), **values))

    def missing(days: int) -> dict[str, Any]:
        return {
            "material": "干部任免审批表",
            "former_unit": "原单位",
            "found_on": before(today, days).isoformat(),
        }

    def letter(days: int) -> dict[str, Any]:
        return {"doc_no": "函〔3〕号", "sent_on": before(today, days).isoformat(), "method": "机要"}

    chased = {"chases": [{"on": before(today, 40).isoformat(), "method": "函"},
                         {"on": before(today, 20).isoformat(), "method": "电话"}], "explained": "已写情况说明"}  # fmt: skip
    fails("PF-1", appt_forms=[_form(world, "科员", present=False)])
    promoted = world.spare()
    Post.objects.filter(person=promoted.key).update(title="副主任")
    put_file(world, promoted)
    world.expect("PF-1", "personnel_file", promoted.name)
    fails("PF-2", missing=[missing(10)])
    fails("PF-3", missing=[missing(80)], letters=[letter(60)])
    fails("PF-3", missing=[missing(250)], letters=[letter(200)], **chased)
    put_file(world, world.spare(), missing=[missing(20)], letters=[letter(10)])
    fails("PF-4", loose=3)
    put_file(world, world.spare(), loose=3, bind_by=after(today, 30).isoformat(), bound=False)
    fails("PF-4", actual_pages=19)
    fails("PF-5", consistent=False)
    out = {
        "person": world.leaders[0].key,
        "approved_by": world.leaders[2].key,
        "out": world.day(4, 1).isoformat(),
    }
    whole = {**out, "second": world.leaders[3].key, "back": world.day(4, 3).isoformat()}
    put_file(world, world.spare(), accesses=[whole])
    fails("PF-6", accesses=[out])
    moved = {
        "to": "组织部",
        "on": world.day(4, 1).isoformat(),
        "method": "机要",
        "receipt_on": world.day(4, 20).isoformat(),
    }
    put_file(world, world.spare(), transfers=[moved])
    fails("PF-7", transfers=[{**moved, "method": "本人"}])
    late = _form(
        world, "科员", on=world.day(3, 1).isoformat(), filed_on=world.day(6, 1).isoformat()
    )
    fails("PF-8", appt_forms=[late])
    nobody = world.spare()
    world.filed.add(nobody.key)
    world.expect("PF-9", "personnel_file", nobody.name)
    retired = world.spare()
    world.retire(retired, world.day(10, 10))
    world.expect("PF-9", "personnel_file", put_file(world, retired))


def _master_faults(world: World) -> None:
    double = world.spare()
    Post.objects.create(
        person_id=double.key,
        office_id=world.departments[1],
        title="工作人员",
        valid_from=world.day(6, 1),
    )
    world.expect("MS-1", "handover", double.name)
    moved = world.spare()
    Post.objects.filter(person=moved.key).update(valid_to=world.day(5, 31))
    Post.objects.create(
        person_id=moved.key,
        office_id=world.departments[1],
        title="工作人员",
        valid_from=world.day(6, 1),
    )
    idle = world.spare()
    Post.objects.filter(person=idle.key).delete()
    world.expect("MS-3", "handover", idle.name)
    lost = world.spare()
    world.leave_service(lost, world.day(9, 10))
    world.expect("MS-4", "handover", lost.name)
    # The next year's days off have not been taken in.
    Workday.objects.filter(day__year=world.year + 1).update(provisional=True)
    world.expect("MS-5", "handover", world.organ_name)
    first, second = world.spare(), world.spare()
    Person.objects.filter(pk=second.key).update(name=first.name)
    world.filler.names.persons[second.key] = first.name
    world.expect("MS-6", "handover", f"name={first.name}")
    partly = world.spare()
    world.leave_service(partly, world.day(8, 10))
    world.expect("X08", "handover", world.hand_over(partly, world.day(8, 10), items=SIX[:4]))


def _minutes_faults(world: World) -> None:
    people = world.leaders[1:4]

    def fails(check: str, day: date, **values: Any) -> Filled:
        put = meet(world, day, people, clock="19:10", **values)
        world.expect(check, "minutes_archive", put)
        return put

    fails("MA-1", world.day(3, 17), decisions=None)
    fails("MA-2", world.day(3, 18), recorder=people[0].key)
    fails("MA-3", world.day(3, 19), sign_in_count=9)
    fails("MA-4", world.day(3, 20), is_major=True, deliberated=False)
    _unfiled(world, people)
    short = [{"person": people[0].key, "order": 1, "text": "与会同志一致同意"}]
    fails("MA-6", world.day(3, 23), speeches=short)
    late = _late(world, people)
    world.expect("MA-7", "minutes_archive", late)
    out = {"person": people[0].key, "out": world.day(5, 1).isoformat()}
    fails("MA-8", world.day(3, 24), loans=[out])
    meet(world, world.day(4, 24), people, clock="19:10",
         loans=[{**out, "back": world.day(5, 9).isoformat()}])  # fmt: skip
    fails("X15", world.day(4, 22), signed_on=world.day(4, 20).isoformat())
    jump = world.next_serial(world.year) + 5
    world.serials[world.year] = jump
    fails("MA-5", world.day(11, 19), archive_seq=jump, archive_no=f"{world.year}-档-{jump:06}")
    old = world.photo("old-paper", None)
    for year in (world.year - 1, world.year):
        _with_paper(world, date(year, 11, 13), people, old)
    world.expect("X14", "minutes_archive", f"sha256={world.digest_of(old)}")


def _unfiled(world: World, people: list[Staff]) -> None:
    """Of the year before the year before, and still not in the archive."""
    day = date(world.year - 2, 11, 12)
    minutes = minutes_of(
        world, "其他", world.organ, day, people, title="专题会", topic="研究专项工作"
    )
    minutes |= {"archived_on": None}
    world.expect("MA-5", "minutes_archive", put_minutes(world, minutes, "signed"))
    minutes = minutes_of(
        world, "其他", world.organ, world.day(11, 12), people, title="专题会", topic="研究专项工作",
    )  # fmt: skip
    put_minutes(world, {**minutes, "archived_on": None}, "signed")


def _late(world: World, people: list[Staff]) -> Filled:
    day = world.day(4, 21)
    minutes = minutes_of(
        world, "其他", world.organ, day, people, title="专题会", topic="研究专项工作", clock="19:10", ended="20:10",
    )  # fmt: skip
    return put_minutes(world, minutes, on=after(day, 40))


def _with_paper(world: World, day: date, people: list[Staff], paper: int) -> None:
    minutes = minutes_of(
        world, "其他", world.organ, day, people, title="专题会", topic="研究专项工作", clock="19:10", ended="20:10",
    )  # fmt: skip
    serial = world.next_serial(day.year)
    world.put(
        "minutes_archive", "archived", after(day, 2), {**minutes, "archive_seq": serial}, papers={"record": paper}
    )  # fmt: skip
