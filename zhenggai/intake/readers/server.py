"""The nursery's own process: `python -m zhenggai.intake.readers.server`, a socket as its standard input.

A line of JSON comes in, a length and JSON go out, one file a line. It loads the parsers once, has no threads and no
network, ignores the terminal's Ctrl-C, and ends when its other side does.
"""

from __future__ import annotations

import gc
import io
import json
import signal
import socket
import zipfile
from functools import partial
from pathlib import Path

from zhenggai.intake.formats import TEXTS
from zhenggai.intake.readers import document_alone, parse, reader
from zhenggai.intake.readers.child import leave_network, limited
from zhenggai.intake.readers.xml import W
from zhenggai.intake.reading import document_and_draft, workbook_alone
from zhenggai.intake.segment import segment

_WORK = {work.__name__: work for work in (document_alone, document_and_draft, workbook_alone)}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_network()
    _warm_up()
    gc.freeze()
    with socket.socket(fileno=0) as connection, connection.makefile("rwb") as line:
        for asked in line:
            request = json.loads(asked)
            work = _WORK[request["work"]]
            wide = request["wide"]
            told = limited(partial(work, Path(request["path"]), request["name"], wide), wide=wide)
            line.write(b"%d\n" % len(told) + told)
            line.flush()


def _warm_up() -> None:
    """Load every reader and read a small document or two, so that no child has to load what is loaded at first use."""
    for kind in TEXTS:
        reader(kind)
    segment(
        parse(
            "关于整改情况的通报\n一、问题整改情况\n1.学习不深入。2021年3月已整改。".encode(),
            "a.txt",
        )
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _SMALLEST_DOCX.items():
            archive.writestr(name, part)
    parse(packed.getvalue(), "a.docx")


_SMALLEST_DOCX = {
    "[Content_Types].xml": '<Types><Override ContentType="wordprocessingml.document.main"/></Types>',
    "word/document.xml": f'<d xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>整改</w:t></w:r></w:p></d>',
}


if __name__ == "__main__":
    main()
