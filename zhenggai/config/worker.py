"""`python -m zhenggai.config.worker`: the process that runs jobs until it is told to stop."""

from __future__ import annotations

import signal
import threading

from zhenggai.config.session import set_up


def main() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    set_up()
    from zhenggai.jobs.worker import run

    run(stop)


if __name__ == "__main__":
    main()
