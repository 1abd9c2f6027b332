"""The rows of a small sheet, for pages that take a list in while somebody waits: checked and parsed in a limited child
like every other file, and not kept."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.intake.readers import read_bytes
from zhenggai.intake.readers.checks import extension_of
from zhenggai.lib.errors import FileRefused

LARGEST = 5_000_000
MOST_ROWS = 5_000
KINDS = ("xlsx", "xls")


def rows_of(data: bytes, name: str) -> list[list[str]]:
    """The first visible sheet's rows, top to bottom; refused where the file is no sheet, or too large."""
    if extension_of(name) not in KINDS:
        raise FileRefused(
            "sheet.kind", gettext("这里只收 xlsx、xls——请另存为 xlsx 再上传，或直接粘贴表格")
        )
    if len(data) > LARGEST:
        raise FileRefused("sheet.large", gettext("表格超过 5 MB——请只留需要的一张表再上传"))
    blocks = read_bytes(data, name).blocks
    # Lines above a table stand outside of it; a sheet of one column has no table at all.
    first = next((block.table for block in blocks if block.table is not None), None)
    rows = [list(block.cells or (block.text,)) for block in blocks if block.table in (None, first)]
    if len(rows) > MOST_ROWS:
        raise FileRefused(
            "sheet.long",
            gettext("表格超过 %(most)s 行——请分几张表上传") % {"most": MOST_ROWS},
        )
    return rows
