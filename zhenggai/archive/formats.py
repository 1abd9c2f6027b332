"""What may be handed in as evidence (security.md F01, F03): extension, first bytes and inside must agree."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext

from zhenggai.lib.errors import FileRefused

MOST_BYTES = 50 * 1024 * 1024
MOST_TEXT_BYTES = 5 * 1024 * 1024
_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml")
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Format:
    """`inside` is a member that a container of this format must hold; `starts` are its possible first bytes."""

    mime: str
    starts: tuple[bytes, ...] = ()
    inside: str = ""

    @property
    def is_text(self) -> bool:
        return not self.starts


_ZIP = (b"PK\x03\x04",)
FORMATS = {
    "docx": Format(_OFFICE + "wordprocessingml.document", _ZIP, "word/document.xml"),
    "xlsx": Format(_OFFICE + "spreadsheetml.sheet", _ZIP, "xl/workbook.xml"),
    "ofd": Format("application/ofd", _ZIP, "ofd.xml"),
    "pdf": Format("application/pdf", (b"%PDF-",)),
    "jpg": Format("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Format("image/jpeg", (b"\xff\xd8\xff",)),
    "png": Format("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "txt": Format("text/plain"),
    "csv": Format("text/csv"),
}
ACCEPTED = ",".join(f".{extension}" for extension in FORMATS)
"""For the form's field that takes files."""


def mime_of(data: BinaryIO, name: str) -> str:
    """The type of a file that may be handed in; refused where it may not, or is not what its name says."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    found = FORMATS.get(extension)
    if found is None:
        raise FileRefused(
            "file.format",
            gettext(
                "“%(name)s”的格式不收——佐证收 docx、xlsx、pdf、ofd、jpg、png、txt、csv；doc、wps 请另存为 docx，压缩包请解开后逐件上传"
            )
            % {"name": name},
        )
    size = data.seek(0, 2)
    data.seek(0)
    _check_size(name, size, found)
    head = data.read(4096)
    data.seek(0)
    if found.is_text:
        _check_text(name, head)
    elif not head.startswith(found.starts):
        raise _misnamed(name)
    if found.inside:
        _check_container(name, data, found.inside)
        data.seek(0)
    return found.mime


def _check_size(name: str, size: int, found: Format) -> None:
    most = MOST_TEXT_BYTES if found.is_text else MOST_BYTES
    if size == 0:
        raise FileRefused(
            "file.empty", gettext("“%(name)s”是空文件——请核对后重新选择") % {"name": name}
        )
    if size > most:
        raise FileRefused(
            "file.too_large",
            gettext("“%(name)s”超过 %(most)s MB——请拆分或压缩图片后再上传")
            % {"name": name, "most": most // 2**20},
        )


def _check_text(name: str, head: bytes) -> None:
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    known = any(head.startswith(start) for other in FORMATS.values() for start in other.starts)
    if known or (b"\x00" in head and not utf16):
        raise _misnamed(name)


def _check_container(name: str, data: BinaryIO, inside: str) -> None:
    """Nothing is unpacked: the list of members must be plain, hold the main part and no macros."""
    try:
        with zipfile.ZipFile(data) as container:
            members = container.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    names = [member.filename.lower() for member in members]
    if inside not in names:
        raise _misnamed(name)
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(
            "file.password", gettext("“%(name)s”设有口令——请取消口令后再上传") % {"name": name}
        )
    if any(part.rpartition("/")[2] in _MACROS for part in names):
        raise FileRefused(
            "file.macro",
            gettext("“%(name)s”带有宏，宏可能夹带有害程序——请另存为不带宏的格式") % {"name": name},
        )
    strange = len(set(names)) < len(names) or any(_is_strange(part) for part in names)
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED or strange:
        raise FileRefused(
            "file.container",
            gettext(
                "“%(name)s”不是办公软件正常保存的样子——来源可靠的，请用 WPS 打开后另存一份再上传"
            )
            % {"name": name},
        )


def _is_strange(member: str) -> bool:
    return member.startswith(("/", "\\")) or ".." in member.replace("\\", "/").split("/")


def _misnamed(name: str) -> FileRefused:
    return FileRefused(
        "file.misnamed",
        gettext("“%(name)s”的内容和扩展名不符——请核对是否选错文件，或用 WPS 另存为该格式")
        % {"name": name},
    )


def _damaged(name: str) -> FileRefused:
    return FileRefused(
        "file.damaged",
        gettext("“%(name)s”已损坏或不完整——请重新取得原件后再上传") % {"name": name},
    )
