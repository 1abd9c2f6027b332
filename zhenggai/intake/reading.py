"""A file as a document and its draft, or as cells in their places: parsed in one limited child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhenggai.intake.blocks import Document
from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.readers import in_child, load, parse, parse_workbook
from zhenggai.intake.readers.passing import document_from_json, document_to_json
from zhenggai.intake.segment import segment
from zhenggai.intake.sheet import Workbook, workbook_from_json


def read_draft(path: Path, *, name: str | None = None) -> tuple[Document, Draft]:
    """The document and the draft of a file. `name` is what its sender called it, where the path is another. Raises
    FileRefused with a sentence for people."""
    value = in_child(document_and_draft, path, name or path.name)
    return document_from_json(value["document"]), draft_from_json(value["draft"])


def document_and_draft(path: Path, name: str, wide: bool = False) -> dict[str, Any]:
    """Both as they cross the pipe. For limited children only."""
    document = parse(load(path), name, wide)
    return {"document": document_to_json(document), "draft": segment(document).as_json()}


def read_workbook(path: Path, *, name: str | None = None) -> Workbook:
    """The cells of a workbook. Raises FileRefused with a sentence for people."""
    return workbook_from_json(in_child(workbook_alone, path, name or path.name))


def workbook_alone(path: Path, name: str, wide: bool = False) -> dict[str, Any]:
    """The cells as they cross the pipe. For limited children only; no workbook needs a wide one."""
    return parse_workbook(load(path), name).as_json()
