"""From a file to a ledger in one step: received, read and adopted through the rooms' own actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.lib.errors import FileRefused

if TYPE_CHECKING:
    from zhenggai.people.viewer import Viewer


def adopt_file(viewer: Viewer, path: Path) -> str:
    """Receive, read and adopt one file; answers with a sentence of what came out."""
    from zhenggai.intake.actions import receive
    from zhenggai.intake.jobs import read_now
    from zhenggai.people.clock import today
    from zhenggai.people.queries import system_viewer
    from zhenggai.rectification.actions import adopt
    from zhenggai.rectification.queries import figures

    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            "file.unreadable", f"打不开文件 {path}：{error.strerror}。请核对路径和权限"
        ) from error
    # Reading is the worker's part; here it is done at once.
    reading = read_now(system_viewer(), receive(viewer, data, path.name))
    # What has been read has text and draft; freeze() refuses everything else.
    round = adopt(viewer, reading, today=today())  # type: ignore[arg-type]
    found = figures(viewer, round, today())
    return f"已立账：{round.name}，{found.issue_count} 个问题"
