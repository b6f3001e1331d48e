"""The first rows of every table of a page, and how wide each is as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cases.engine.readers.base import Opener
from cases.engine.readers.encodings import DAMAGE
from cases.engine.readers.gathering import as_frame
from cases.engine.readers.header import holds_data
from cases.engine.readers.web_page.tables import Row, Table
from cases.engine.readers.window import Window
from cases.engine.readers.workbook.book import Sheet, Stretch
from cases.engine.readers.workbook.layouts import SAMPLE_ROWS

FindRows = Callable[[Window, str | None], Iterator[Row]]

# What is held of each table; a row more may go beyond it.
_MOST_TEXT = 64 << 10
_MOST_CELLS = 20_000
# A table is as wide as its widest row if that is not beyond belief; else as wide as
# its first rows are, and wider ones are rejected.
_WIDE = 100


def first_rows(
    opener: Opener,
    encoding: str,
    rows: FindRows,
    from_lines: Mapping[str, int] | None = None,
) -> dict[str, FirstRows]:
    """By the name of each table that holds anything, in their order.

    from_lines: before which row nothing of a table is to be held.
    """
    found: dict[str, FirstRows] = {}
    with opener() as stream:
        for row in rows(Window(stream, encoding), None):
            name = row.table.name
            if name not in found:
                found[name] = FirstRows(row.table, (from_lines or {}).get(name, 0))
            found[name].add(row)
    return {name: first for name, first in found.items() if first.width}


class FirstRows:
    """width: of the whole table. head_line: of the first row that the page marks as a
    header, 0 for none."""

    def __init__(self, table: Table, from_line: int) -> None:
        self.width = 0
        self.head_line = 0
        self._table = table
        self._from_line = from_line
        self._first_line = 0
        self._rows: list[list[str | None]] = []
        self._text = self._cells = 0

    @property
    def sheet(self) -> Sheet:
        return Sheet(self._table.name, self._table.hidden)

    @property
    def stretch(self) -> Stretch:
        held = max(map(len, self._rows), default=0)
        width = self.width if self.width <= _WIDE else held
        rows = [[*cells, *[None] * (width - len(cells))] for cells in self._rows]
        return Stretch(as_frame(rows, width), self._first_line or 1, 0)

    def add(self, row: Row) -> None:
        cells = _up_to_last_filled(row.cells)
        if row.reason or any(cell and DAMAGE in cell for cell in cells):
            return
        self.width = max(self.width, len(cells))
        line = self._first_line + len(self._rows)
        if not cells or row.line < max(self._from_line, line):
            return
        if not self._rows:
            self._first_line = line = row.line
        if row.line - self._first_line >= SAMPLE_ROWS or self._is_full:
            return
        self._rows += [[] for _ in range(line, row.line)]
        self._rows.append(cells)
        self._text += sum(len(cell) for cell in cells if cell)
        self._cells += len(cells)
        texts = [cell for cell in cells if cell]
        if row.is_head and len(texts) > 1 and not holds_data(texts):
            self.head_line = self.head_line or row.line

    @property
    def _is_full(self) -> bool:
        return self._text > _MOST_TEXT or self._cells > _MOST_CELLS


def _up_to_last_filled(cells: list[str | None]) -> list[str | None]:
    width = len(cells)
    while width and cells[width - 1] is None:
        width -= 1
    return cells[:width]
