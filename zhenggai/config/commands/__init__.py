"""The verbs of the console script, one module each. A module adds its parser and runs; it imports what it needs
when it runs, so that `zhenggai read` starts without Django."""

from __future__ import annotations

import argparse
from typing import Protocol

from zhenggai.config.commands import (
    adopt,
    close,
    demo,
    doctor,
    evidence,
    figures,
    journal,
    ledger,
    password,
    read,
    registers,
    stages,
    sweep,
    up,
    warn,
)

Verbs = argparse._SubParsersAction  # the type that argparse gives no public name


class Command(Protocol):
    def add(self, verbs: Verbs[argparse.ArgumentParser]) -> None: ...


COMMANDS: tuple[Command, ...] = (
    *(up, read, adopt, ledger, stages, figures, evidence, close, warn),
    *(registers, sweep, journal, doctor, password, demo),
)
