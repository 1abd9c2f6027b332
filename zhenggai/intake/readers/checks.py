"""What may come in (security.md F01, F02): extension, first bytes and inner structure must say the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial

from zhenggai.intake.formats import OLD, PICTURES, accepted
from zhenggai.intake.readers.compound import streams
from zhenggai.intake.readers.container import check_container
from zhenggai.intake.readers.package import check_package
from zhenggai.lib.errors import FileRefused

MOST_BYTES = 50 * 1024 * 1024
MOST_TEXT_BYTES = 5 * 1024 * 1024
_LONGEST_NAME = 120
_SAVE_AS = "请用 WPS 或 Word 打开后另存为 docx"
_MACRO = "带宏的文件不能读入（宏可能夹带有害程序）——请用 WPS、Office 另存为不带宏的 docx 或 xlsx"
_ARCHIVE = "压缩包不能读入——请解压后，把其中的文件逐份提供"
_PICTURE = (
    "照片和图片里没有可以复制的文字，不能读入——请提供原件的 docx、xlsx 或能复制文字的 pdf；"
    "只有照片的，先用 WPS 或扫描软件做文字识别，核对后再提供；系统管理员装上 zhenggai[ocr] 后也可以直接读"
)
_REFUSED: dict[str, tuple[str, str]] = {
    "doc": ("file.format", f"doc 是旧格式，不能读入——{_SAVE_AS}"),
    "wps": ("file.format", f"wps 是 WPS 专用格式，不能读入——{_SAVE_AS}"),
    "et": ("file.format", "et 是 WPS 专用格式，不能读入——请用 WPS 打开后另存为 xlsx"),
    "rtf": ("file.format", f"rtf 文件不能读入——{_SAVE_AS}"),
    "svg": ("file.format", "svg 图片可能夹带脚本，不能读入——请提供能复制文字的 docx 或 pdf 文件"),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlsb", "pptm"), ("file.format", _MACRO)),
    **dict.fromkeys(
        ("zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz"), ("file.format", _ARCHIVE)
    ),
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "bmp", "tif", "tiff", "gif", "webp"), ("file.scan", _PICTURE)
    ),
}
_NAMED = "txt、docx、xlsx、xls、pdf、html、ofd"
_OLE, _ZIP, _PDF = "doc、xls 或加密文件", "zip", "pdf"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"%PDF-", _PDF),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gz 压缩包"),
    (b"Rar!\x1a", "rar 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x89PNG", "png 图片"),
    (b"\xff\xd8\xff", "jpg 图片"),
    (b"GIF8", "gif 图片"),
)
_JPEG, _TIFF = (b"\xff\xd8\xff",), (b"II*\x00", b"MM\x00*")
_PICTURE_HEADS: dict[str, tuple[bytes, ...]] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": (b"\x89PNG",),
    "bmp": (b"BM",),
    "tif": _TIFF,
    "tiff": _TIFF,
    "webp": (b"RIFF",),
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg")
_WORDS = "WordDocument"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def plain_name(name: str) -> str:
    """The last part of a name, composed, without characters that are not seen, at most 120 long with its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[-_LONGEST_NAME:] or "未命名"


def extension_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def check(data: bytes, kind: str) -> None:
    """Refuse what is not on the white list, or is not what its name says."""
    if kind in _REFUSED and kind not in accepted():
        raise FileRefused(*_REFUSED[kind])
    if kind not in _CHECKS:
        named = f"“.{kind}”文件" if kind else "没有扩展名的文件"
        raise FileRefused(
            "file.format",
            f"能读入的格式是 {_NAMED}，{named}不在其中——请用 WPS 或 Office 另存为其中一种再提供",
        )
    if len(data) > MOST_BYTES:
        raise too_large(len(data), MOST_BYTES)
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xfe\xff"):
        raise FileRefused(
            "file.empty", "文件是空的，没有任何内容——请核对是否选错文件，或重新取得原件"
        )
    _CHECKS[kind](data, _kind_by_bytes(data))


