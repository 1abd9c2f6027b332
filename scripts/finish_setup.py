"""The last step of setting up: put the project on the environment's path, leave the command, compile catalogues."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
COMMAND = """#!{python}
import sys

from zhenggai.config.cli import main

sys.exit(main())
"""


def main() -> None:
    _put_on_path()
    _leave_command()
    _compile_catalogues()


def _put_on_path() -> None:
    _write(Path(sysconfig.get_path("purelib")) / "zhenggai.pth", f"{ROOT}\n")


def _leave_command() -> None:
    target = ROOT / ".venv" / "bin" / "zhenggai"
    _write(target, COMMAND.format(python=ROOT / ".venv" / "bin" / "python"))
    target.chmod(0o755)


def _compile_catalogues() -> None:
    """`.po` to `.mo` where the source is newer; no gettext needed."""
    for source in ROOT.glob("zhenggai/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


def _write(target: Path, text: str) -> None:
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
