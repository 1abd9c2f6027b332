"""Passwords (security.md S06, profile djbh3): what is asked of one, and how one is made."""

from __future__ import annotations

import secrets
import string
import threading
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.people.models import Account, Office, PasswordHistory

SHORTEST, LONGEST = 10, 128
CLASSES_WANTED = 3
KEPT = 5
LASTS = timedelta(days=90)
INITIAL_LASTS = timedelta(hours=24)
_COMMON = (
    "password", "passw0rd", "admin", "qwerty", "asdfgh", "zxcvbn", "123456", "111111", "abc123", "iloveyou",
    "welcome", "letmein", "zhenggai", "xuncha", "zhengxie", "jiguan", "woaini", "888888", "666666", "abcdef",
)  # fmt: skip
_ALPHABET = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI") + "+="
_MAKING = threading.BoundedSemaphore(2)
"""Argon2 takes 100 MiB and a third of a second: two at a time, the others wait."""


def hashed(password: str) -> str:
    with _MAKING:
        return make_password(password)


def matches(password: str, stored: str) -> bool:
    with _MAKING:
        return check_password(password, stored)


def one_time_password() -> str:
    """Random, readable aloud, 96 bits and more."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(6)) for _ in range(3)]
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A one-time password and its hash. The word is shown once and kept nowhere."""

    word: str
    hash: str


def fresh() -> Fresh:
    """Made before a transaction is opened: hashing takes a fifth of a second."""
    word = one_time_password()
    return Fresh(word, hashed(word))


def check(account: Account, password: str) -> None:
    """Refuse a password that is too weak, saying everything that is missing at once."""
    missing = [*_shape(password), *_guessable(account, password)]
    if not missing and _used_before(account, password):
        missing = [gettext("与最近 %(count)s 次用过的口令相同") % {"count": KEPT}]
    if missing:
        raise BadInput("password.weak", gettext("新口令不符合口令规定，请改后再提交"), missing)


def has_expired(account: Account) -> bool:
    return timezone.now() - account.password_changed_at > LASTS


def put(account: Account, password: str) -> None:
    """Set the password and end every session of the account."""
    put_hash(account, hashed(password))


def put_hash(account: Account, hash: str) -> None:
    if account.password:
        PasswordHistory.objects.create(account=account, hash=account.password)
    account.password = hash
    account.password_changed_at = timezone.now()
    account.auth_version += 1


def _shape(password: str) -> list[str]:
    faults = []
    if not SHORTEST <= len(password) <= LONGEST:
        faults.append(
            gettext("长度须为 %(low)s 到 %(high)s 位") % {"low": SHORTEST, "high": LONGEST}
        )
    classes = [
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    ]
    if sum(classes) < CLASSES_WANTED:
        faults.append(gettext("小写、大写字母、数字、符号四类中至少要有三类"))
    return faults


def _guessable(account: Account, password: str) -> list[str]:
    """Common words, the account's own name, names of offices."""
    plain = password.lower()
    names = {account.username.lower(), account.display_name.lower()}
    for office in Office.objects.filter(active=True).only("name", "pinyin")[:500]:
        names |= {office.name.lower(), office.pinyin.split(" ")[0].lower()}
    if any(word in plain for word in _COMMON):
        return [gettext("含有常见口令")]
    if any(len(name) >= 3 and name in plain for name in names):
        return [gettext("含有账号、姓名或单位名称")]
    return []


def _used_before(account: Account, password: str) -> bool:
    recent = PasswordHistory.objects.filter(account=account).order_by("-at")
    used = [account.password, *recent.values_list("hash", flat=True)[: KEPT - 1]]
    return any(old and matches(password, old) for old in used)
