"""What robots of group chats are told: counts and a link, no matter and no name (security.md P08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.people.queries import RobotEvent, scope_for, setting_values, system_viewer
from zhenggai.people.robots.posting import is_untold, offices_telling, robots_for, tell_robots
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.lifecycle import SETTLED
from zhenggai.rectification.models import Issue, SupervisionLetter, Warning
from zhenggai.rectification.statistics.parts import parts_of


def tell_digests(*, today: date, hour: int) -> int:
    """The day's counts of every office that has a robot for them, from the hour on that it has set; once a day."""
    count = 0
    for office in offices_telling(RobotEvent.DIGEST):
        due = hour >= setting_values(office)["digest.hour"]
        if due and is_untold(office, RobotEvent.DIGEST, _of_day(today)):
            viewer = replace(system_viewer(), office_id=office)
            with scope_for(viewer):
                count += tell_digest(viewer, office_id=office, today=today)
    return count


@action("digest.broadcast", noun="people.robot")
def tell_digest(viewer: Viewer, *, office_id: int, today: date) -> int:
    """One office's counts of the day; answers how many robots are told them."""
    told = tell_robots(
        office_id, RobotEvent.DIGEST, _of_day(today), digest_of(office_id, today), "/overview/"
    )
    note(summary=gettext("向群机器人发每日摘要"), day=today.isoformat(), robots=told)
    return told


def digest_of(office_id: int, today: date) -> str:
    """What is open in an office, in one line."""
    parts = parts_of(today)
    counted = (
        Issue.objects.filter(office=office_id)
        .exclude(state__in=SETTLED)
        .aggregate(
            count=Count("pk"),
            late=Count("pk", filter=parts["overdue"]),
            near=Count("pk", filter=parts["near"]),
        )
    )
    return gettext(
        "整改每日摘要 %(day)s：在办问题 %(count)s 项，其中超期 %(late)s 项、十日内到期 %(near)s 项"
    ) % {"day": today.isoformat(), **counted}


def tell_red(office_id: int, today: date) -> int:
    """How many red warnings the day has brought; said again only when there are more. Part of a caller's action."""
    if not robots_for(office_id, RobotEvent.WARNING):
        return 0
    red = Warning.objects.filter(office=office_id, issued_on=today, level=Colour.RED).count()
    if not red:
        return 0
    words = gettext("整改预警 %(day)s：当日新发红色预警 %(count)s 项") % {
        "day": today.isoformat(),
        "count": red,
    }
    key = f"red:{today.isoformat()}:{red}"
    return tell_robots(office_id, RobotEvent.WARNING, key, words, "/supervision/")


def tell_letter(letter: SupervisionLetter) -> int:
    """That a letter has been signed, neither what it says nor to whom. Part of a caller's action."""
    words = gettext("整改督办：新签发督办文书 1 份，请有关责任人登录签收")
    key = f"letter:{letter.uuid}"
    return tell_robots(letter.office_id, RobotEvent.LETTER, key, words, f"/letters/{letter.uuid}/")


def _of_day(today: date) -> str:
    return f"digest:{today.isoformat()}"
