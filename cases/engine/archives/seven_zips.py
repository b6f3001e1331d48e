"""7z, by way of py7zr: its list of members and its decompressors.

Its own extraction writes files, or holds blocks of 128 MB and refuses the whole
archive for one odd name; what it is made of can be asked for bytes in order.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

import py7zr
from py7zr.compressor import SupportedMethods
from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError

from cases.engine.archives.base import Budget, Member, UnreadableMember
from cases.engine.archives.names import label
from cases.engine.errors import EngineError, UnreadableFile

# Some of its decompressors give all that their input holds, so that is kept short;
# what the others do not use of it yet piles up, so they are asked for much.
_FED: Final = 1 << 14
_ASKED: Final = 1 << 21
# A wrong password shows in the first bytes; with few methods only in the checksum.
_TRIED: Final = 64 << 20


def members(
    stream: BinaryIO, name: str, passwords: Sequence[str], budget: Budget
) -> Iterator[Member]:
    """Raises UnreadableFile (`damaged_archive`; `needs_password` and
    `wrong_password` where even the list of members is locked)."""
    archive = _opened(stream, name, passwords)
    for file in archive.files:
        if file.emptystream and not file.is_directory:
            yield Member(label(file.filename))
    for start, folder in _folders(archive):
        yield from _Folder(stream, start, folder).members(budget)


def _opened(
    stream: BinaryIO, name: str, passwords: Sequence[str]
) -> py7zr.SevenZipFile:
    """Open the archive with the first password that fits, or with the last one
    tried."""
    fault, found = "damaged_archive", None
    for password in [None, *passwords]:
        stream.seek(0)
        try:
            with _failing_as(fault):
                found = py7zr.SevenZipFile(stream, password=password)
        except UnreadableMember as failure:
            if failure.code not in {"needs_password", "wrong_password"}:
                break
            fault = "needs_password" if not passwords else "wrong_password"
            continue
        if not found.needs_password() or (password and _fits(stream, found)):
            break
    if found is None:
        raise UnreadableFile(fault, file=name)
    return found


def _folders(archive: py7zr.SevenZipFile) -> Iterator[tuple[int, Any]]:
    """The groups of files that were packed together, and where each begins."""
    streams = getattr(getattr(archive, "header", None), "main_streams", None)
    if streams is None:
        return
    positions, packed = streams.packinfo.packpositions, 0
    for folder in streams.unpackinfo.folders:
        yield archive.afterheader + positions[packed], folder
        packed += max(1, len(folder.packed_indices))


def _fits(stream: BinaryIO, archive: py7zr.SevenZipFile) -> bool:
    """Whether the first locked member opens with the archive's password."""
    for start, folder in _folders(archive):
        if SupportedMethods.needs_password(folder.coders) and folder.files:
            return _opens(stream, start, folder)
    return True


def _opens(stream: BinaryIO, start: int, folder: Any) -> bool:
    first = next(_Folder(stream, start, folder).members(Budget(0)))
    read = 0
    try:
        for chunk in first.chunks():
            read += len(chunk)
            if read > _TRIED:
                break
    except UnreadableMember:
        return False
    finally:
        folder.decompressor = None
    return True


class _Folder:
    """Files that were packed together. They come out of one stream, so none can be
    skipped."""

    def __init__(self, stream: BinaryIO, start: int, folder: Any) -> None:
        self._stream = stream
        self._start = start
        self._folder = folder
        self._read = 0
        self._broken = ""
        self._is_locked = SupportedMethods.needs_password(folder.coders)

    def members(self, budget: Budget) -> Iterator[Member]:
        self._stream.seek(self._start)
        for number, file in enumerate(self._folder.files or ()):
            refused = "member_is_link" if file.is_symlink or file.is_junction else ""
            yield Member(label(file.filename), self._reading(file), refused)
            if self._read == number and not self._broken:
                self._pass_by(file, budget)

    def _reading(self, file: Any) -> Callable[[], Iterator[bytes]]:
        return lambda: self._chunks(file)

    def _pass_by(self, file: Any, budget: Budget) -> None:
        try:
            for _ in budget.metered(self._chunks(file)):
                pass
        except UnreadableMember:
            return

    def _chunks(self, file: Any) -> Iterator[bytes]:
        if self._broken:
            raise UnreadableMember(self._broken)
        self._broken = "damaged_member"
        # Where the first file of a locked folder is nonsense, the password was wrong.
        fault = "damaged_member"
        if self._is_locked and not self._read:
            fault = "wrong_password"
        try:
            with _failing_as(fault):
                yield from self._decompressed(file)
        except UnreadableMember as failure:
            self._broken = failure.code
            raise
        self._broken = ""
        self._read += 1

    def _decompressed(self, file: Any) -> Iterator[bytes]:
        decompressor = self._folder.get_decompressor(file.compressed)
        decompressor.block_size = _FED
        left, crc = file.uncompressed, 0
        while left:
            before = self._stream.tell()
            chunk = bytes(decompressor.decompress(self._stream, min(left, _ASKED)))
            if not chunk and self._stream.tell() == before:
                raise EOFError
            left -= len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if file.crc32 is not None and crc != file.crc32:
            raise ValueError


@contextmanager
def _failing_as(code: str) -> Iterator[None]:
    """Turn whatever py7zr and its decompressors raise into UnreadableMember."""
    try:
        yield
    except (EngineError, GeneratorExit):
        raise
    except PasswordRequired:
        raise UnreadableMember("needs_password") from None
    except UnsupportedCompressionMethodError:
        raise UnreadableMember("unsupported_member") from None
    except Exception:  # noqa: BLE001 - of a dozen kinds, for damaged or hostile input
        raise UnreadableMember(code) from None
