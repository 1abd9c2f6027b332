"""Lists of the administration as sheets: people, to be filled in and taken in again; the journal. Their words are
Chinese whatever language the page speaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from zhenggai.people.queries import PersonRow, TrailRow, business_roles, tree, whole_trail
from zhenggai.people.viewer import Viewer
from zhenggai.publication.render.xlsx import Column, Heading, Layout, Row

if TYPE_CHECKING:
    from zhenggai.journal.queries import EventFilters
    from zhenggai.people.models import Office

ADVICE = (
    "第一张表每行一人；“姓名”必填，其余各列可空，列的次序可以变。",
    "部门：写现有部门的名称或简称；新部门可以照写，导入时勾选一并建立。",
    "任职日期：形如 2021-09-01；不写按导入当天。同一人兼几个职务，写几行。",
    "账号：写账号名；写“是”由系统按姓名拼音起名；不写不建账号。",
    "角色：可写几个，用顿号隔开；须由另一人复核后才生效。不写不授权。",
    "角色到期日：临时授权才写。",
)
TRAIL = Layout(
    "留痕",
    (
        Heading(
            "",
            (
                Column("序号", 8, right=True),
                Column("时间", 19),
                Column("人员", 12),
                Column("角色", 14),
                Column("动作", 22),
                Column("内容", 46),
                Column("对象", 24),
                Column("结果", 18),
                Column("来源", 8),
            ),
        ),
    ),
    foot=(0, 2, 5, 6),
)


def people_cells(rows: list[PersonRow]) -> Iterator[list[str]]:
    """One line a post, so that whoever holds two of them has two."""
    for row in rows:
        for post in row.posts or (None,):
            named = [post.office, post.title, post.since.isoformat()] if post else ["", "", ""]
            yield [row.name, *named, row.account or ""]


def choices_for(viewer: Viewer, organ: Office) -> tuple[list[str], list[str]]:
    """The departments and roles that the sheet offers."""
    with translation.override("zh-hans"):
        roles = business_roles()
    return [node.name for node in tree(viewer, organ) if node.active], roles


def trail_rows(viewer: Viewer, filters: EventFilters) -> Iterator[Row]:
    """The journal as far as its reader may know it, newest first."""
    return (Row(_cells(row), opens=True) for row in whole_trail(viewer, filters))


def _cells(row: TrailRow) -> list[str]:
    return [
        str(row.seq),
        timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"),
        row.actor,
        "、".join(row.roles),
        row.action,
        row.words or "",
        f"{row.object_type} {row.object_id[:8]}".strip(),
        "" if row.is_done else row.result,
        row.source,
    ]
