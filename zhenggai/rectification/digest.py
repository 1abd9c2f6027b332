"""The morning digest: how much waits for somebody today, once a day, by mail where they have given an address, else in the
inbox. It holds counts and a link, no matter and no name (security.md P08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.people.actions import Word, tell_each
from zhenggai.people.messages import unread_messages
from zhenggai.people.notices import digest_readers, told_since
from zhenggai.people.outbox import Letter, has_had, post
from zhenggai.people.queries import scope_for, setting_values, system_viewer
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.inbox import TaskKind, tasks

CODE = "digest"


def send_all(*, today: date, hour: int) -> int:
    """Everybody's digest of the day that has not gone out yet; answers how many did. `hour` is that of the office's clock."""
    count = 0
    for viewer, email in digest_readers():
        if viewer.office_id is None or hour < setting_values(viewer.office_id)["digest.hour"]:
            continue
        if _has_gone_out(viewer, email, today):
            continue
        with scope_for(viewer):
            words = digest_of(viewer, today)
        if words:
            with scope_for(system_viewer()):
                count += send_one(
                    system_viewer(), reader=viewer, email=email, words=words, today=today
                )
    return count


def digest_of(viewer: Viewer, today: date) -> str:
    """What waits, in one line; empty where nothing does."""
    found = tasks(viewer, today)
    unread = unread_messages(viewer).exclude(code=CODE).count()
    if not found and not unread:
        return ""
    late = _count(found, (TaskKind.LATE,))
    near = _count(found, (TaskKind.NEAR,))
    return gettext(
        "今日待办 %(count)s 项，其中超期 %(late)s 项、临期 %(near)s 项；待阅 %(unread)s 件"
    ) % {
        "count": len(found),
        "late": late,
        "near": near,
        "unread": unread,
    }


@action("digest.send", noun="people.message")
def send_one(viewer: Viewer, *, reader: Viewer, email: str, words: str, today: date) -> bool:
    """One person's digest, in the outbox or the inbox; False where it has gone out today."""
    if reader.person_id is None or reader.office_id is None:
        raise ValueError("a digest goes to a person in an office")
    sent = False
    if email:
        letter = Letter(
            key=_key(reader, today),
            target=email,
            subject=gettext("整改每日摘要 %(day)s") % {"day": today.isoformat()},
            text=f"{words}\n\n{settings.SITE}/inbox/\n",
            office=reader.office_id,
        )
        sent = bool(post([letter]))
    elif not told_since(reader.person_id, CODE, _midnight()):
        word = Word(reader.person_id, CODE, words, gettext("每日摘要——逐项见待办"))
        sent = bool(tell_each(reader.office_id, [word]))
    note(summary=gettext("每日摘要") if sent else "", day=today.isoformat(), sent=sent)
    return sent


def _has_gone_out(reader: Viewer, email: str, today: date) -> bool:
    if email:
        return has_had(_key(reader, today))
    return reader.person_id is None or told_since(reader.person_id, CODE, _midnight())


def _key(reader: Viewer, today: date) -> str:
    return f"digest:{today.isoformat()}:{reader.person_id}"


def _count(found: Iterable[object], kinds: Iterable[TaskKind]) -> int:
    wanted = set(kinds)
    return sum(getattr(task, "kind", None) in wanted for task in found)


def _midnight() -> datetime:
    now = timezone.localtime()
    return timezone.make_aware(datetime.combine(now.date(), time.min))
