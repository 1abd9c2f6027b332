"""What a register shows of the rooms below it: entered once there, read here (readings.md 20)."""

from __future__ import annotations

from zhenggai.people.queries import can
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.process import queries as process

MINUTES = "minutes_archive"
"""R24: the minutes of every meeting; those of the rectification are kept with its rounds."""


def process_meetings(viewer: Viewer, register: str) -> tuple[process.MeetingRow, ...]:
    """The newest meetings of the rectification, for the register of minutes and whoever may read rounds."""
    if register != MINUTES or not can(viewer, "round.read"):
        return ()
    return process.meetings(viewer, None)
