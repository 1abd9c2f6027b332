"""What a warning says, in an office's words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.people.roles import role_label
from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.models import Warned, Warning, WarningReason

_LONGEST = 60


def said(warning: Warning) -> str:
    """One line: what it is about and how it stands, as of the day of the warning."""
    words = {"code": warning.code, "title": warning.title[:_LONGEST]}
    head = gettext("%(code)s %(title)s") % words
    if warning.kind == Warned.MILESTONE:
        head = gettext("%(code)s 节点“%(title)s”") % words
    return gettext("%(what)s：%(how)s") % {"what": head.strip(), "how": standing(warning)}


def standing(warning: Warning) -> str:
    """Why: days left or late, silence, returns, too many yellow warnings."""
    day = warning.basis_on
    match warning.reason:
        case WarningReason.STALLED:
            days = (warning.issued_on - day).days
            return gettext("自 %(day)s 起 %(days)s 天没有进展") % {"days": days, "day": day}
        case WarningReason.RETURNED:
            return gettext("销号申请多次退回，%(day)s 转入督办") % {"day": day}
        case WarningReason.REPEATED:
            return gettext("黄色预警已有两次——同一事项须发专函督办")
    return deadline_words(day, warning.days_left or 0)


def deadline_words(deadline: date, left: int) -> str:
    if left < 0:
        return gettext("超期 %(days)s 天，时限 %(day)s") % {"days": -left, "day": deadline}
    if left == 0:
        return gettext("今天到期")
    return gettext("剩 %(days)s 天，时限 %(day)s") % {"days": left, "day": deadline}


def why_told(level: str, role: str, *, copy: bool) -> str:
    """Why it comes to somebody: the level, and the role in which they hear of it."""
    words = {"letter": letter_name(level), "role": role_label(role)}
    if copy:
        return gettext("%(letter)s（抄送%(role)s）") % words
    return gettext("%(letter)s——您是%(role)s") % words


def letter_name(level: str) -> str:
    """The paper of a level (process.md §6)."""
    return {
        Colour.GREEN: gettext("绿色预警函"),
        Colour.YELLOW: gettext("黄色预警函"),
        Colour.RED: gettext("红色预警函"),
    }[Colour(level)]
