"""What the headers of a RAR archive say of its members, before any is unpacked.

libarchive does not tell of every member that it cannot read: of a locked one in the
format of RAR 5 it gives the bytes as they are, still locked, and of a copy nothing.
So this is asked first. The formats: technote.txt of RAR 4.2, and
rarlab.com/technote.htm for RAR 5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

SIGNATURE_4: Final = b"Rar!\x1a\x07\x00"
SIGNATURE_5: Final = b"Rar!\x1a\x07\x01\x00"
# No header is longer (RAR 5: 2 MB; RAR 4 counts in two bytes).
_LONGEST: Final = 2 << 20

_MAIN_4, _FILE_4, _END_4 = 0x73, 0x74, 0x7B
_HAS_DATA_4: Final = 0x8000
_LARGE_4: Final = 0x100
_READABLE: Final = 29
_STORED_4: Final = 0x30

_FILE_5, _LOCKED_LIST_5, _END_5 = 2, 4, 5
_HAS_EXTRA_5, _HAS_DATA_5, _GOES_ON_5 = 0x01, 0x02, 0x08
_IS_FOLDER_5: Final = 0x01
_ENCRYPTION_5, _REDIRECTION_5 = 1, 5


@dataclass(frozen=True)
class Header:
    """Of a file or folder, in the order of the archive.

    is_listed: whether libarchive lists it as a file; it passes by folders and, in
    RAR 5, what goes on from another volume. refused: why it cannot be had. is_old:
    of a version before RAR 2.9, whose headers libarchive does not know either.
    """

    is_listed: bool
    refused: str
    is_old: bool = False


def headers(stream: BinaryIO) -> Iterator[Header]:
    """Yield the headers up to where they end, are locked, or make no sense any more."""
    start = stream.read(len(SIGNATURE_5))
    try:
        if start == SIGNATURE_5:
            yield from _of_5(stream)
        else:
            stream.seek(len(SIGNATURE_4))
            yield from _of_4(stream)
    except (struct.error, IndexError, OverflowError):
        # The file is cut off here, which libarchive reports as well.
        return


def _of_4(stream: BinaryIO) -> Iterator[Header]:
    while True:
        place = stream.tell()
        _crc, kind, flags, size = struct.unpack("<HBHH", stream.read(7))
        fields = stream.read(size - 7) if size >= 7 else b""
        data = struct.unpack_from("<I", fields)[0] if flags & _HAS_DATA_4 else 0
        if kind == _FILE_4:
            if flags & _LARGE_4:
                data += struct.unpack_from("<I", fields, 25)[0] << 32
            is_listed = flags & 0xE0 != 0xE0
            yield Header(is_listed, _refused_4(flags, fields), fields[17] < _READABLE)
        if size < 7 or kind == _END_4 or (kind == _MAIN_4 and flags & 0x80):
            return
        stream.seek(place + size + data)


def _refused_4(flags: int, fields: bytes) -> str:
    version, method = fields[17], fields[18]
    if flags & 0x04:
        return "locked_rar"
    if flags & 0x03:
        return "rar_volume"
    is_solid = version >= _READABLE and flags & 0x10
    is_readable = version >= _READABLE or method == _STORED_4
    return "unsupported_rar" if is_solid or not is_readable else ""


def _of_5(stream: BinaryIO) -> Iterator[Header]:
    while True:
        stream.seek(4, 1)
        size = _stream_number(stream)
        fields = _Fields(stream.read(min(size, _LONGEST)))
        kind, flags = fields.number(), fields.number()
        extra = fields.number() if flags & _HAS_EXTRA_5 else 0
        data = fields.number() if flags & _HAS_DATA_5 else 0
        if kind == _FILE_5:
            is_folder = bool(fields.number() & _IS_FOLDER_5)
            is_listed = not (is_folder or flags & _GOES_ON_5)
            yield Header(is_listed, _refused_5(flags, fields.last(extra)))
        if kind in {_LOCKED_LIST_5, _END_5}:
            return
        stream.seek(data, 1)


def _refused_5(flags: int, extra: _Fields) -> str:
    kinds = set(extra.kinds())
    if _ENCRYPTION_5 in kinds:
        return "locked_rar"
    if _REDIRECTION_5 in kinds:
        return "member_is_link"
    return "rar_volume" if flags & 0x18 else ""


class _Fields:
    """Reads numbers that hold seven bits in each byte, lowest first; the eighth bit is
    set where more follow."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._content[self._place]
            self._place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 63:
                return value

    def last(self, size: int) -> _Fields:
        return _Fields(self._content[-size:] if size else b"")

    def kinds(self) -> Iterator[int]:
        """The kinds of the records in a header's extra area."""
        while self._place < len(self._content):
            size = self.number()
            begun = self._place
            yield self.number()
            self._place = begun + size


def _stream_number(stream: BinaryIO) -> int:
    content = b""
    while len(content) < 10:
        content += stream.read(1)
        if content[-1] < 0x80:
            break
    return _Fields(content).number()
