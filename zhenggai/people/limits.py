"""The three limits on failed sign-ins (security.md S07), counted in our own table: the libraries at hand have one
threshold only, or lock a whole office by its address."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from zhenggai.people.models import Account, SignInAttempt

PAIR_TRIES, PAIR_PAUSE = 5, timedelta(minutes=15)
ACCOUNT_TRIES, ACCOUNT_LOCK = 20, timedelta(hours=24)
ADDRESS_TRIES, ADDRESS_SPAN = 100, timedelta(hours=1)


def is_stopped(username: str, address: str) -> bool:
    """Whether another try is refused before it is looked at; the same for accounts that do not exist."""
    now, key = timezone.now(), _key(username)
    recent = SignInAttempt.objects.filter(at__gt=now - PAIR_PAUSE, account_key=key, address=address)
    if recent.count() >= PAIR_TRIES:
        return True
    if (
        SignInAttempt.objects.filter(at__gt=now - ADDRESS_SPAN, address=address).count()
        >= ADDRESS_TRIES
    ):
        return True
    return (
        SignInAttempt.objects.filter(at__gt=now - ACCOUNT_LOCK, account_key=key).count()
        >= ACCOUNT_TRIES
    )


def count_failure(username: str, address: str) -> None:
    now = timezone.now()
    SignInAttempt.objects.create(account_key=_key(username), address=address, at=now)
    tries = SignInAttempt.objects.filter(at__gt=now - ACCOUNT_LOCK, account_key=_key(username))
    if tries.count() >= ACCOUNT_TRIES:
        Account.objects.filter(username=username).update(locked_until=now + ACCOUNT_LOCK)


def forget(username: str) -> None:
    """After a success, or when an administrator unlocks the account."""
    SignInAttempt.objects.filter(account_key=_key(username)).delete()
    Account.objects.filter(username=username).update(locked_until=None)


def _key(username: str) -> str:
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()
