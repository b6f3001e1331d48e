"""Where a sheet's header is and what it says, guessed from its first rows."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from cases.engine.readers.base import Layout
from cases.engine.readers.header import column_names, find_header
from cases.engine.readers.titles import are_titles, continues_header, with_titles
from cases.engine.readers.workbook.book import Sheet, Stretch

SAMPLE_ROWS = 60


def find_layout(recognised: str, sheet: Sheet, first: Stretch) -> Layout | None:
    """None for a sheet without any cell."""
    filled = _filled(first)
    if filled.is_empty():
        return None
    rows = _texts(filled)
    header = find_header(rows)
    if header is not None and header + 1 < len(rows):
        header += continues_header(rows[header + 1], rows[header])
    line = 0 if header is None else int(filled.get_column("line")[header])
    layout = Layout(recognised, sheet.name, header_line=line, hidden=sheet.hidden)
    return layout_at(layout, first)


def layout_at(layout: Layout, first: Stretch) -> Layout:
    """The layout with the columns and the sample for its header line.

    A header line that holds nothing is none: `header_line` is then 0.
    """
    filled = _filled(first)
    lines = filled.get_column("line").to_list()
    line = layout.header_line if layout.header_line in lines else 0
    titles = None
    if line:
        rows = dict(zip(lines, _texts(filled), strict=True))
        titles, above = rows[line], rows.get(line - 1)
        if above and are_titles(above, titles):
            titles = with_titles(titles, above)
    return replace(
        layout,
        header_line=line,
        columns=column_names(titles, filled.width - 1),
        sample=filled.filter(pl.col("line") > line).drop("line"),
    )


def _filled(first: Stretch) -> pl.DataFrame:
    lines = pl.int_range(first.line, pl.len() + first.line, dtype=pl.UInt64)
    return first.cells.select(lines.alias("line"), pl.all()).filter(
        ~pl.all_horizontal(pl.exclude("line").is_null())
    )


def _texts(cells: pl.DataFrame) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in cells.drop("line").rows()]
