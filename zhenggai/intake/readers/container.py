"""Guards on zip containers (security.md F03): nothing that the archive says about itself is believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from zhenggai.lib.errors import FileRefused

MOST_MEMBERS = 2000
MOST_MEMBER_BYTES = 64 * 1024 * 1024
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
FREE_BYTES = 1024 * 1024
"""Below this size a high ratio is harmless."""
_CHUNK = 1 << 16
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    NotImplementedError,
    RuntimeError,
)


def check_container(data: bytes) -> list[str]:
    """Names of the members of a container that may be opened; refuses every other."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(members)
            _check_places(members, len(data))
            _check_sizes(archive, members)
    except _DAMAGED as error:
        raise FileRefused(
            "file.damaged", "文件已损坏，打不开——请用 Word、WPS 打开原件后重新保存"
        ) from error
    return [member.filename for member in members]


def read_member(data: bytes, name: str) -> bytes | None:
    """A member's bytes, counted while unpacking; None where there is no such member."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as member:
            return member.read(MOST_MEMBER_BYTES)
    except KeyError:
        return None
    except _DAMAGED as error:
        raise FileRefused(
            "file.damaged", "文件已损坏，打不开——请用 Word、WPS 打开原件后重新保存"
        ) from error


def looks_like_ooxml(names: list[str]) -> bool:
    return "[Content_Types].xml" in names and "word/document.xml" in names


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise _suspicious(f"内含 {len(names)} 个部件，超过 {MOST_MEMBERS} 个")
    if len(set(names)) < len(names):
        raise _suspicious("内含重名部件")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename:
            raise _suspicious("内含指向文件夹之外的部件")
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise _suspicious("内含链接")
        if member.flag_bits & 1:
            raise FileRefused("file.password", "文件设有打开口令，不能读入——请取消口令后再提供")
        if parts[-1].lower() in ("vbaproject.bin", "vbadata.xml"):
            raise FileRefused("file.macro", "文件带有宏，不能读入——请另存为不带宏的 docx")


def _check_places(members: list[zipfile.ZipInfo], size: int) -> None:
    """Members must not lie over one another: an overlap makes a small file unpack without end."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise _suspicious("内含相互重叠的部件")
        end = member.header_offset + 30 + len(member.filename.encode()) + member.compress_size
        if end > size:
            raise FileRefused("file.damaged", "文件不完整，可能没有下载完——请重新取得原件")


def _check_sizes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    total = 0
    for member in members:
        unpacked = 0
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                _check_growth(unpacked, member.compress_size, total + unpacked)
        total += unpacked


def _check_growth(unpacked: int, packed: int, total: int) -> None:
    if unpacked > MOST_MEMBER_BYTES or total > MOST_BYTES:
        raise _suspicious("解开后过大")
    if unpacked > FREE_BYTES and unpacked > MOST_RATIO * max(packed, 1):
        raise _suspicious("压缩比异常")


def _suspicious(what: str) -> FileRefused:
    return FileRefused(
        "file.container", f"文件{what}，疑为有害文件，没有读入——请核对来源，或用 Word、WPS 重新保存"
    )
