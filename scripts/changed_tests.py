"""Folders of tests that what has changed since HEAD asks for: of the lowest room that changed and of the one above it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UPWARDS = (
    "lib",
    "rules",
    "jobs",
    "journal",
    "people",
    "archive",
    "intake",
    "rectification",
    "registers",
    "publication",
    "web",
)


def main() -> None:
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rooms = {
        line[3:].split("/")[1] for line in changed.splitlines() if line[3:].startswith("zhenggai/")
    }
    touched = [place for place, room in enumerate(UPWARDS) if room in rooms]
    wanted = UPWARDS[min(touched) : min(touched) + 2] if touched else UPWARDS[:4]
    print(" ".join(f"zhenggai/{room}" for room in wanted))


if __name__ == "__main__":
    main()