def too_large(size: int, most: int) -> FileRefused:
    """The refusal of a file above its limit."""
    return FileRefused(
        "file.too_large",
        f"文件有 {size / 1024 / 1024:.1f} MB，超过 {most // 1024 // 1024} MB 的上限——请拆分后分次读入，或只提供正文",
    )


def _kind_by_bytes(data: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _check_text(data: bytes, found: str | None) -> None:
    if found is None and _head(data).startswith(_MARKUP):
        found = "网页或 XML"
    _check_words("txt", data, found)


def _check_html(data: bytes, found: str | None) -> None:
    if found is None and _head(data).startswith(b"<svg"):
        found = "svg 图片"
    if found is None and b"<" not in data[:4096].replace(b"\x00", b""):
        found = "没有标记的文字"
    _check_words("html", data, found)


def _check_words(claimed: str, data: bytes, found: str | None) -> None:
    if found is not None:
        raise _misnamed(claimed, found)
    if len(data) > MOST_TEXT_BYTES:
        raise too_large(len(data), MOST_TEXT_BYTES)


def _check_office(claimed: str, data: bytes, found: str | None) -> None:
    if found == _OLE and _ENCRYPTED in data:
        raise _locked()
    if found != _ZIP:
        raise _misnamed(claimed, found or "别的内容")
    check_package(data, check_container(data), claimed)


def _check_xls(data: bytes, found: str | None) -> None:
    if found != _OLE:
        raise _misnamed("xls", found or "别的内容")
    if _ENCRYPTED in data:
        raise _locked()


def _check_pdf(data: bytes, found: str | None) -> None:
    if found is None and b"%PDF-" in data[:1024]:
        found = _PDF
    if found != _PDF:
        raise _misnamed("pdf", found or "别的内容")


def _check_ofd(data: bytes, found: str | None) -> None:
    if found != _ZIP:
        raise _misnamed("ofd", found or "别的内容")
    if "ofd.xml" not in (name.lower() for name in check_container(data)):
        raise _misnamed("ofd", "压缩包或办公文件")


def _check_old(claimed: str, data: bytes, found: str | None) -> None:
    """A doc or wps holds its text in one stream; without it a converter would make up words out of the bytes."""
    if found != _OLE:
        raise _misnamed(claimed, found or "别的内容")
    if _ENCRYPTED in data:
        raise _locked()
    names = streams(data)
    if names is None:
        raise FileRefused("file.damaged", f"文件已损坏或不完整，解不开——{_SAVE_AS}")
    if _WORDS not in names:
        raise _misnamed(claimed, "别的内容")


def _check_picture(claimed: str, data: bytes, found: str | None) -> None:
    if not data.startswith(_PICTURE_HEADS[claimed]):
        raise _misnamed(claimed, found or "别的内容")


def _head(data: bytes) -> bytes:
    return data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()


def _locked() -> FileRefused:
    return FileRefused(
        "file.password", "文件设有打开口令，无法读取内容——请在 Office、WPS 中取消口令后再提供"
    )


def _misnamed(claimed: str, found: str) -> FileRefused:
    return FileRefused(
        "file.misnamed",
        f"扩展名是 {claimed}，内容却是{found}，两者不符——请核对是否选错文件；内容无误的，{_SAVE_AS}",
    )


_CHECKS: dict[str, Callable[[bytes, str | None], None]] = {
    "txt": _check_text,
    "docx": partial(_check_office, "docx"),
    "xlsx": partial(_check_office, "xlsx"),
    "xls": _check_xls,
    "pdf": _check_pdf,
    "html": _check_html,
    "htm": _check_html,
    "ofd": _check_ofd,
    **{kind: partial(_check_old, kind) for kind in OLD},
    **{kind: partial(_check_picture, kind) for kind in PICTURES},
}
