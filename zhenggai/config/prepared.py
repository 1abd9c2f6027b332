"""Whether a database is ready to be worked on by this edition of the program."""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from zhenggai.lib.errors import Refused

PACKAGE = Path(__file__).resolve().parents[1]


def refuse_unprepared(folder: Path) -> None:
    """Refused where the database does not answer, or lacks a migration of this edition."""
    try:
        done = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError as error:
        why = str(error).strip().partition("\n")[0]
        raise Refused(
            "data.unreachable",
            f"数据库打不开（{why}）——请确认数据库已启动，地址、口令和权限无误",
        ) from error
    wanted = {(path.parts[-3], path.stem) for path in PACKAGE.glob("*/migrations/0*.py")}
    if wanted - done:
        raise Refused(
            "data.unprepared",
            f"{folder} 的数据库还没有准备，或来自较早的版本——请先运行 zhenggai up，它会更新数据库",
        )
