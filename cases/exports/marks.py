"""A mark in every row that no eye sees, and that leads back to the export.

Sixty-four bits as thirty-two characters without width, two bits each, at the end of
the first text of a row. They stay when the line that says who exported is cut off,
when a CSV becomes a workbook or the other way round, and when single rows are pasted
elsewhere. They go when the text is typed anew, printed, or saved in an encoding that
lacks them (GBK). The bits are drawn at random and say nothing by themselves.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

_SIGNS: Final = "\u200b\u200c\u200d\u2060"
_LENGTH: Final = 32
_MARK: Final = re.compile(f"[{_SIGNS}]{{{_LENGTH}}}")
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
# A workbook's parts, unpacked: more than the largest export needs.
_PART_AT_MOST: Final = 1 << 30


def sign(mark: int) -> str:
    places = range(_LENGTH - 1, -1, -1)
    return "".join(_SIGNS[mark >> 2 * place & 3] for place in places)


def signed(rows: Iterable[list[Any]], mark: int) -> Iterator[list[Any]]:
    """Each row with the mark in its first text; a row of numbers stays as it is."""
    unseen = sign(mark)
    for row in rows:
        at = next((n for n, cell in enumerate(row) if _is_text(cell)), None)
        if at is not None:
            row = [*row[:at], f"{row[at]}{unseen}", *row[at + 1 :]]
        yield row


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str) and bool(cell)


def found_in(path: Path) -> set[int]:
    """The marks in a file: text in Unicode, or anything that is a ZIP of such (.xlsx,
    .docx, .ods)."""
    return {_number(m) for part in _parts(path) for m in _marks(part)}


def _parts(path: Path) -> Iterator[bytes]:
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as part:
                yield part.read(_PART_AT_MOST)


def _marks(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield from _MARK.findall(content.decode(encoding, errors="ignore"))


def _number(unseen: str) -> int:
    number = 0
    for letter in unseen:
        number = number << 2 | _SIGNS.index(letter)
    return number
