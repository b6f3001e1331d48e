"""The one shape into which workbooks of every kind are opened."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """`hidden`: not shown by a spreadsheet program."""

    name: str
    hidden: bool


@dataclass(frozen=True)
class Stretch:
    """Rows that follow each other without a gap, from the row `line` (1-based).

    cells: String columns "0", "1", … counted from the same column in all
    stretches of a sheet; an empty cell is null. total: how many rows the sheet
    has, as far as that is known.
    """

    cells: pl.DataFrame
    line: int
    total: int

    def from_first_filled(self, rows: int) -> Stretch:
        """At most as many rows, from the first that is not empty."""
        filled = ~self.cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
        first = filled.arg_max() or 0
        return Stretch(self.cells.slice(first, rows), self.line + first, self.total)

    @property
    def is_empty(self) -> bool:
        return all(column.null_count() == len(column) for column in self.cells)


class Book(Protocol):
    """An opened workbook. Everything raises UnreadableFile."""

    def first_rows(
        self, rows: int, *, sheets: Collection[str] = ()
    ) -> Iterator[tuple[Sheet, Stretch]]:
        """At most as many rows of each worksheet (or of those named), from the first
        that is not empty; all of its columns, as far as it tells them."""

    def stretches(self, sheet: str) -> Generator[Stretch, None, None]:
        """All rows of a sheet; rows that no stretch holds are empty."""
