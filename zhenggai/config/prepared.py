"""Whether a database is ready to be worked on by this edition of the program."""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from zhenggai.lib.errors import Refused

PACKAGE = Path(__file__).resolve().parents[1]


def refuse_unprepared(folder: Path) -> None:
    """Refused where the database does not answer, is of another edition, or lacks a migration of this one."""
    if _wanted() - refuse_foreign(folder):
        raise Refused(
            "data.unprepared",
            f"{folder} 的数据库还没有准备，或来自较早的版本——请先运行 zhenggai up，它会更新数据库",
        )


def refuse_foreign(folder: Path) -> set[tuple[str, str]]:
    """The migrations that the database has seen; refused where this edition does not know one of them."""
    try:
        done = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError as error:
        why = str(error).strip().partition("\n")[0]
        raise Refused(
            "data.unreachable",
            f"数据库打不开（{why}）——请确认数据库已启动，地址、口令和权限无误",
        ) from error
    rooms = {room for room, _name in _wanted()}
    if unknown := sorted(name for room, name in done - _wanted() if room in rooms):
        raise Refused(
            "data.other_edition",
            f"{folder} 的数据库来自另一个版本（{unknown[0]}），这个版本不能打开，也没有改动它——"
            "请用原来的版本打开，或另选数据目录（DATA=…）",
        )
    return done


def _wanted() -> set[tuple[str, str]]:
    """Room and name of every migration."""
    return {(path.parts[-3], path.stem) for path in PACKAGE.glob("*/migrations/0*.py")}
