"""Guards on zip containers (security.md F03): nothing that the archive says about itself is believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from zhenggai.intake.readers.xml import Prolog
from zhenggai.lib.errors import FileRefused

MOST_MEMBERS = 2000
MOST_MEMBER_BYTES = 64 * 1024 * 1024
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
FREE_BYTES = 1024 * 1024
"""Below this size a high ratio is harmless."""
_MOST_DIRECTORY_BYTES = MOST_MEMBERS * 1024
_CHUNK = 1 << 16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = (".xml", ".rels", ".vml")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
)


def check_container(data: bytes) -> list[str]:
    """Names of the members of a container that may be opened; refuses every other."""
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_count(len(members))
            _check_names(members)
            _check_places(data, members, archive.start_dir)
            _check_contents(archive, members)
    except _DAMAGE as error:
        raise _damaged() from error
    return [member.filename for member in members]


def read_member(data: bytes, name: str) -> bytes | None:
    """The bytes of a member of a container that was checked; None where there is no such member."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as member:
            return member.read(MOST_MEMBER_BYTES)
    except KeyError:
        return None
    except _DAMAGE as error:
        raise _damaged() from error


def _check_directory(data: bytes) -> None:
    """The directory is read into memory as a whole, whatever its count says: so its size is looked at first."""
    at = data.rfind(b"PK\x05\x06")
    if at >= 0 and len(data) >= at + 16:
        (size,) = struct.unpack_from("<L", data, at + 12)
        if size > _MOST_DIRECTORY_BYTES:
            _check_count(MOST_MEMBERS + 1)


def _check_count(count: int) -> None:
    if count > MOST_MEMBERS:
        raise _suspicious(f"内含的部件超过 {MOST_MEMBERS} 个")


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if ".." in name.split("/") or name.startswith("/") or ":" in name:
            raise _suspicious("内含指向文件之外的部件")
        if name.lower() in seen:
            raise _suspicious("内含重名的部件")
        seen.add(name.lower())
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise _suspicious("内含链接")
        if member.flag_bits & 1:
            raise FileRefused("file.password", "文件内容设有口令，无法读取——请取消口令后再提供")
        if member.compress_type not in _METHODS:
            raise _suspicious("用了办公文件不用的压缩方法")


def _check_places(data: bytes, members: list[zipfile.ZipInfo], directory: int) -> None:
    """Members must not lie over one another: an overlap makes a small file unpack without end. Their lengths are
    taken from the headers before them, which the directory need not repeat."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        at = member.header_offset
        if at < end:
            raise _suspicious("内含相互重叠的部件")
        name_length, extra_length = struct.unpack_from("<HH", data, at + 26)
        end = at + 30 + name_length + extra_length + member.compress_size
    if end > directory:
        raise _suspicious("内含相互重叠的部件")


def _check_contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once, counting, and look into every XML part for a declaration."""
    total = 0
    for member in members:
        unpacked = 0
        prolog = Prolog() if member.filename.lower().endswith(_XML) else None
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                _check_growth(unpacked, member.compress_size, total + unpacked)
                if prolog is not None:
                    prolog.feed(chunk)
        total += unpacked


def _check_growth(unpacked: int, packed: int, total: int) -> None:
    if unpacked > MOST_MEMBER_BYTES or total > MOST_BYTES:
        raise _bomb("解开后的内容超过上限（单个部件 64 MB，总计 200 MB）")
    if unpacked > FREE_BYTES and unpacked > MOST_RATIO * max(packed, 1):
        raise _bomb(f"压缩比超过 {MOST_RATIO} 倍")


def _bomb(what: str) -> FileRefused:
    return FileRefused(
        "file.zip_bomb",
        f"文件{what}，像是压缩炸弹，不予读入——请核对来源；来源可靠的，用 WPS 打开后另存一份再读",
    )


def _suspicious(what: str) -> FileRefused:
    return FileRefused(
        "file.container",
        f"文件{what}，不是办公软件正常保存的样子，不予读入——请核对来源；来源可靠的，用 WPS 打开后另存一份再读",
    )


def _damaged() -> FileRefused:
    return FileRefused(
        "file.damaged",
        "文件已损坏或不完整，解不开——请重新取得原件，或用 WPS 打开后另存一份再读",
    )
