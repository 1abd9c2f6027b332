"""An OOXML package: which part is the text, which parts belong to it. Relations that lead outside are never followed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from zhenggai.intake.readers.container import read_member
from zhenggai.intake.readers.xml import Element, parsed
from zhenggai.lib.errors import FileRefused

_CONTENT_TYPES = "[Content_Types].xml"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = (
    ("wordprocessingml.document.main", "docx"),
    ("wordprocessingml.template.main", "docx"),
    ("spreadsheetml.sheet.main", "xlsx"),
    ("presentationml.presentation.main", "pptx"),
)
_CALLED = {"docx": "文字文档（docx）", "xlsx": "电子表格（xlsx）", "pptx": "演示文稿（pptx）"}


def check_package(data: bytes, names: list[str], claimed: str) -> None:
    """Refuse a container that is not of the format that it claims (docx or xlsx), or one that bears macros."""
    types = read_member(data, _CONTENT_TYPES)
    if types is None:
        raise _misnamed(claimed, "OFD 版式文件" if "OFD.xml" in names else "压缩包")
    declared = " ".join(item.get("ContentType", "") for item in parsed(types))
    if "macroenabled" in declared.lower() or any(
        name.lower().endswith(_MACRO_PARTS) for name in names
    ):
        raise FileRefused(
            "file.macro",
            "文件带有宏，宏可能夹带有害程序，不予读入——请用 WPS、Office 另存为不带宏的格式",
        )
    kind = next((kind for mark, kind in _MAIN if mark in declared), "")
    if kind != claimed:
        raise _misnamed(claimed, _CALLED.get(kind, "别的文件"))


class Package:
    """The parts of a checked docx, found as its relations declare them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._relations: dict[str, list[tuple[str, str]]] = {}
        self._main = next(iter(self._targets("", "officeDocument")), "word/document.xml")

    def main(self) -> Element:
        """The part that holds the text."""
        part = self._part(self._main)
        if part is None:
            raise FileRefused(
                "file.damaged", "文件缺少正文部件，读不出文字——请用 Word、WPS 打开原件后另存为 docx"
            )
        return part

    def parts(self, kind: str) -> list[Element]:
        """The parts of a kind (styles, numbering, footnotes, header …) that belong to the text, in order."""
        found = (self._part(name) for name in self._targets(self._main, kind))
        return [part for part in found if part is not None]

    def _targets(self, source: str, kind: str) -> list[str]:
        if source not in self._relations:
            self._relations[source] = list(self._related(source))
        return [target for related, target in self._relations[source] if related == kind]

    def _related(self, source: str) -> Iterator[tuple[str, str]]:
        """Kind and name of every part that a part relates to; what lies outside the package is left alone."""
        folder, name = posixpath.split(source)
        for item in self._children(posixpath.join(folder, "_rels", f"{name}.rels")):
            if item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, item.get("Target", "")))
                yield item.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/")

    def _children(self, name: str) -> list[Element]:
        part = self._part(name)
        return [] if part is None else list(part)

    def _part(self, name: str) -> Element | None:
        data = read_member(self._data, name)
        return None if data is None else parsed(data.replace(_STRICT, _USUAL))


def _misnamed(claimed: str, found: str) -> FileRefused:
    return FileRefused(
        "file.misnamed",
        f"扩展名是 {claimed}，内容却是{found}，两者不符——请核对是否选错文件，或用 WPS、Office 另存为 {claimed}",
    )
