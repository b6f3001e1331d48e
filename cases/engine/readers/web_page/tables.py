"""One table in the making: what its tags say, as rows of cells."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from cases.engine.readers.numbers import exact_number
from cases.engine.readers.window import LONGEST_RECORD

# As many as a workbook has (16,384 columns, 1,048,576 rows).
MOST_COLUMNS = 1 << 14
MOST_ROWS = 1 << 20
MOST_TABLES = 256
# A cell may reach down past the next rows in columns before this one only.
_MOST_COVERED = 256

_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNEVEN_SPACE = re.compile(r"[\t\r\n\f]|  ")
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_NUMBER = re.compile(r"[-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[Ee][-+]?[0-9]{1,4})?")
_POWER_OF_TEN = re.compile(r"[-+]?[0-9](?:\.[0-9]+)?[Ee][-+]?[0-9]+")


class Row(NamedTuple):
    """reason: why it cannot be stored, else "". is_head: whether all its cells are
    marked as those of a header."""

    table: Table
    line: int
    cells: list[str | None]
    reason: str
    is_head: bool


class Table:
    """name: by which the table is found again. rows: where its complete rows go, None
    if they are not wanted.

    A row that is not ended before the next one begins ends there, and so does a cell.
    """

    def __init__(self, name: str, rows: list[Row] | None) -> None:
        self.name = name
        self.hidden = False
        self._rows = rows
        # Of the columns that a cell above reaches down into, the last row of it.
        self._covered: dict[int, int] = {}
        self._line = 0
        # Of the open row, and of the open cell in it.
        self._cells: list[str | None] | None = None
        self._length = 0
        self._reason = ""
        self._has_heads_only = True
        self._pieces: list[str] | None = None
        self._number: str | None = None
        self._across = self._down = 1

    @property
    def has_open_cell(self) -> bool:
        return self._pieces is not None

    def begin_row(self, line: int = 0) -> None:
        """`line`: of a row that says so itself."""
        self.end_row()
        self._line = line if self._line < line <= MOST_ROWS else self._line + 1
        self._cells, self._length, self._reason = [], 0, ""
        self._has_heads_only = True

    def end_row(self, reason: str = "") -> None:
        """`reason`: why it is no row that can be stored."""
        self.end_cell()
        if self._cells is not None and self._rows is not None:
            is_head = self._has_heads_only and bool(self._cells)
            reason = self._reason or reason
            self._rows.append(Row(self, self._line, self._cells, reason, is_head))
        self._cells = None

    def begin_cell(self, *, column: int = 0, is_head: bool = False) -> None:
        """`column`: of a cell that says so itself, from 1."""
        self.end_cell()
        if self._cells is None:
            self.begin_row()
        place = max(len(self._cells or ()), column - 1)
        while self._covered.get(place, 0) >= self._line:
            place += 1
        self._widen(place)
        self._pieces, self._number = [], None
        self._across = self._down = 1
        self._has_heads_only = self._has_heads_only and is_head

    def span(self, across: int, down: int) -> None:
        """How many columns and rows the open cell reaches over."""
        self._across, self._down = max(across, 1), max(down, 1)

    def set_number(self, value: str = "") -> None:
        """That the open cell is a number; `value`: where it is not as it shows."""
        self._number = value

    def add(self, text: str) -> None:
        """Text of the open cell; what stands outside of cells is none of the table."""
        if not text or self._pieces is None or self._rows is None:
            return
        self._length += len(text)
        if self._length > LONGEST_RECORD:
            self._reason = "record_too_long"
        if not self._reason:
            if _UNEVEN_SPACE.search(text):
                text = _SPACE.sub(" ", text)
            self._pieces.append(html.unescape(text) if "&" in text else text)

    def break_line(self) -> None:
        if self._pieces and self._pieces[-1] != "\n":
            self._pieces.append("\n")

    def end_cell(self) -> None:
        if self._pieces is None or self._cells is None:
            return
        text = "".join(self._pieces).strip()
        if "\n" in text:
            text = _BREAK.sub("\n", text)
        if self._number is not None and _POWER_OF_TEN.fullmatch(text):
            text = _exact(self._number or text)
        place = len(self._cells)
        self._widen(place + self._across)
        if place < MOST_COLUMNS:
            self._cells[place] = text or None
        if self._down > 1:
            after = min(place + self._across, _MOST_COVERED)
            last = self._line + self._down - 1
            self._covered.update(dict.fromkeys(range(place, after), last))
        self._pieces = None

    def _widen(self, width: int) -> None:
        if self._cells is not None:
            self._cells += [None] * (min(width, MOST_COLUMNS) - len(self._cells))
        if width > MOST_COLUMNS:
            self._reason = self._reason or "cell_count"


def _exact(number: str) -> str:
    return exact_number(number) if _NUMBER.fullmatch(number) else number
