"""A sheet of an .xlsx cut between its rows, so that memory stays flat.

Each piece goes to the parser as a workbook of its own. What the parser would
allocate for it is known before: it holds every cell between a piece's outermost
ones, filled or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from cases.engine.errors import UnreadableFile
from cases.engine.readers.workbook.package import Unusual

# A piece's text; where there are many shared strings, which are parsed anew with
# each piece, a multiple of theirs.
PIECE_BYTES = 16 << 20
_TIMES_THE_STRINGS = 2
# The cells that one piece may span, of 24 bytes each.
LARGEST_PIECE = 40_000_000

_BLOCK = 1 << 20
_SHEET_DATA = re.compile(rb"<(?:\w+:)?sheetData\s*(/?)>")
_END = re.compile(rb"\s*</(?:\w+:)?sheetData\s*>")
_DIMENSION = re.compile(rb'dimension ref="[A-Z]{1,3}[0-9]+:([A-Z]{1,3})[0-9]+"')
_MOST_DECLARED = 100
_ROW_END = (b"</row>", b":row>")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="([0-9]{1,7})"')

# A place past the columns A to Z or past any row, or one written in another way
# than programs do. Searching for it costs a tenth of finding every place, and a
# third of that again in Arrow, which lets other threads run meanwhile.
_FAR_OR_ODD = r'r(?:="(?:[A-Za-z]{2}|[A-Za-z][0-9]{8})|=[^"]|\s+=)'
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")


@dataclass(frozen=True)
class Piece:
    """Whole rows; `line` is the number of the first; `read` counts bytes so far."""

    rows: bytes
    line: int
    last_line: int
    read: int


def cut(stream: IO[bytes], size: int, name: str) -> Iterator[Piece]:
    """The rows in pieces of about `size` bytes, or more where a row is longer.

    Raises Unusual before the first piece if this is no sheet of numbered rows;
    UnreadableFile (`damaged_workbook`, `workbook_too_large`) at any.
    """
    carry, read, line, ended = _beginning(stream), 0, 0, False
    while not ended:
        text = _filled_up(carry, stream, size)
        rows, carry = _whole_rows(text)
        ended = _END.match(carry) is not None
        read += len(rows)
        if rows:
            piece = _piece(rows, line, read, name)
            line = piece.last_line
            yield piece
        elif not ended and len(text) < size:
            raise UnreadableFile("damaged_workbook", file=name)
        elif not ended:
            if size >= PIECE_BYTES:
                raise UnreadableFile("workbook_too_large", file=name)
            size = PIECE_BYTES
    while stream.read(_BLOCK):
        pass  # to the end, where the checksum is


def declared_columns(head: bytes) -> int:
    """As many as the sheet says it has, 0 where that is not to be believed.

    Formats alone make it say more, and some programs say too little: it only adds
    columns that the first rows do not show.
    """
    found = _DIMENSION.search(head)
    columns = _column(found[1]) if found else 0
    return columns if columns <= _MOST_DECLARED else 0


def piece_bytes(strings: int) -> int:
    return max(PIECE_BYTES, _TIMES_THE_STRINGS * strings)


def _beginning(stream: IO[bytes]) -> bytes:
    """What follows the tag before the first row."""
    head = stream.read(_BLOCK)
    found = _SHEET_DATA.search(head)
    if found is None:
        raise Unusual
    rest = head[found.end() :]
    if found[1]:
        return b"</sheetData>"
    first = rest.find(b"row")
    if first >= 0 and not _ROW_NUMBER.match(rest[rest.rfind(b"<", 0, first) :]):
        raise Unusual
    return rest


def _filled_up(carry: bytes, stream: IO[bytes], size: int) -> bytes:
    blocks, length = [carry], len(carry)
    while length < size and (block := stream.read(_BLOCK)):
        blocks.append(block)
        length += len(block)
    return b"".join(blocks)


def _whole_rows(text: bytes) -> tuple[bytes, bytes]:
    end = max(text.rfind(tag) + len(tag) if tag in text else 0 for tag in _ROW_END)
    return text[:end], text[end:]


def _piece(rows: bytes, after: int, read: int, name: str) -> Piece:
    first = _ROW_NUMBER.search(rows)
    later = _ROW_NUMBER.findall(rows[-_BLOCK:]) or _ROW_NUMBER.findall(rows)
    if first is None or not after < int(first[1]) <= int(later[-1]):
        raise UnreadableFile("damaged_workbook", file=name)
    text = pa.scalar(rows, pa.large_binary())
    if pc.match_substring_regex(text, _FAR_OR_ODD).as_py():
        _check_span(rows, name)
    return Piece(rows, int(first[1]), int(later[-1]), read)


def _check_span(rows: bytes, name: str) -> None:
    places = _PLACE.findall(rows)
    columns = max(map(_column, {letters for letters, _line in places}), default=0)
    lines = [int(line) for _letters, line in places]
    span = max(lines, default=0) - min(lines, default=0) + 1
    if columns * span > LARGEST_PIECE:
        raise UnreadableFile("workbook_too_large", file=name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 0x40
    return number
