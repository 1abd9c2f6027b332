"""Refusals that several actions share."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.rectification.guards import refuse_future as refuse_future
from zhenggai.rectification.guards import refuse_settled as refuse_settled


def not_found() -> NotFound:
    return NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
