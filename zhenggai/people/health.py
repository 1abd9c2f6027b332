"""Is everything in place that the office relies on? One list of findings, for the page of the system administrator and
for `zhenggai doctor`. Rooms above add their own checks when the program starts."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from zhenggai import VERSION
from zhenggai.jobs import actions as jobs
from zhenggai.jobs.queries import DeadJob, Queue, dead_jobs, queue
from zhenggai.journal import queries as journal
from zhenggai.journal import triggers
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import NotFound
from zhenggai.people import mailing, outbox
from zhenggai.people.clock import today
from zhenggai.people.models import Channel
from zhenggai.people.policy import guard
from zhenggai.people.viewer import Viewer

LATE_VERIFICATION_DAYS = 7
_FULL_SYNC = 2
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_CJK = ("cjk", "simsun", "simhei", "fangsong", "songti", "sourcehan", "wqy", "pingfang", "msyh")


class Part(TextChoices):
    """What a finding is about, in the order of the page."""

    PROGRAM = "program", gettext_lazy("程序")
    FOLDER = "folder", gettext_lazy("数据目录")
    DATABASE = "database", gettext_lazy("数据库")
    JOURNAL = "journal", gettext_lazy("留痕")
    WORKER = "worker", gettext_lazy("后台任务")
    STORE = "store", gettext_lazy("佐证材料")
    MAIL = "mail", gettext_lazy("通知")
    BACKUP = "backup", gettext_lazy("备份")
    OPTIONAL = "optional", gettext_lazy("可选程序")


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` is None for what is only worth knowing."""

    part: Part
    good: bool | None
    words: str


Check = Callable[[bool], Iterable[Finding]]
"""Asked with whether the site is being served: then nothing is recomputed that takes long."""
_checks: list[Check] = []


def register_check(check: Check) -> None:
    _checks.append(check)


def health(viewer: Viewer) -> list[Finding]:
    """What the system administrator sees while the site runs."""
    guard(viewer, "health.read")
    return findings(serving=True)


def given_up(viewer: Viewer) -> list[DeadJob]:
    guard(viewer, "health.read")
    return dead_jobs()


def findings(*, serving: bool) -> list[Finding]:
    """Everything, part by part."""
    own: tuple[Check, ...] = (
        _program,
        _folder,
        _database,
        _journal,
        _worker,
        _mail,
        _backup,
        _optional,
    )
    order = list(Part)
    found = [finding for check in (*own, *_checks) for finding in check(serving)]
    return sorted(found, key=lambda finding: order.index(finding.part))


def unready() -> list[str]:
    """Why the site could not do its work now; nothing where it can (security.md D09)."""
    reasons = []
    if journal.is_low():
        reasons.append(gettext("磁盘可用空间不足，不能再写入——请清出空间"))
    try:
        with transaction.atomic():
            jobs.probe()
            transaction.set_rollback(True)
        if missing := triggers.missing():
            reasons.append(
                gettext("数据库缺触发器 %(names)s——请重新运行 zhenggai up")
                % {"names": "、".join(missing)}
            )
    except (DatabaseError, OSError):
        reasons.append(gettext("数据库暂时不能写入——请查看数据库和磁盘"))
    return reasons


@action("job.retry", noun="jobs.job")
def retry_job(viewer: Viewer, key: int) -> None:
    """Let the worker try once more what it has given up."""
    job = jobs.retry(key)
    if job is None:
        raise NotFound("job.not_found", gettext("没有这个停下的任务——可能已经重试，请刷新页面"))
    note(summary=gettext("重试后台任务 %(name)s") % {"name": job.name}, job=job.pk)


