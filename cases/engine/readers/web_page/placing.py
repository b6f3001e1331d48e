"""The rows of a table as records of a layout, as rejected ones, or as blank ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cases.engine.readers.base import Layout
from cases.engine.readers.encodings import DAMAGE
from cases.engine.readers.gathering import Blank, Cells, Rejected
from cases.engine.readers.header import ABOVE_HEADER, REPEATED_HEADER
from cases.engine.readers.web_page.tables import Row
from cases.engine.readers.window import Window, shown


def placed(
    rows: Iterable[Row], layout: Layout, window: Window
) -> Iterator[Cells | Rejected | Blank]:
    """All rows but the header; those that are left out between two are blank."""
    width = len(layout.columns)
    last = 0
    for row in rows:
        for line in range(last + 1, row.line):
            yield Blank(line)
        last = row.line
        if row.line == layout.header_line:
            continue
        cells = row.cells
        if not row.reason and not any(cells):
            yield Blank(row.line)
        elif reason := _reason(row, layout, window):
            yield Rejected(row.line, reason, shown("\t".join(c or "" for c in cells)))
        else:
            yield Cells(row.line, [*cells[:width], *[None] * (width - len(cells))])


def _reason(row: Row, layout: Layout, window: Window) -> str:
    """Why the row is rejected, "" where it is not."""
    if row.reason:
        return row.reason
    if window.damaged and any(cell and DAMAGE in cell for cell in row.cells):
        return "undecodable"
    if row.line < layout.header_line:
        return ABOVE_HEADER
    if any(row.cells[len(layout.columns) :]):
        return "cell_count"
    return REPEATED_HEADER if _is_header(row.cells, layout) else ""


def _is_header(cells: list[str | None], layout: Layout) -> bool:
    """A column without a text in the header is named by its number."""
    if not layout.header_line or cells[0] != layout.columns[0]:
        return False
    return all(
        cell == name or (not cell and name == str(place))
        for place, (cell, name) in enumerate(
            zip(cells, layout.columns, strict=False), 1
        )
    ) and len(cells) >= len(layout.columns)
