"""Photos and scans, where the extra `ocr` is installed: letters are recognised, paragraphs made of their lines (pages.py).

Only ever in the wide limited child. The engine's models come with its wheel; nothing leaves this machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.pages import COLUMN_GAP, PageLine, blocks_of, notices
from zhenggai.lib.errors import FileRefused

MOST_PAGES = 30
MOST_PIXELS = 50_000_000
_DOTS = 150
_DOUBTFUL = 0.85
_INCH = 72


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that were recognised, where they stand, and how sure the engine is."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    score: float


def content(data: bytes) -> Content:
    """The paragraphs of a picture or of a scanned pdf."""
    engine = _engine()
    pages = [_spots(engine, picture) for picture in _pictures(data)]
    lines = [list(lines_of(page)) for page in pages]
    doubtful = sum(1 for page in pages for spot in page if spot.score < _DOUBTFUL)
    told = ["文字由图像识别得出，可能有错字、漏字，请与原件核对后再立账"]
    if doubtful:
        told.append(f"其中 {doubtful} 处识别把握不大")
    return Content(list(blocks_of(lines)), [*told, *notices(lines)])


def lines_of(spots: Sequence[Spot]) -> Iterator[PageLine]:
    """Spots at one height are one line; a wide gap within it is a column's."""
    if not spots:
        return
    usual = median(spot.bottom - spot.top for spot in spots)
    for row in _rows(spots):
        height = median(spot.bottom - spot.top for spot in row)
        size = usual if abs(height - usual) < usual / 3 else height
        text, edge = "", row[0].left
        for spot in row:
            text += ("\t" if text and spot.left - edge > size * COLUMN_GAP else "") + spot.words
            edge = spot.right
        yield PageLine(text, row[0].left, edge, size)


def _rows(spots: Sequence[Spot]) -> Iterator[list[Spot]]:
    row: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.top + one.bottom):
        if row and (spot.top + spot.bottom) / 2 > row[-1].bottom:
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(spot)
    yield sorted(row, key=lambda one: one.left)


def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _spots(engine: Any, picture: Image.Image) -> list[Spot]:
    found = engine(picture)
    if found.boxes is None:
        return []
    return [
        Spot(
            words.strip(),
            float(min(point[0] for point in box)),
            float(min(point[1] for point in box)),
            float(max(point[0] for point in box)),
            float(max(point[1] for point in box)),
            float(score),
        )
        for box, words, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if words.strip()
    ]


def _pictures(data: bytes) -> Iterator[Image.Image]:
    if b"%PDF-" not in data[:1024]:
        yield _picture(data)
        return
    document = pdfium.PdfDocument(data)
    if len(document) > MOST_PAGES:
        raise FileRefused(
            "file.too_long",
            f"扫描件有 {len(document)} 页，超过文字识别 {MOST_PAGES} 页的上限——请拆分后分次读入",
        )
    for page in document:
        yield page.render(scale=_scale(page)).to_pil().convert("RGB")
        page.close()


def _scale(page: pdfium.PdfPage) -> float:
    """To 150 dots an inch, less where the page is a giant."""
    width, height = page.get_size()
    scale = _DOTS / _INCH
    return float(min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5))


def _picture(data: bytes) -> Image.Image:
    """Its size is asked of the head, before anything is unpacked (security.md F06)."""
    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(
                "file.too_large", "图片超过 5000 万像素的上限——请缩小后再提供，或提供原件的 docx"
            )
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(
            "file.damaged", "图片已损坏或不完整，打不开——请重新拍照或扫描，或提供原件"
        ) from error
