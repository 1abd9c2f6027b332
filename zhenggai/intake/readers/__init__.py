"""Readers: files become blocks. One table of formats, one reader each; whatever comes in is checked first (F01–F05).

Nothing here needs Django: `zhenggai read` starts without it. Everything that touches a file's inside runs in a
limited child process.
"""

from __future__ import annotations

import hashlib
import stat
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from zhenggai.intake.blocks import Document
from zhenggai.intake.classified import Classified, refuse_secrets
from zhenggai.intake.formats import OLD, PICTURES, TEXTS, may_recognise
from zhenggai.intake.readers.checks import (
    MOST_BYTES,
    MOST_TEXT_BYTES,
    check,
    extension_of,
    plain_name,
    too_large,
)
from zhenggai.intake.readers.child import answer, leave_network, limited
from zhenggai.intake.readers.content import Content, invisible_characters
from zhenggai.intake.readers.nursery import NURSERY
from zhenggai.intake.readers.passing import document_from_json, document_to_json
from zhenggai.intake.sheet import Workbook
from zhenggai.lib.errors import FileRefused

READERS = {
    "txt": "text",
    "docx": "docx",
    "xlsx": "xlsx",
    "xls": "xls",
    "pdf": "pdf",
    "html": "html",
    "htm": "html",
    "ofd": "ofd",
    **dict.fromkeys(OLD, "office"),
    **dict.fromkeys(PICTURES, "scan"),
}
"""Extension → module with a function `content` from bytes to content, loaded when the first such file comes. A new
format is one line here, one in checks.py and one module."""
MOST_BLOCKS = 100_000
WORKBOOKS = ("xlsx", "xls")
MOST_CELL_TEXT = 15_000_000
"""Characters of a workbook that is compared with the ledger: some 50,000 lines of it."""


def read_file(path: Path, *, name: str | None = None) -> Document:
    """The file as a document, parsed in a limited child. `name` is what its sender called it, where the path is
    another. Raises FileRefused with a sentence for people."""
    document: Document = document_from_json(in_child(document_alone, path, name or path.name))
    return document


def read_bytes(data: bytes, name: str) -> Document:
    """The same for a file that is in memory."""
    with tempfile.NamedTemporaryFile(prefix="zhenggai-") as file:
        file.write(data)
        file.flush()
        return read_file(Path(file.name), name=name)


def in_child(work: Callable[..., Any], path: Path, name: str) -> Any:
    """What `work` answers for the file, run in a limited child. A pdf that turns out to be a scan is tried again in a
    wide one, where letters can be recognised. `work` is one that the server knows."""
    kind = extension_of(plain_name(name))
    try:
        return _from_child(work, path, name, wide=kind in READERS and kind not in TEXTS)
    except FileRefused as refused:
        if refused.code != "file.scan" or kind != "pdf" or not may_recognise():
            raise
    return _from_child(work, path, name, wide=True)


def _from_child(work: Callable[..., Any], path: Path, name: str, *, wide: bool) -> Any:
    """From a child forked from this process when that is small and has no threads (the command line), from one of the
    nursery's otherwise."""
    if "django" not in sys.modules and threading.active_count() == 1:
        told = limited(partial(_without_network, work, path, name, wide), wide=wide)
    else:
        asked = {"work": work.__name__, "path": str(path.absolute()), "name": name, "wide": wide}
        told = NURSERY.ask(asked)
    try:
        return answer(told)
    except FileRefused as refused:
        if (
            refused.code == "file.classified"
        ):  # Of all refusals the one after which the file is not kept.
            raise Classified(refused.code, refused.sentence) from None
        raise


def document_alone(path: Path, name: str, wide: bool = False) -> dict[str, Any]:
    """The document as it crosses the pipe. For limited children only."""
    return document_to_json(parse(load(path), name, wide))


