"""Values from the environment, refused at start in a clear sentence when malformed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhenggai.lib.errors import Refused


def data_folder() -> Path:
    return Path(os.environ.get("ZHENGGAI_DATA") or "data").resolve()


def database_file(folder: Path) -> Path:
    return folder / "zhenggai.sqlite3"


def is_on_file() -> bool:
    """Whether the embedded database is used; else the one that ZHENGGAI_DATABASE_URL names."""
    return not os.environ.get("ZHENGGAI_DATABASE_URL")


def fixed_today(folder: Path) -> date | None:
    """The day that the demo is frozen at: ZHENGGAI_TODAY, or the file `today` of the data folder; None: the
    real day (readings.md 2)."""
    text = os.environ.get("ZHENGGAI_TODAY") or _line(folder / "today")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _malformed("ZHENGGAI_TODAY", text, "形如 2021-09-08 的日期") from None


def database(folder: Path) -> dict[str, Any]:
    """Django's settings of the database: SQLite in the data folder, or what ZHENGGAI_DATABASE_URL names."""
    if is_on_file():
        return _sqlite(folder)
    url = os.environ["ZHENGGAI_DATABASE_URL"]
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise _malformed(
            "ZHENGGAI_DATABASE_URL", url.split("@")[-1], "postgres://账号@主机:端口/库名"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(folder: Path) -> dict[str, Any]:
    """security.md D01, word for word: NORMAL may lose acknowledged commits at power loss."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(database_file(folder)),
        # Connections stay open: opening one writes beside the database, which a full disk refuses even to a reader.
        "CONN_MAX_AGE": None,
        # Tests run on a file as the office does: a database in memory locks whole tables.
        "TEST": {"NAME": str(folder / "test.sqlite3")},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON;",
        },
    }


def smtp(folder: Path) -> dict[str, Any] | None:
    """The mail server: `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://user@host:port?from=address`. Its password stands in the
    file `keys/smtp_password` of the data folder, or in the address. None: no mail is sent."""
    url = os.environ.get("ZHENGGAI_SMTP_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    sender = dict(parse_qsl(parts.query)).get("from", "")
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname or "@" not in sender:
        raise _malformed(
            "ZHENGGAI_SMTP_URL", url.split("@")[-1], "smtps://账号@主机:端口?from=发件地址"
        )
    return {
        "scheme": parts.scheme,
        "host": parts.hostname,
        "port": parts.port or ports[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or "") or _line(folder / "keys" / "smtp_password"),
        "sender": sender,
    }


ROBOT_PORTS = {"https": 443, "http": 80}
_VENDORS = ("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")


def robot_hosts() -> tuple[tuple[str, str, int, bool], ...]:
    """Which hosts robots may be at: scheme, name, port, and whether they were named here. The three vendors' where nothing is
    said; else what ZHENGGAI_ROBOT_HOSTS lists, `none` for none. Plain http only where the scheme is written."""
    name = "ZHENGGAI_ROBOT_HOSTS"
    wanted = words(name)
    if not wanted:
        return tuple(("https", host, 443, False) for host in _VENDORS)
    return () if wanted == ["none"] else tuple(_robot_host(name, text) for text in wanted)


def _robot_host(name: str, text: str) -> tuple[str, str, int, bool]:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port or ROBOT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise _malformed(name, text, _ROBOT_HOSTS_WANTED) from None
    if not parts.hostname or parts.username or parts.path.strip("/") or parts.query:
        raise _malformed(name, text, _ROBOT_HOSTS_WANTED)
    return parts.scheme, parts.hostname, port, True


_ROBOT_HOSTS_WANTED = "逗号分隔的主机名，如 qyapi.weixin.qq.com,im.example.cn:8443，或 none"


def whole_number(name: str, default: int, low: int, high: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise _malformed(name, text, f"{low} 到 {high} 的整数")
    return int(text)


def words(name: str) -> list[str]:
    """Comma-separated values."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def is_on(name: str) -> bool:
    text = os.environ.get(name, "").lower()
    if text not in ("", "0", "1", "true", "false"):
        raise _malformed(name, text, "0 或 1")
    return text in ("1", "true")


def _line(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _malformed(name: str, text: str, wanted: str) -> Refused:
    return Refused(
        "settings.malformed", f"环境变量 {name} 的值“{text}”不能用——应为{wanted}，请改正后再启动"
    )
