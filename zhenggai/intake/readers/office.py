"""doc and wps, through LibreOffice where it is installed (readings.md 21): converted to docx, and read as that.

Only ever in the wide limited child. A profile of its own in a folder that is removed; macros do not run when nobody
looks at the document.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from zhenggai.intake.readers import docx
from zhenggai.intake.readers.checks import check
from zhenggai.intake.readers.content import Content
from zhenggai.lib.errors import FileRefused

SECONDS = 90
_NOTICE = "旧格式文件经 LibreOffice 转换后读入，请与原件核对"


def content(data: bytes) -> Content:
    """What the document says once it is a docx."""
    with tempfile.TemporaryDirectory(prefix="zhenggai-") as folder:
        converted = _converted(data, Path(folder))
    check(converted, "docx")
    read = docx.content(converted)
    return Content(read.blocks, [_NOTICE, *read.notices], read.margins)


def _converted(data: bytes, folder: Path) -> bytes:
    source = folder / "source.doc"
    source.write_bytes(data)
    _run(folder, source)
    made = folder / "out" / "source.docx"
    if not made.is_file():
        raise FileRefused(
            "file.format",
            "这份旧格式文件转换不了（可能设有口令、已损坏，或没有装 LibreOffice Writer）"
            "——请用 WPS 或 Word 打开后另存为 docx",
        )
    return made.read_bytes()


def _run(folder: Path, source: Path) -> None:
    """In a session of its own: what LibreOffice has started ends with it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    process = subprocess.Popen(  # noqa: S603 (a program of the system, names of our own)
        [
            *("soffice", profile, "--headless", "--norestore", "--nolockcheck"),
            *("--convert-to", "docx", "--outdir", str(folder / "out"), str(source)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"},
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
