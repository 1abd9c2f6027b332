"""The nursery: `python -m zhenggai.intake.readers.nursery`. A line of JSON in, a length and JSON out, one file a
line; it loads the parsers once, has no threads, and ends when its standard input does."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from zhenggai.intake.readers.child import limited
from zhenggai.intake.reading import as_json, read_here
from zhenggai.lib.errors import FileRefused


def _read(path: Path, name: str) -> Any:
    return as_json(*read_here(path, name))


def main() -> None:
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        path, name = Path(asked["path"]), asked["name"]
        try:
            told = {"value": limited(partial(_read, path, name))}
        except FileRefused as refused:
            told = {"refused": [refused.code, refused.sentence]}
        answer = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
        sys.stdout.buffer.write(b"%d\n" % len(answer) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
