"""A document as it crosses the pipe between the limited child and its parent: plain JSON, never pickle."""

from __future__ import annotations

from typing import Any

from zhenggai.intake.blocks import Block, Document


def document_to_json(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "format": document.format,
        "digest": document.digest,
        "notices": list(document.notices),
        "blocks": [
            [item.text, item.page, item.heading, item.cells, item.table, item.header, item.soft]
            for item in document.blocks
        ],
    }


def document_from_json(value: dict[str, Any]) -> Document:
    blocks = tuple(
        Block(text, page, heading, None if cells is None else tuple(cells), table, header, soft)
        for text, page, heading, cells, table, header, soft in value["blocks"]
    )
    return Document(
        value["name"], value["format"], value["digest"], blocks, tuple(value["notices"])
    )