def size_words(size: float) -> str:
    """Bytes in words: 34 KB, 1.2 MB, 5.6 GB."""
    for unit, scale in (("GB", 2**30), ("MB", 2**20)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB"


def _program(serving: bool) -> Iterator[Finding]:
    python = gettext("整改 %(version)s，Python %(python)s，SQLite %(sqlite)s") % {
        "version": VERSION,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    yield Finding(Part.PROGRAM, sys.version_info >= (3, 11), python)
    fixed = settings.ZHENGGAI_TODAY
    said = gettext("今天固定为 %(day)s（演示）") if fixed else gettext("今天是 %(day)s")
    yield Finding(Part.PROGRAM, None, said % {"day": today()})


def _folder(serving: bool) -> Iterator[Finding]:
    folder = Path(settings.DATA)
    mode = stat.S_IMODE(folder.stat().st_mode)
    yield Finding(
        Part.FOLDER,
        mode & 0o077 == 0,
        gettext("数据目录 %(folder)s，权限 %(mode)s（应只有所有者可进入）")
        % {"folder": folder, "mode": f"{mode:04o}"},
    )
    wide = [
        path for path in (folder / "keys").glob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    yield Finding(
        Part.FOLDER,
        not wide,
        gettext("密钥文件权限过宽：%(name)s——请改为只有所有者可读") % {"name": wide[0].name}
        if wide
        else gettext("密钥文件只有所有者可读"),
    )
    usage, low = shutil.disk_usage(folder), journal.is_low()
    said = gettext("已用 %(size)s（不含佐证材料），磁盘可用 %(free)s（%(share)s）") % {
        "size": size_words(_size_of(folder)),
        "free": size_words(usage.free),
        "share": f"{usage.free / usage.total:.0%}",
    }
    if low:
        said += gettext("——系统已转为只读，请清出空间")
    yield Finding(Part.FOLDER, not low, said)


def _database(serving: bool) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(
        Part.DATABASE,
        not left,
        gettext("有 %(count)s 项迁移未执行——请运行 zhenggai up") % {"count": len(left)}
        if left
        else gettext("数据库结构为最新"),
    )
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Iterator[Finding]:
    path = Path(str(connection.settings_dict["NAME"]))
    parts = [path, path.with_name(path.name + "-wal")]
    size = sum(part.stat().st_size for part in parts if part.exists())
    mode, level = _asked("PRAGMA journal_mode"), int(_asked("PRAGMA synchronous"))
    yield Finding(
        Part.DATABASE,
        mode == "wal",
        gettext("SQLite，%(size)s，日志方式 %(mode)s（应为 wal）")
        % {"size": size_words(size), "mode": mode},
    )
    yield Finding(
        Part.DATABASE,
        level == _FULL_SYNC,
        gettext("SQLite 同步级别 %(level)s（应为 2，即 FULL）") % {"level": level},
    )


def _postgresql() -> Iterator[Finding]:
    size = int(_asked("SELECT pg_database_size(current_database())"))
    commit = _asked("SHOW synchronous_commit")
    yield Finding(
        Part.DATABASE,
        None,
        gettext("PostgreSQL %(version)s，%(size)s")
        % {"version": _asked("SHOW server_version").split(" ")[0], "size": size_words(size)},
    )
    yield Finding(
        Part.DATABASE,
        commit in ("on", "remote_apply", "remote_write"),
        gettext("synchronous_commit 为 %(level)s（应为 on）") % {"level": commit},
    )


def _journal(serving: bool) -> Iterator[Finding]:
    missing = triggers.missing()
    yield Finding(
        Part.JOURNAL,
        not missing,
        gettext("缺触发器：%(names)s——请运行 zhenggai up") % {"names": "、".join(missing)}
        if missing
        else gettext("留痕的触发器齐全"),
    )
    if not serving:
        verdict = journal.verify()
        yield Finding(Part.JOURNAL, verdict.exit_code == journal.GOOD, verdict.sentence)
        return
    last = journal.last_verification()
    if last is None:
        yield Finding(Part.JOURNAL, None, gettext("留痕还没有校验过——后台每天校验一次"))
        return
    late = (timezone.now() - last.at).days > LATE_VERIFICATION_DAYS
    yield Finding(
        Part.JOURNAL,
        last.exit_code == journal.GOOD and not late,
        gettext("%(day)s 校验：%(sentence)s")
        % {
            "day": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"),
            "sentence": last.sentence,
        },
    )


def _worker(serving: bool) -> Iterator[Finding]:
    now = queue()
    if now.is_alive:
        yield Finding(Part.WORKER, True, gettext("后台进程在运行"))
    else:
        silent = gettext("后台进程没有应答——读入文件等要等它恢复，请重新运行 zhenggai up")
        yield Finding(Part.WORKER, False if serving else None, silent)
    yield Finding(Part.WORKER, None, _queue_words(now))
    if now.dead:
        said = gettext("有 %(count)s 个任务多次失败后停下") % {"count": now.dead}
        yield Finding(Part.WORKER, False, said)


def _queue_words(now: Queue) -> str:
    words = gettext("等待 %(waiting)s，正在办 %(running)s") % {
        "waiting": now.waiting,
        "running": now.running,
    }
    if now.oldest_at is None:
        return words
    minutes = int((timezone.now() - now.oldest_at).total_seconds() // 60)
    return words + gettext("，最早的已等 %(minutes)s 分钟") % {"minutes": minutes}


def _mail(serving: bool) -> Iterator[Finding]:
    tally = outbox.tally()
    (waiting, lost), (robots, lost_robots) = tally[Channel.MAIL], tally[Channel.ROBOT]
    if mailing.is_set_up():
        yield Finding(Part.MAIL, None, gettext("邮件等待发送 %(count)s 封") % {"count": waiting})
    else:
        said = gettext("没有配置邮件服务器——每日摘要只在系统内，需要邮件的请设置 ZHENGGAI_SMTP_URL")
        yield Finding(Part.MAIL, None, said)
    if robots:
        said = gettext("群机器人的消息等待发送 %(count)s 件")
        yield Finding(Part.MAIL, None, said % {"count": robots})
    if lost + lost_robots:
        said = gettext("有 %(count)s 件通知没有送出，不再重试——请在“没有送出的通知”里重发或搁置")
        yield Finding(Part.MAIL, False, said % {"count": lost + lost_robots})


def _backup(serving: bool) -> Iterator[Finding]:
    yield Finding(
        Part.BACKUP, None, gettext("还没有备份功能——请定期停机复制整个数据目录，另存他处")
    )


def _optional(serving: bool) -> Iterator[Finding]:
    wanted = (
        (shutil.which("soffice"), "LibreOffice", gettext("预览与 PDF")),
        (shutil.which("clamd") or shutil.which("clamdscan"), "ClamAV", gettext("查毒")),
        (_has_cjk_font(), gettext("中文字体"), gettext("生成 PDF")),
    )
    for found, name, purpose in wanted:
        said = (
            gettext("%(name)s（%(purpose)s）：有")
            if found
            else gettext("%(name)s（%(purpose)s）：未安装，相应功能不提供")
        )
        yield Finding(Part.OPTIONAL, None, said % {"name": name, "purpose": purpose})


@lru_cache(maxsize=1)
def _has_cjk_font() -> bool:
    return any(
        mark in path.name.lower().replace(" ", "").replace("-", "")
        for folder in _FONTS
        for path in Path(folder).expanduser().rglob("*.[ot]t[fc]")
        for mark in _CJK
    )


def _size_of(folder: Path) -> int:
    """The folder's files without the store, whose size its room knows."""
    store = Path(settings.STORE)
    return sum(
        path.stat().st_size
        for top in folder.iterdir()
        if top != store
        for path in (top.rglob("*") if top.is_dir() else [top])
        if path.is_file()
    )


def _asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
