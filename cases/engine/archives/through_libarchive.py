"""Members by way of libarchive: RAR, tar, single members of a ZIP.

It reads a stream from front to back, in bounded memory, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, c_void_p, cast, create_string_buffer
from functools import partial
from typing import Any, BinaryIO, Final

from libarchive import ArchiveEntry, ArchiveError, ffi
from libarchive.ffi import NO_CLOSE_CB, NO_OPEN_CB, READ_CALLBACK
from libarchive.read import ArchiveRead

from cases.engine.archives.base import BLOCK, Member, UnreadableMember
from cases.engine.archives.names import decoded, encoding_of, label

_FETCHED: Final = 1 << 16

_SIGNS: Final = (
    ("passphrase required", "needs_password"),
    ("passphrase", "wrong_password"),
    ("encrypt", "locked_rar"),
    # Whoever packed solid with RAR 4, or noted its owner or a comment.
    ("solid", "unsupported_rar"),
    ("unsupported", "unsupported_member"),
    ("not supported", "unsupported_member"),
)


class _Reading(ArchiveRead):
    """An open archive from which the entries' data are read as well."""

    def __init__(self, pointer: Any) -> None:
        super().__init__(pointer)
        self.pointer = pointer


@contextmanager
def opened(
    stream: BinaryIO,
    formats: Sequence[str],
    filters: Sequence[str] = ("none",),
    passwords: Sequence[bytes] = (),
) -> Iterator[_Reading]:
    """The archive that begins where `stream` stands.

    Raises ArchiveError, and whatever reading the stream raises.
    """
    held = create_string_buffer(_FETCHED)
    failures: list[Exception] = []

    def read(_archive: object, _context: object, target: Any) -> int:
        try:
            # Every binary file has it; typeshed's BinaryIO does not say so.
            count: int = stream.readinto(held)  # type: ignore[attr-defined]
        except Exception as error:  # noqa: BLE001 - cannot pass through C
            failures.append(error)
            return -1
        cast(target, POINTER(c_void_p))[0] = cast(held, c_void_p)
        return count

    callback = READ_CALLBACK(read)
    pointer = ffi.read_new()
    try:
        for password in passwords:
            ffi.read_add_passphrase(pointer, password)
        for name in filters:
            ffi.get_read_filter_function(name)(pointer)
        for name in formats:
            ffi.get_read_format_function(name)(pointer)
        ffi.read_open(pointer, None, NO_OPEN_CB, callback, NO_CLOSE_CB)
        yield _Reading(pointer)
    except ArchiveError:
        if failures:
            raise failures[0] from None
        raise
    finally:
        ffi.read_free(pointer)


def members(
    stream: BinaryIO,
    formats: Sequence[str],
    filters: Sequence[str],
    passwords: Sequence[bytes] = (),
    *,
    nameless: str = "",
) -> Iterator[Member]:
    """Raises ArchiveError where the list itself breaks off.

    nameless: what to call the content of a compressed file that is no tar.
    """
    with opened(stream, formats, filters, passwords) as archive:
        for entry in archive:
            if not entry.isdir:
                is_raw = archive.format_name == b"raw"
                path = label(nameless) if is_raw else _label(entry)
                yield Member(path, partial(content, archive), _refused(entry))


def content(archive: _Reading) -> Iterator[bytes]:
    """The bytes of the entry that was last listed; raises UnreadableMember."""
    block = create_string_buffer(BLOCK)
    try:
        while count := ffi.read_data(archive.pointer, block, BLOCK):
            # To libarchive a wrong checksum is only a warning.
            if count < 0:
                raise UnreadableMember
            yield block.raw[:count]
    except ArchiveError as error:
        raise UnreadableMember(code_of(error)) from None


def code_of(error: ArchiveError) -> str:
    """The code of an error, told by its English text: libarchive has no codes of its
    own."""
    text = str(error.msg or "").lower()
    for sign, code in _SIGNS:
        if sign in text:
            return code
    return "damaged_member"


def _label(entry: ArchiveEntry) -> str:
    name = entry.pathname
    if isinstance(name, bytes):
        name = decoded(name, encoding_of([name]))
    return label(name or "")


def _refused(entry: ArchiveEntry) -> str:
    if entry.issym or entry.islnk:
        return "member_is_link"
    return "" if entry.isreg else "member_is_device"
