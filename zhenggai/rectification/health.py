"""What the health page says of rectification: that locked texts are guarded by the database itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from zhenggai.people.health import Finding, Part
from zhenggai.rectification import triggers


def guards(serving: bool) -> Iterator[Finding]:
    missing = triggers.missing()
    yield Finding(
        Part.DATABASE,
        not missing,
        gettext("缺触发器：%(names)s——请运行 zhenggai up") % {"names": "、".join(missing)}
        if missing
        else gettext("原文锁定的触发器齐全"),
    )
