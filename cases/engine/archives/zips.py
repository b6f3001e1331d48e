"""ZIP: the central directory tells the members, each is then read by itself.

So a member that is damaged, locked or packed in an unusual way does not affect the
others.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, Final

from libarchive import ArchiveError

from cases.engine.archives import through_libarchive
from cases.engine.archives.base import Member, TooMuch, UnreadableMember
from cases.engine.archives.names import decoded, encoding_of, label

# The directory is held in memory while its members are read.
_LARGEST_DIRECTORY: Final = 32 << 20
_LONGEST_END: Final = 22 + (1 << 16) + 20 + 56
# Where the name stands in a member's own header (APPNOTE 4.3.7).
FIRST_NAME: Final = 30
_UTF8: Final = 0x800
_UNIX: Final = 3

# What `zipfile` raises for a damaged or hostile directory.
BROKEN: Final = (
    zipfile.BadZipFile,
    struct.error,
    ValueError,
    EOFError,
    NotImplementedError,
)


def directory(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    """Raises one of `BROKEN` where there is none, TooMuch where it is too long."""
    if _claimed_directory(stream) > _LARGEST_DIRECTORY:
        raise TooMuch("too_many_members")
    with zipfile.ZipFile(stream) as archive:
        return archive.infolist()


def members(
    stream: BinaryIO,
    passwords: Sequence[bytes],
) -> Iterator[Member]:
    """Where the directory is missing (the file is cut off), the members as far as they
    go; then ArchiveError is raised."""
    try:
        found = directory(stream)
    except BROKEN:
        stream.seek(0)
        yield from through_libarchive.members(
            stream, ["zip_streamable"], ["none"], passwords
        )
        raise ArchiveError("no directory") from None
    raw = [_raw_name(info) for info in found if not info.flag_bits & _UTF8]
    encoding = encoding_of(raw)
    for info in found:
        if not info.is_dir():
            yield Member(
                label(_name(info, encoding)),
                _chunks_of(stream, info, passwords),
                _refused(info),
            )


def _chunks_of(
    stream: BinaryIO, info: zipfile.ZipInfo, passwords: Sequence[bytes]
) -> Callable[[], Iterator[bytes]]:
    if not (info.file_size or info.CRC):
        return lambda: iter(())
    return partial(_chunks, stream, info.header_offset, passwords)


def _chunks(
    stream: BinaryIO, offset: int, passwords: Sequence[bytes]
) -> Iterator[bytes]:
    """The member's bytes. Passwords are tried one by one until one gives a first chunk:
    one wrong password in 256 fits the classic lock (APPNOTE 6.1.6), but what it opens
    is damaged."""
    faults: list[UnreadableMember] = []
    for alone in [[password] for password in passwords] or [[]]:
        chunks = _opened_with(stream, offset, alone)
        try:
            first = next(chunks, b"")
        except UnreadableMember as fault:
            faults.append(fault)
            continue
        yield first
        yield from chunks
        return
    raise next((f for f in faults if f.code != "wrong_password"), faults[0])


def _opened_with(
    stream: BinaryIO, offset: int, passwords: Sequence[bytes]
) -> Iterator[bytes]:
    stream.seek(offset)
    try:
        with through_libarchive.opened(
            stream, ["zip_streamable"], passwords=passwords
        ) as archive:
            next(iter(archive))
            yield from through_libarchive.content(archive)
    except (ArchiveError, StopIteration):
        raise UnreadableMember from None


def _claimed_directory(stream: BinaryIO) -> int:
    """How many bytes the directory takes by the end record (APPNOTE 4.3.16) or that of
    ZIP64 (4.3.14)."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _LONGEST_END))
    tail = stream.read()
    for signature, place, form in ((b"PK\6\6", 40, "<Q"), (b"PK\5\6", 12, "<I")):
        found = tail.rfind(signature)
        if found >= 0 and len(tail) >= found + place + 8:
            return int(struct.unpack_from(form, tail, found + place)[0])
    return 0


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    # zipfile takes every undeclared name for the DOS code page.
    return info.orig_filename.encode("cp437")


def _name(info: zipfile.ZipInfo, encoding: str) -> str:
    if info.flag_bits & _UTF8:
        return info.orig_filename
    return decoded(_raw_name(info), encoding)


def _refused(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16 if info.create_system == _UNIX else 0
    if stat.S_ISLNK(mode):
        return "member_is_link"
    return "member_is_device" if stat.S_IFMT(mode) not in {0, stat.S_IFREG} else ""
