"""Archives (ZIP, RAR, 7z, tar, gzip): their members, as streams, in bounded memory.

No member is ever written in the clear, and none is given a path on this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from libarchive import ArchiveError

from cases.engine.archives import rars, seven_zips, through_libarchive, zips
from cases.engine.archives.base import (
    COMPRESSED,
    RAR,
    SEVEN_ZIP,
    TAR,
    ZIP,
    Budget,
    Member,
    TooMuch,
    UnreadableMember,
    as_bytes,
)
from cases.engine.errors import UnreadableFile

__all__ = ["Budget", "Member", "TooMuch", "UnreadableMember", "members", "recognise"]

_SIGNATURES: Final = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"Rar!\x1a\x07", RAR),
    (b"\x1f\x8b\x08", COMPRESSED),
    (b"BZh", COMPRESSED),
    (b"\xfd7zXZ\x00", COMPRESSED),
)
_TAR_MAGIC: Final = (257, b"ustar")
_FILTERS: Final = ("none", "gzip", "bzip2", "xz")
# ZIP files that are documents, each by a member that none of them lacks.
_OF_DOCUMENTS: Final = {"[Content_Types].xml", "mimetype", "AndroidManifest.xml"}
_BEGINNINGS_OF_DOCUMENTS: Final = (
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"mimetype",
    b"ppt/",
    b"word/",
    b"xl/",
)
_COMPRESSED_SUFFIXES: Final = {".gz", ".bz2", ".xz"}


def recognise(stream: BinaryIO) -> str:
    """The format of an archive by its first bytes, "" for everything else.

    A workbook or another document that happens to be a ZIP is no archive.
    """
    head = stream.read(512)
    stream.seek(0)
    place, magic = _TAR_MAGIC
    if head[place:].startswith(magic):
        return TAR
    found = next((kind for sign, kind in _SIGNATURES if head.startswith(sign)), "")
    return "" if found == ZIP and _is_document(stream) else found


def members(
    stream: BinaryIO, name: str, *, passwords: Sequence[str] = (), budget: Budget
) -> Iterator[Member]:
    """The members of an archive, in its order and within the budget.

    Raises UnreadableFile (`damaged_archive`, `needs_password`, `wrong_password`,
    `locked_rar`, `rar_volume`, `unsupported_rar`) where it cannot be opened or its
    list breaks off, and TooMuch.
    """
    kind = recognise(stream)
    try:
        for member in _LISTS[kind](stream, name, passwords, budget):
            budget.count_member()
            yield Member(member.path, _metered(member, budget), member.refused)
    except ArchiveError as error:
        code = through_libarchive.code_of(error)
        if code == "damaged_member":
            code = "damaged_archive"
        raise UnreadableFile(code, file=name) from None


def _metered(member: Member, budget: Budget) -> Callable[[], Iterator[bytes]]:
    return lambda: budget.metered(member.chunks())


def _is_document(stream: BinaryIO) -> bool:
    try:
        found = zips.directory(stream)
    except TooMuch:
        return False
    except zips.BROKEN:
        # The archive is cut off: only the name of its first member can be seen.
        stream.seek(zips.FIRST_NAME)
        return stream.read(32).startswith(_BEGINNINGS_OF_DOCUMENTS)
    finally:
        stream.seek(0)
    return any(info.filename in _OF_DOCUMENTS for info in found)


def _of_zip(
    stream: BinaryIO, _name: str, passwords: Sequence[str], _budget: Budget
) -> Iterator[Member]:
    return zips.members(stream, as_bytes(passwords))


def _of_rar(
    stream: BinaryIO, name: str, _passwords: Sequence[str], _budget: Budget
) -> Iterator[Member]:
    return rars.members(stream, name)


def _of_tar(
    stream: BinaryIO, _name: str, _passwords: Sequence[str], _budget: Budget
) -> Iterator[Member]:
    return through_libarchive.members(stream, ["tar"], ["none"])


def _of_compressed(
    stream: BinaryIO, name: str, _passwords: Sequence[str], _budget: Budget
) -> Iterator[Member]:
    """The members of the tar inside, or else the one compressed file, whose name is
    lost."""
    return through_libarchive.members(
        stream, ["tar", "raw"], _FILTERS, nameless=_inner_name(name)
    )


def _inner_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.suffix.lower() in _COMPRESSED_SUFFIXES:
        return path.stem
    return name


_LISTS: Final = {
    ZIP: _of_zip,
    SEVEN_ZIP: seven_zips.members,
    RAR: _of_rar,
    TAR: _of_tar,
    COMPRESSED: _of_compressed,
}
