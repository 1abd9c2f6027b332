"""The command as a user starts it: its own process, its own data folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def command() -> Run:
    """Run `zhenggai` with these words; output as text."""

    def run(*words: str | Path, data: Path | None = None) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHENGGAI_", "DJANGO_"))}
        # Passwords are hashed cheaply in tests; nothing else differs.
        kept["ZHENGGAI_TESTING"] = "1"
        if data is not None:
            kept["ZHENGGAI_DATA"] = str(data)
        return subprocess.run(
            [ROOT / ".venv" / "bin" / "zhenggai", *words],
            capture_output=True,
            text=True,
            env=kept,
            cwd=ROOT,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def demo(command: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo office in it."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    made = command("demo", data=folder)
    assert made.returncode == 0, made.stderr
    return folder
