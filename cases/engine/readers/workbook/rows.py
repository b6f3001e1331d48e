"""A sheet's cells as rows, rejected rows and blank ones."""

from __future__ import annotations

from collections.abc import Generator, Iterable

import polars as pl

from cases.engine.readers.base import REJECTED_SCHEMA, Batch, Layout
from cases.engine.readers.header import ABOVE_HEADER, split_repeated_headers
from cases.engine.readers.workbook.book import Stretch

BATCH_ROWS = 100_000


def batches(
    stretches: Iterable[Stretch], layout: Layout
) -> Generator[Batch, None, None]:
    """At least one batch, however empty the sheet is."""
    before = 0
    for stretch in stretches:
        for start in range(0, stretch.cells.height, BATCH_ROWS):
            line = stretch.line + start
            cells = stretch.cells.slice(start, BATCH_ROWS)
            yield _batch(cells, layout, line, line - 1 - before, stretch.total)
            before = line - 1 + cells.height
    if not before:
        yield _batch(pl.DataFrame(), layout, 1, 0, 0)


def _batch(
    cells: pl.DataFrame, layout: Layout, first: int, gap: int, total: int
) -> Batch:
    """`gap`: how many empty rows no stretch held before this one."""
    width = len(layout.columns)
    table = _numbered(cells, first, width)
    line = pl.col("line")
    empty = pl.all_horizontal(pl.exclude("line").is_null())
    filled = table.filter(~empty & (line != layout.header_line))
    blank = table.filter(empty & (line != layout.header_line)).height
    below = filled.filter(line > layout.header_line)
    wider = pl.any_horizontal(
        pl.lit(value=False),
        *(pl.col(name).is_not_null() for name in table.columns[width + 1 :]),
    )
    rows, repeated = split_repeated_headers(
        below.filter(~wider).select(table.columns[: width + 1]), layout
    )
    above = filled.filter(line < layout.header_line)
    rejected = [
        _rejected(above, ABOVE_HEADER),
        repeated,
        _rejected(below.filter(wider), "cell_count"),
    ]
    position = first - 1 + cells.height
    return Batch(
        rows=rows.drop("line"),
        lines=rows.get_column("line"),
        rejected=pl.concat(rejected).sort("line"),
        position=position,
        total=max(total, position),
        blank=blank + gap,
    )


def _numbered(cells: pl.DataFrame, first: int, width: int) -> pl.DataFrame:
    """ "line", and at least `width` cells."""
    lines = pl.int_range(first, pl.len() + first, dtype=pl.UInt64).alias("line")
    missing = [
        pl.lit(None, pl.String).alias(str(place)) for place in range(cells.width, width)
    ]
    return cells.select(lines, pl.all(), *missing)


def _rejected(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    text = pl.concat_str(pl.exclude("line").fill_null(""), separator="\t")
    return rows.select(
        "line", reason=pl.lit(reason), text=text.str.strip_chars_end("\t")
    ).cast(pl.Schema(REJECTED_SCHEMA))
