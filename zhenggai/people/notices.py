"""How a person wants to be told: an address for the morning digest, and a calendar that other programs may read."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.models import Account, Message, NoticeChoice
from zhenggai.people.queries import viewer_for
from zhenggai.people.viewer import Viewer

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Notices:
    """What somebody has chosen; `feed_made_at` is None where no calendar is handed out."""

    email: str = ""
    wants_digest: bool = True
    feed_made_at: datetime | None = None


def notices(viewer: Viewer) -> Notices:
    row = NoticeChoice.objects.filter(person=viewer.person_id).first() if viewer.person_id else None
    return Notices(row.email, row.wants_digest, row.feed_made_at) if row else Notices()


@action("notice.choose", noun="people.notice")
def choose_notices(viewer: Viewer, *, email: str, wants_digest: bool) -> None:
    """Say where the digest goes; an empty address leaves it in the inbox."""
    person = _person(viewer)
    address = plain_text(email, longest=200)
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise BadInput(
                "notice.email", gettext("邮箱地址不对——请写成 name@example.cn 的形式")
            ) from None
    NoticeChoice.objects.update_or_create(
        person_id=person, defaults={"email": address, "wants_digest": wants_digest}
    )
    note(summary=gettext("修改通知设置"), wants_digest=wants_digest)


@action("notice.make_feed", noun="people.notice")
def make_feed(viewer: Viewer) -> str:
    """A new secret for the calendar's address, shown this once; the one before no longer opens anything."""
    person, token = _person(viewer), secrets.token_urlsafe(_TOKEN_BYTES)
    NoticeChoice.objects.update_or_create(
        person_id=person,
        defaults={"feed_digest": _digest(token), "feed_made_at": timezone.now()},
    )
    note(summary=gettext("生成日历订阅地址，旧地址作废"))
    return token


@action("notice.revoke_feed", noun="people.notice")
def revoke_feed(viewer: Viewer) -> None:
    """Nothing is to be read at the calendar's address any more."""
    NoticeChoice.objects.filter(person=_person(viewer)).update(feed_digest=None, feed_made_at=None)
    note(summary=gettext("作废日历订阅地址"))


def feed_viewer(token: str) -> Viewer | None:
    """Whose calendar opens with this secret, with the roles of today; None where it opens none, or its account is stopped."""
    row = NoticeChoice.objects.filter(feed_digest=_digest(token)).first() if token else None
    if row is None:
        return None
    account = Account.objects.filter(person=row.person_id, is_active=True).first()
    return viewer_for(account, source="feed") if account is not None else None


def digest_readers() -> Iterator[tuple[Viewer, str]]:
    """Everybody with an account and a person, with the address for their digest; empty where it stays in the inbox."""
    choices = {
        row.person_id: row for row in NoticeChoice.objects.exclude(email="", wants_digest=True)
    }
    for account in Account.objects.filter(is_active=True, person__isnull=False).order_by("pk"):
        chosen = choices.get(account.person_id or 0)
        if chosen is not None and not chosen.wants_digest:
            continue
        yield viewer_for(account, source="job"), chosen.email if chosen else ""


def told_since(person: int, code: str, moment: datetime) -> bool:
    """Whether somebody has had a message of that kind since then."""
    return Message.objects.filter(person=person, code=code, sent_at__gte=moment).exists()


def _person(viewer: Viewer) -> int:
    if viewer.person_id is None:
        raise Refused(
            "notice.no_person", gettext("账号没有对应的人员——请单位管理员先把账号与人员对应")
        )
    return viewer.person_id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
