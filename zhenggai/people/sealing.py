"""Sealed fields: encrypted with a key that lies outside the database, found again by a keyed digest (security.md P06).

The text is `key id $ digest $ ciphertext`. The first two parts are all that a condition may compare; the ciphertext is
bound to its record and field, so that it cannot be carried to another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext

from zhenggai.lib.errors import Refused

COMPARED = 8 + 1 + 32
"""So many characters of a sealed text stand for its value in comparisons: key id and digest."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    cipher: AESGCM
    digest: bytes


def seal(value: Any, *, record: str, field: str) -> str:
    """The value as it is stored."""
    key = _keys(tuple(settings.FIELD_KEYS))[0]
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    nonce = secrets.token_bytes(12)
    hidden = base64.b64encode(nonce + key.cipher.encrypt(nonce, text, _bound(record, field)))
    return f"{key.id}${_digest(key, text)}${hidden.decode()}"


def unseal(sealed: str, *, record: str, field: str) -> Any:
    """The value behind a sealed text; refused where its key is gone or it was tampered with."""
    key_id, _, rest = sealed.partition("$")
    hidden = base64.b64decode(rest.partition("$")[2])
    for key in _keys(tuple(settings.FIELD_KEYS)):
        if key.id == key_id:
            try:
                text = key.cipher.decrypt(hidden[:12], hidden[12:], _bound(record, field))
            except InvalidTag:
                break
            return json.loads(text)
    raise Refused(
        "field.sealed",
        gettext("密封的内容打不开——密钥已更换或内容被改动；请系统管理员核对密钥文件"),
    )


def compared(sealed: str | None) -> str | None:
    """What a condition sees of a sealed field."""
    return None if sealed is None else sealed[:COMPARED]


def _digest(key: _Key, text: bytes) -> str:
    return hmac.new(key.digest, text, hashlib.sha256).hexdigest()[:32]


def _bound(record: str, field: str) -> bytes:
    return f"{record}:{field}".encode()


@lru_cache(maxsize=4)
def _keys(texts: tuple[str, ...]) -> tuple[_Key, ...]:
    """The current key first, then those that older texts were sealed with."""
    return tuple(
        _Key(
            id=hashlib.sha256(text.encode()).hexdigest()[:8],
            cipher=AESGCM(_derived(text, b"seal")),
            digest=_derived(text, b"digest"),
        )
        for text in texts
    )


def _derived(text: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"zhenggai field " + use).derive(text.encode())
