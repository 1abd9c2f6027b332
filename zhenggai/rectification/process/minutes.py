"""What minutes still lack before they can be signed, and a democratic-life meeting besides (rulebook CM-2, CM-3, CM-6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext

from zhenggai.rectification.models import Attendance, Criticism, Meeting, MeetingKind
from zhenggai.rectification.process.facts import (
    issues_without_action,
    named,
    people_without_material,
)


def unsigned_because(meeting: Meeting, *, signs_here: bool) -> list[str]:
    """Each thing that is missing, on which ground; empty when the minutes can be signed."""
    rows = list(meeting.attendance.select_related("person").order_by("pk"))
    found = list(_elements(meeting, signs_here))
    found += _attendance(meeting, rows)
    if meeting.kind == MeetingKind.LIFE:
        found += _life(meeting, rows)
    return found


def _elements(meeting: Meeting, signs_here: bool) -> Iterator[str]:
    if meeting.chair is None:
        yield gettext("没有主持人")
    if meeting.recorder is None:
        yield gettext("没有记录人")
    if not meeting.agenda.exists():
        yield gettext("没有议题")
    if not meeting.minutes:
        yield gettext("没有会议记录")
    if (
        not signs_here
        and not meeting.papers.filter(withdrawn_reason=None, attachment__isnull=False).exists()
    ):
        yield gettext("不是主持人本人签字，须上传已签字的记录扫描件")


def _attendance(meeting: Meeting, rows: list[Attendance]) -> Iterator[str]:
    due = [row for row in rows if row.is_due]
    if not due:
        yield gettext("没有应到人员名单")
        return
    unknown = [row.person.name for row in due if row.present is None]
    if unknown:
        yield gettext("%(names)s 是否到会没有登记") % {"names": named(unknown, len(unknown))}
        return
    silent = [row.person.name for row in due if row.present is False and not row.reason]
    if silent:
        yield gettext("%(names)s 缺席没有写原因") % {"names": named(silent, len(silent))}
    came = sum(row.present is True for row in due)
    if meeting.kind == MeetingKind.LIFE and came * 3 < len(due) * 2:
        yield gettext("到会 %(came)s/%(due)s，不足三分之二（民主生活会）") % {
            "came": came,
            "due": len(due),
        }
    elif came * 2 <= len(due):
        yield gettext("到会 %(came)s/%(due)s，没有过半") % {"came": came, "due": len(due)}


def _life(meeting: Meeting, rows: list[Attendance]) -> Iterator[str]:
    """Everybody's material; a word between every two who came; an action for every issue."""
    if lacking := people_without_material(meeting):
        yield gettext("缺 %(names)s 的查摆材料（人人有自查材料）") % {
            "names": named(lacking, len(lacking))
        }
    said = {
        frozenset(pair)
        for pair in Criticism.objects.filter(meeting=meeting).values_list("critic", "subject")
    }
    came = [row.person for row in rows if row.is_due and row.present]
    silent = [
        f"{one.name}与{other.name}"
        for one, other in combinations(came, 2)
        if frozenset((one.pk, other.pk)) not in said
    ]
    if silent:
        yield gettext("%(pairs)s 之间没有批评意见（相互批评每对至少一条）") % {
            "pairs": named(silent, len(silent))
        }
    if unmapped := issues_without_action(meeting):
        yield gettext("%(count)s 个反馈问题没有列入整改措施清单：%(codes)s（须逐条对应）") % {
            "count": len(unmapped),
            "codes": named(unmapped, len(unmapped)),
        }
