"""Loaded by pytest before anything else (`-p zhenggai.config.testing`): a data folder that is thrown away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "ZHENGGAI_TESTING" not in os.environ:
    os.environ["ZHENGGAI_TESTING"] = "1"
    os.environ["ZHENGGAI_DATA"] = tempfile.mkdtemp(prefix="zhenggai-test-")
    atexit.register(shutil.rmtree, os.environ["ZHENGGAI_DATA"], ignore_errors=True)
