"""What the robots of three vendors are handed and what their answers mean; pure. After the vendors' own descriptions of
robots of a group: WeCom 群机器人配置说明, DingTalk 自定义机器人接入, Feishu 自定义机器人使用指南."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from zhenggai.people.robot_models import RobotKind

_OK = 200
_MANY, _BROKEN = 429, 500
_LONGEST_CODE = 999_999_999_999
_AGAIN: Mapping[str, frozenset[int]] = {
    # -1: busy; 45009: more than twenty a minute.
    RobotKind.WECOM: frozenset({-1, 45009}),
    # 130101, 410100: too fast; -1: busy.
    RobotKind.DINGTALK: frozenset({-1, 130101, 410100}),
    # 11232: too often. 9499 says both that and that a request is malformed, which ours is not.
    RobotKind.FEISHU: frozenset({9499, 11232}),
}
"""Codes after which the same will be taken later; every other one but 0 is a refusal for good."""


class Verdict(StrEnum):
    TAKEN = "taken"
    AGAIN = "again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """The body of a POST in JSON, and what is added to the address's query."""

    body: bytes
    query: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `code` is the vendor's, None where the answer is not one of theirs."""

    verdict: Verdict
    status: int
    code: int | None

    @property
    def words(self) -> str:
        """The kind of answer alone: its text is kept nowhere (security.md P08)."""
        if self.code:
            return f"robot {self.code}"
        unread = self.status == _OK and self.code is None
        return "answer unreadable" if unread else f"http {self.status}"


def ask_of(kind: str, text: str, secret: str, now: datetime) -> Ask:
    """The request that says `text` in a vendor's way, signed where there is a secret."""
    if kind == RobotKind.WECOM:
        return Ask(_json({"msgtype": "text", "text": {"content": text}}))
    if kind == RobotKind.DINGTALK:
        body = _json({"msgtype": "text", "text": {"content": text}})
        return Ask(body, _dingtalk_query(secret, now) if secret else "")
    signed = _feishu_signature(secret, now) if secret else {}
    return Ask(_json({**signed, "msg_type": "text", "content": {"text": text}}))


def answer_of(kind: str, status: int, body: bytes) -> Answer:
    """What a status and a body mean. All three say with 200, too, that they have not taken something."""
    code = _code_in(body)
    if status == _MANY or status >= _BROKEN or code in _AGAIN[kind]:
        verdict = Verdict.AGAIN
    elif status == _OK and code == 0:
        verdict = Verdict.TAKEN
    else:
        verdict = Verdict.REFUSED
    return Answer(verdict, status, code)


def _dingtalk_query(secret: str, now: datetime) -> str:
    """Milliseconds, and base64 of HMAC-SHA256 with the secret as key over both."""
    stamp = str(int(now.timestamp() * 1000))
    return urlencode({"timestamp": stamp, "sign": _mac(secret, f"{stamp}\n{secret}")})


def _feishu_signature(secret: str, now: datetime) -> dict[str, str]:
    """Seconds, and base64 of HMAC-SHA256 over nothing, with both as key."""
    stamp = str(int(now.timestamp()))
    return {"timestamp": stamp, "sign": _mac(f"{stamp}\n{secret}", "")}


def _mac(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _code_in(body: bytes) -> int | None:
    """`errcode` (WeCom, DingTalk), `code` (Feishu), or `StatusCode` (Feishu's older answers)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    for name in ("errcode", "code", "StatusCode"):
        code = found.get(name)
        if isinstance(code, int) and not isinstance(code, bool) and abs(code) < _LONGEST_CODE:
            return code
    return None
