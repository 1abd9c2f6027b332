"""A file as a document and its draft: parsed and segmented in one limited child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.readers import load, parse
from zhenggai.intake.readers.child import is_small, limited, remote
from zhenggai.intake.segment import segment


def read_draft(path: Path, *, name: str | None = None) -> tuple[Document, Draft]:
    """The document and the draft of a file. Raises FileRefused with a sentence for people."""
    name = name or path.name
    if is_small():
        value = limited(lambda: as_json(*read_here(path, name)))
    else:
        value = remote(str(path.resolve()), name)
    return _document(value["document"]), draft_from_json(value["draft"])


def read_here(path: Path, name: str) -> tuple[Document, Draft]:
    """The same in this very process; for limited children only."""
    document = parse(load(path), name)
    return document, segment(document)


def as_json(document: Document, draft: Draft) -> dict[str, Any]:
    """What crosses the pipe between child and parent."""
    return {
        "document": {
            "name": document.name,
            "format": document.format,
            "digest": document.digest,
            "notices": list(document.notices),
            "blocks": [
                [item.text, item.page, item.heading, item.cells, item.table, item.header, item.soft]
                for item in document.blocks
            ],
        },
        "draft": draft.as_json(),
    }


def _document(value: dict[str, Any]) -> Document:
    blocks = tuple(
        Block(text, page, heading, tuple(cells) if cells is not None else None, table, header, soft)
        for text, page, heading, cells, table, header, soft in value["blocks"]
    )
    return Document(
        value["name"], value["format"], value["digest"], blocks, tuple(value["notices"])
    )
