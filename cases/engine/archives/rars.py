"""RAR: libarchive reads the members; the headers are asked first which ones it can
read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from libarchive import ArchiveError

from cases.engine.archives import through_libarchive
from cases.engine.archives.base import MOST_MEMBERS, Member
from cases.engine.archives.rar_headers import Header, headers
from cases.engine.errors import UnreadableFile


def members(stream: BinaryIO, name: str) -> Iterator[Member]:
    """Raises ArchiveError where the list breaks off, and UnreadableFile
    (`locked_rar`, `rar_volume`, `unsupported_rar`) where it is known why."""
    known = list(islice(headers(stream), MOST_MEMBERS))
    files = [header for header in known if header.is_listed]
    stream.seek(0)
    listed = through_libarchive.members(stream, ["rar", "rar5"], ["none"])
    place = 0
    try:
        for place, member in enumerate(listed, 1):
            refused = files[place - 1].refused if place <= len(files) else ""
            yield replace(member, refused=member.refused or refused)
    except ArchiveError as error:
        why = _why(known, files[place:]) or through_libarchive.code_of(error)
        if why == "damaged_member":
            raise
        raise UnreadableFile(why, file=name) from None
    if _is_volume(known):
        # Parts of a member in other volumes are in no list.
        raise UnreadableFile("rar_volume", file=name)


def _is_volume(known: Sequence[Header]) -> bool:
    return any(header.refused == "rar_volume" for header in known)


def _why(known: Sequence[Header], left: Sequence[Header]) -> str:
    """Why the list broke off with so many left, "" where that is not known."""
    if _is_volume(known):
        return "rar_volume"
    if any(header.is_old for header in known):
        return "unsupported_rar"
    return left[0].refused if left else ""
