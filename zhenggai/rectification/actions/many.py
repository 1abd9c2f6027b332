"""The same act on many issues: all of them or none, and all that stands in the way told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import Issue

MOST_AT_ONCE = 200
T = TypeVar("T")


def each(
    viewer: Viewer, picked: Sequence[tuple[Issue, int]], act: Callable[[Issue, int], T]
) -> list[T]:
    """Act on every issue with the version that was seen, inside one action; refused with an account of every issue
    that could not be done."""
    if not picked:
        raise BadInput("bulk.none", gettext("还没有选中问题——请先勾选"))
    if len(picked) > MOST_AT_ONCE:
        raise BadInput(
            "bulk.too_many",
            gettext("一次最多办 %(most)s 个问题——请分次办理") % {"most": MOST_AT_ONCE},
        )
    account, missing = [], []
    for issue, version in picked:
        try:
            account.append(act(issue, version))
        except Refused as refused:
            several = "；".join(refused.missing)
            missing.append(
                f"{issue.code} {issue.title}：{refused.sentence}"
                + (f"（{several}）" if several else "")
            )
    if missing:
        raise Refused(
            "bulk.refused",
            gettext(
                "%(count)s 个问题中有 %(bad)s 个办不了，全部没有办——请去掉这些问题或另作处理后再办"
            )
            % {"count": len(picked), "bad": len(missing)},
            missing,
        )
    return account
