"""The site as granian loads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.outside_database

_ASKED = """
import gc, sys
from zhenggai.config.wsgi import application
print(callable(application), "zhenggai.web.pages.ledger" in sys.modules, gc.get_freeze_count() > 50_000)
"""


def test_the_site_is_loaded_whole_and_never_gone_through_again(tmp_path: Path) -> None:
    environment = os.environ | {"ZHENGGAI_DATA": str(tmp_path)}

    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _ASKED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.split() == ["True", "True", "True"]
