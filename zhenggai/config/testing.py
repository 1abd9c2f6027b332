"""Loaded by pytest before anything else (`-p zhenggai.config.testing`): a data folder that is thrown away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "ZHENGGAI_TESTING" not in os.environ:
    os.environ["ZHENGGAI_TESTING"] = "1"
    os.environ["ZHENGGAI_DATA"] = tempfile.mkdtemp(prefix="zhenggai-test-")
    # Verbs look for it before anything else; the tests' own database lies beside it.
    (Path(os.environ["ZHENGGAI_DATA"]) / "zhenggai.sqlite3").touch()
    (Path(os.environ["ZHENGGAI_DATA"]) / "static").mkdir()
    atexit.register(shutil.rmtree, os.environ["ZHENGGAI_DATA"], ignore_errors=True)
