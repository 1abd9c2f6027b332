"""The nursery's own process: `python -m zhenggai.intake.readers.server`, a socket as its standard input.

A line of JSON comes in, a length and JSON go out, one file a line. It loads the parsers once, has no threads and no
network, ignores the terminal's Ctrl-C, and ends when its other side does.
"""

from __future__ import annotations

import gc
import json
import signal
import socket
from functools import partial
from pathlib import Path

from zhenggai.intake.readers import document_alone
from zhenggai.intake.readers.child import leave_network, limited
from zhenggai.intake.reading import document_and_draft

_WORK = {work.__name__: work for work in (document_alone, document_and_draft)}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_network()
    gc.freeze()
    with socket.socket(fileno=0) as connection, connection.makefile("rwb") as line:
        for asked in line:
            request = json.loads(asked)
            work = _WORK[request["work"]]
            told = limited(partial(work, Path(request["path"]), request["name"]))
            line.write(b"%d\n" % len(told) + told)
            line.flush()


if __name__ == "__main__":
    main()
