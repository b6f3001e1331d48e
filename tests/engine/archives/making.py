"""Archives made up for tests."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import libarchive
import py7zr

Content = Mapping[str, bytes]


class _RawName(zipfile.ZipInfo):
    """A member whose name is written byte for byte, in no declared encoding."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's name
        return self.raw, self.flag_bits & ~0x800


def a_zip(content: Content, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def a_zip_named_in(encoding: str, content: Content) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            info = _RawName("ascii")
            info.raw = name.encode(encoding)
            archive.writestr(info, data)
    return out.getvalue()


def a_zip_with_special_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, mode in (("link", 0o120777), ("device", 0o020666), ("dir/", 0o40755)):
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = mode << 16
            archive.writestr(info, b"/etc/passwd")
        archive.writestr("table.csv", b"a,b\n")
    return out.getvalue()


def a_locked_zip(
    content: Content, password: str | bytes, cipher: str = "aes256"
) -> bytes:
    """cipher: aes256 or zipcrypt (which most programs still use)."""
    out: list[bytes] = []

    def write(block: Any) -> int:
        out.append(bytes(block))
        return len(block)

    with libarchive.custom_writer(
        write, "zip", options=f"encryption={cipher}", passphrase=password
    ) as archive:
        for name, data in content.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(out)


def a_tar(content: Content, filter_name: str | None = None) -> bytes:
    out: list[bytes] = []

    def write(block: Any) -> int:
        out.append(bytes(block))
        return len(block)

    with libarchive.custom_writer(write, "ustar", filter_name) as archive:
        for name, data in content.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(out)


def a_7z(
    content: Content,
    password: str | None = None,
    *,
    locked_list: bool = False,
    filters: list[dict[str, int]] | None = None,
) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(
        out,
        "w",
        password=password,
        header_encryption=locked_list,
        filters=filters,
    ) as archive:
        for name, data in content.items():
            archive.writestr(data, name)
    return out.getvalue()


def a_rar(content: Content) -> bytes:
    """RAR 5.0 with stored members (no free program writes RAR)."""
    files = b"".join(_rar_file(name, data) for name, data in content.items())
    return (
        b"Rar!\x1a\x07\x01\x00" + _rar_block([1, 0, 0]) + files + _rar_block([5, 0, 0])
    )


def a_locked_rar() -> bytes:
    """RAR 5.0 whose headers are encrypted."""
    version, flags, strength = 0, 0, 15
    return b"Rar!\x1a\x07\x01\x00" + _rar_block(
        [4, 0, version, flags, strength], bytes(16) + bytes(64)
    )


def _rar_file(name: str, data: bytes) -> bytes:
    has_data, has_crc = 0x02, 0x04
    raw = name.encode()
    fields = _numbers([has_crc, len(data), 0o100644])
    fields += struct.pack("<I", zlib.crc32(data)) + _numbers([0, 1, len(raw)]) + raw
    return _rar_block([2, has_data, len(data)], fields) + data


def _rar_block(numbers: Iterable[int], rest: bytes = b"") -> bytes:
    header = _numbers(numbers) + rest
    sized = _numbers([len(header)]) + header
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _numbers(values: Iterable[int]) -> bytes:
    """Seven bits a byte, the lowest first, the eighth where more follow."""
    out = bytearray()
    for value in values:
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out)
