"""Write docs/registers.md from the declarations of the library."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("ZHENGGAI_TESTING", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenggai.config.settings")
    import django

    django.setup()
    from django.utils.translation import override

    from zhenggai.registers.describing import describe
    from zhenggai.registers.shelf import shelf

    with override("zh-hans"):
        text = describe(shelf().values())
    (ROOT / "docs" / "registers.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
