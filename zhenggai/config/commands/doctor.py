"""`zhenggai doctor`: is everything in place that the office relies on?"""

from __future__ import annotations

import argparse
import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from zhenggai.config.session import set_up

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs

Finding = tuple[bool | None, str]
"""Good, bad, or (None) worth knowing; and the sentence."""
_LEAST_FREE = 0.05
_PROGRAMS = (("soffice", "LibreOffice：预览与 PDF"), ("clamd", "ClamAV：查毒"))


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("doctor", help="检查运行环境 / check the installation")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 where anything is wrong."""
    set_up()
    findings = [finding for check in _CHECKS for finding in check()]
    for good, sentence in findings:
        print(f"{'·' if good is None else '✓' if good else '✗'} {sentence}")
    return int(any(good is False for good, _ in findings))


def _python() -> list[Finding]:
    return [
        (sys.version_info >= (3, 11), f"Python {platform.python_version()}"),
        (None, f"SQLite {sqlite3.sqlite_version}"),
    ]


def _folder() -> list[Finding]:
    from django.conf import settings

    folder = settings.DATA
    mode = stat.S_IMODE(folder.stat().st_mode)
    usage = shutil.disk_usage(folder)
    keys = [
        path for path in (folder / "keys").iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    return [
        (mode & 0o077 == 0, f"数据目录 {folder}，权限 {mode:04o}（应只有所有者可进入）"),
        (not keys, "密钥文件只有所有者可读" if not keys else f"密钥文件权限过宽：{keys[0].name}"),
        (
            usage.free > usage.total * _LEAST_FREE,
            f"磁盘可用 {usage.free / 2**30:.1f} GB（{usage.free / usage.total:.0%}）",
        ),
    ]


def _database() -> list[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    findings: list[Finding] = [
        (
            not left,
            "数据库结构为最新" if not left else f"有 {len(left)} 项迁移未执行——请运行 zhenggai up",
        )
    ]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            (level,) = cursor.fetchone()
        findings.append((level == 2, f"SQLite 同步级别 {level}（应为 2，即 FULL）"))
    return findings + ([] if left else _guards())


def _guards() -> list[Finding]:
    from zhenggai.journal import triggers as journal
    from zhenggai.journal.queries import verify
    from zhenggai.rectification import triggers as rectification
    from zhenggai.registers import triggers as registers

    missing = journal.missing() + rectification.missing() + registers.missing()
    verdict = verify()
    return [
        (
            not missing,
            "数据库触发器齐全"
            if not missing
            else f"缺触发器：{'、'.join(missing)}——请运行 zhenggai up",
        ),
        (verdict.exit_code == 0, verdict.sentence),
    ]


def _jobs() -> list[Finding]:
    from zhenggai.jobs.queries import dead_count

    dead = dead_count()
    return [
        (dead == 0, "后台任务没有积压的失败" if not dead else f"有 {dead} 个后台任务多次失败后停下")
    ]


def _programs() -> list[Finding]:
    return [
        (None, f"{words}：{'有' if shutil.which(name) else '未安装，相应功能不提供'}")
        for name, words in _PROGRAMS
    ]


_CHECKS: tuple[Callable[[], list[Finding]], ...] = (_python, _folder, _database, _jobs, _programs)