def parse(data: bytes, name: str, wide: bool = False) -> Document:
    """Check and parse, in this very process. For limited children only; in a wide one a pdf is read as a scan."""
    name = plain_name(name)
    kind = extension_of(name)
    check(data, kind)
    content = reader("png" if wide and kind == "pdf" else kind)(data)
    _check_length(content)
    document = Document(
        name=name,
        format=kind,
        digest=hashlib.sha256(data).hexdigest(),
        blocks=tuple(content.blocks),
        notices=(*content.notices, *invisible_characters(content)),
    )
    refuse_secrets(document.text)
    refuse_secrets(content.margins)
    if not document.text.strip():
        raise FileRefused(
            "file.no_text",
            f"“{name}”里没有可读的文字（可能是空白文件，或只有图片）——请提供能复制文字的 docx、pdf 或 txt 文件",
        )
    return document


def reader(kind: str) -> Callable[[bytes], Content]:
    """The function that reads files of this extension."""
    module = import_module(f"zhenggai.intake.readers.{READERS[kind]}")
    return cast("Callable[[bytes], Content]", module.content)


def parse_workbook(data: bytes, name: str) -> Workbook:
    """Check a workbook and read its cells in their places, in this very process. For limited children only."""
    kind = extension_of(plain_name(name))
    if kind not in WORKBOOKS:
        raise FileRefused(
            "file.no_sheet",
            "台账只能从 xlsx、xls 表格导入——请用 WPS、Excel 另存为 xlsx 再导入；别的文件请从“读入文件”读入",
        )
    check(data, kind)
    module = import_module(f"zhenggai.intake.readers.{READERS[kind]}")
    found = cast("Workbook", module.workbook(data))
    _check_size(found)
    return found


def _check_length(content: Content) -> None:
    """However small the file was: a text that is too long is refused before hours go into reading it."""
    if len(content.blocks) > MOST_BLOCKS:
        raise FileRefused(
            "file.too_long",
            f"文件有 {len(content.blocks)} 行（段），超过 {MOST_BLOCKS} 行的上限——请拆分后分次读入，或只提供正文",
        )
    size = sum(len(block.text) for block in content.blocks)
    if size > MOST_TEXT_BYTES:
        raise FileRefused(
            "file.too_long",
            f"文件有 {size // 10_000} 万字，超过 {MOST_TEXT_BYTES // 10_000} 万字的上限——请拆分后分次读入，或只提供正文",
        )


def _check_size(found: Workbook) -> None:
    """What is empty, too long or secret is refused before anything is compared with it."""
    texts = [text for sheet in found.sheets for row in sheet.rows for text in row.cells.values()]
    size = sum(len(text) for text in texts)
    if not size:
        raise FileRefused(
            "file.no_text", "表格是空的，没有可以导入的内容——请核对是否选错文件或工作表"
        )
    if size > MOST_CELL_TEXT:
        raise FileRefused(
            "file.too_long",
            f"表格有 {size // 10_000} 万字，超过 {MOST_CELL_TEXT // 10_000} 万字的上限——请按部门或方面拆分后分次导入",
        )
    refuse_secrets("\n".join(texts))


def load(path: Path) -> bytes:
    """The file's bytes; refused before reading when it is not there, no file, or too large."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileRefused("file.folder", f"{path} 是文件夹，一次只读一份文件——请给出其中的文件")
        if not stat.S_ISREG(found.st_mode):
            raise FileRefused("file.unreadable", f"{path} 不是普通文件——请给出一份文书或台账文件")
        if found.st_size > MOST_BYTES:
            raise too_large(found.st_size, MOST_BYTES)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused("file.missing", f"没有找到文件 {path}——请核对路径和文件名") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径无效"
        raise FileRefused(
            "file.unreadable", f"打不开文件 {path}（{reason}）——请核对路径和读取权限"
        ) from error


def _without_network(work: Callable[..., Any], path: Path, name: str, wide: bool) -> Any:
    leave_network()
    return work(path, name, wide)
