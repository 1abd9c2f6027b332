"""What may come in (security.md F01, F02): extension, first bytes and inner structure must say the same."""

from __future__ import annotations

import unicodedata

from zhenggai.intake.readers.container import check_container, looks_like_ooxml
from zhenggai.lib.errors import FileRefused

TEXT_BYTES = 5 * 1024 * 1024
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (_PDF, "pdf"),
    (_OLE, "ole"),
    (_ZIP, "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"{\\rtf", "rtf"),
)
_SAVE_AS = "请用 WPS 或 Word 打开后另存为 docx 再提供"
_REFUSED_KINDS = {
    "doc": f"不接收 doc 旧格式——{_SAVE_AS}",
    "wps": f"不接收 wps 格式——{_SAVE_AS}",
    "docm": f"不接收带宏的文件——{_SAVE_AS}",
    "dotm": f"不接收带宏的文件——{_SAVE_AS}",
    "rtf": f"不接收 rtf 格式——{_SAVE_AS}",
    "zip": "不接收压缩包——请解压后逐份提供",
    "rar": "不接收压缩包——请解压后逐份提供",
    "7z": "不接收压缩包——请解压后逐份提供",
    "svg": "不接收 svg 图片——请提供文字文件",
}
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def plain_name(name: str) -> str:
    """The last part of a name, composed, without control and direction marks, at most 120 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in _BIDI).strip()[-120:] or "未命名"


def extension_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def check(data: bytes, kind: str) -> None:
    """Refuse what is not of the white list, or is not what its name says."""
    if kind in _REFUSED_KINDS:
        raise FileRefused("file.format", _REFUSED_KINDS[kind])
    if kind not in ("txt", "docx"):
        raise FileRefused(
            "file.format", f"目前读入 txt 和 docx 文件，“.{kind or '无扩展名'}”不在其中——{_SAVE_AS}"
        )
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise FileRefused("file.empty", "文件是空的，没有任何内容——请核对是否选错文件")
    found = _kind_by_bytes(data)
    if kind == "txt":
        _check_text(data, found)
    else:
        _check_docx(data, found)


def _kind_by_bytes(data: bytes) -> str | None:
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def _check_text(data: bytes, found: str | None) -> None:
    if (found is not None and found not in ("exe",)) or (found == "exe" and b"\x00" in data[:4096]):
        raise FileRefused(
            "file.misnamed", "扩展名是 txt，内容却不是文字——请按实际格式改正扩展名，或另存为 docx"
        )
    if len(data) > TEXT_BYTES:
        raise FileRefused("file.too_large", "文本文件超过 5 MB——请拆分，或只提供正文")


def _check_docx(data: bytes, found: str | None) -> None:
    if found == "ole":
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        if encrypted:
            raise FileRefused("file.password", "文件设有打开口令，不能读入——请取消口令后再提供")
        raise FileRefused("file.misnamed", f"扩展名是 docx，内容却是旧格式——{_SAVE_AS}")
    if found != "zip":
        raise FileRefused(
            "file.misnamed", "扩展名是 docx，内容却不是 docx——请核对文件，或用 Word、WPS 重新保存"
        )
    names = check_container(data)
    if not looks_like_ooxml(names):
        raise FileRefused("file.misnamed", "这是一个压缩包，不是 docx——请提供 docx 原件")
