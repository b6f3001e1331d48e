"""Spreadsheets (.xlsx), every cell as the text it stands for.

Macros and formulas are never run: a formula counts as the value saved with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import fastexcel
import polars as pl

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import REJECTED_SCHEMA, Batch, Format, Layout, Opener
from cases.engine.readers.content import XLSX, workbook_bytes
from cases.engine.readers.header import (
    ABOVE_HEADER,
    FIRST_ROWS,
    column_names,
    find_header,
    split_repeated_headers,
)

BATCH_ROWS = 200_000
SAMPLE_ROWS = 50

# A spreadsheet keeps 15 significant digits; what comes after them in a number is
# an artefact of binary fractions and must not be taken for digits of an ID.
_DIGITS_KEPT = 15


def sniff(opener: Opener, name: str) -> list[Layout]:
    """One layout for every sheet that is not empty, hidden ones too.

    Raises UnreadableFile (`damaged_workbook`, `empty_file`).
    """
    book = _open(opener, name)
    layouts = [
        layout
        for sheet in book.sheet_names
        if (layout := _sniff_sheet(book, sheet, name)) is not None
    ]
    if not layouts:
        raise UnreadableFile("empty_file", file=name)
    return layouts


def read(opener: Opener, layout: Layout) -> Iterator[Batch]:
    """The sheet's rows; the position counts rows."""
    book = _open(opener, layout.sheet)
    cells, _ = _cells(book, layout.sheet, layout.sheet)
    table = _fitted(cells, len(layout.columns))
    for start in range(0, max(table.height, 1), BATCH_ROWS):
        stretch = table.slice(start, BATCH_ROWS)
        yield _batch(stretch, layout, start + stretch.height, table.height)


def _batch(table: pl.DataFrame, layout: Layout, position: int, total: int) -> Batch:
    line = pl.col("line")
    empty = pl.all_horizontal(pl.exclude("line").is_null())
    filled = table.filter(~empty & (line != layout.header_line))
    blank = table.filter(empty & (line != layout.header_line)).height
    above = filled.filter(line < layout.header_line)
    titles = above.select(
        "line",
        reason=pl.lit(ABOVE_HEADER),
        text=pl.concat_str(
            pl.exclude("line").fill_null(""), separator="\t"
        ).str.strip_chars_end("\t"),
    ).cast(pl.Schema(REJECTED_SCHEMA))
    rows, repeated = split_repeated_headers(
        filled.filter(line > layout.header_line), layout
    )
    return Batch(
        rows=rows.drop("line"),
        lines=rows.get_column("line"),
        rejected=pl.concat([titles, repeated]),
        position=position,
        total=total,
        blank=blank,
    )


def _open(opener: Opener, name: str) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(workbook_bytes(opener, name))
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("damaged_workbook", file=name) from error


def _sniff_sheet(book: fastexcel.ExcelReader, sheet: str, name: str) -> Layout | None:
    cells, visible = _cells(book, sheet, name, rows=SAMPLE_ROWS + FIRST_ROWS)
    filled = _filled(cells)
    if filled.is_empty():
        return None
    header = find_header(_texts(filled))
    line = 0 if header is None else int(filled.get_column("line")[header])
    return _layout(filled, sheet, line, hidden=not visible)


def look_again(opener: Opener, layout: Layout) -> Layout:
    """Columns and sample for the header line of `layout`."""
    book = _open(opener, layout.sheet)
    cells, _ = _cells(
        book, layout.sheet, layout.sheet, rows=SAMPLE_ROWS + layout.header_line + 1
    )
    filled = _filled(cells)
    known = layout.header_line in filled.get_column("line")
    line = layout.header_line if known else 0
    return _layout(filled, layout.sheet, line, hidden=layout.hidden)


def _filled(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.filter(~pl.all_horizontal(pl.exclude("line").is_null()))


def _texts(cells: pl.DataFrame) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in cells.drop("line").rows()]


def _layout(
    filled: pl.DataFrame, sheet: str, header_line: int, *, hidden: bool
) -> Layout:
    header = filled.filter(pl.col("line") == header_line)
    titles = _texts(header)[0] if header_line else None
    return Layout(
        format=XLSX,
        sheet=sheet,
        header_line=header_line,
        columns=column_names(titles, filled.width - 1),
        hidden=hidden,
        sample=filled.filter(pl.col("line") > header_line)
        .drop("line")
        .head(SAMPLE_ROWS),
    )


def _cells(
    book: fastexcel.ExcelReader, sheet: str, name: str, *, rows: int | None = None
) -> tuple[pl.DataFrame, bool]:
    """ "line" and the cells "0", "1", … as text, and whether the sheet is visible."""
    try:
        loaded = _load(book, sheet, "string", rows)
        cells = loaded.to_polars()
        cells.columns = [str(place) for place in range(cells.width)]
        cells = _without_artefacts(book, sheet, cells, rows)
    except fastexcel.FastExcelError as error:
        raise UnreadableFile("damaged_workbook", file=name, sheet=sheet) from error
    numbered = cells.with_columns(pl.all().replace("", None)).select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt64).alias("line"), pl.all()
    )
    return numbered, loaded.visible == "visible"


def _load(
    book: fastexcel.ExcelReader,
    sheet: str,
    kind: Literal["string", "boolean"],
    rows: int | None,
) -> fastexcel.ExcelSheet:
    return book.load_sheet(
        sheet,
        header_row=None,
        # Not None: empty rows at the top count, or the line numbers are wrong.
        skip_rows=0,
        n_rows=rows,
        dtypes=kind,
        whitespace_as_null=True,
    )


def _without_artefacts(
    book: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame, rows: int | None
) -> pl.DataFrame:
    """Numbers of more than 15 digits end in zeros, as the spreadsheet shows them."""
    long = [
        name
        for name in cells.columns
        if cells.get_column(name).str.contains(r"^[0-9]{16,}$").any()
    ]
    if not long:
        return cells
    # Read as truth values, cells with text are null: that tells text from number.
    numeric = _load(book, sheet, "boolean", rows).to_polars()
    numeric.columns = cells.columns
    return cells.with_columns(
        pl.when(numeric.get_column(name).is_not_null() & _is_long(name))
        .then(_rounded(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in long
    )


def _is_long(name: str) -> pl.Expr:
    return pl.col(name).str.contains(r"^[0-9]{16,}$")


def _rounded(name: str) -> pl.Expr:
    """15 significant digits, then zeros; rounded because 2^-n falls short of them."""
    text = pl.col(name)
    zeros = text.str.len_chars() - _DIGITS_KEPT
    kept = text.str.slice(0, _DIGITS_KEPT).cast(pl.Int64, strict=False)
    up = text.str.slice(_DIGITS_KEPT, 1).cast(pl.Int64, strict=False) >= 5
    return (kept + up.cast(pl.Int64)).cast(pl.String) + pl.lit("0").repeat_by(
        zeros
    ).list.join("")


def _fitted(cells: pl.DataFrame, width: int) -> pl.DataFrame:
    """`width` columns, also where the officer's mapping has more or fewer."""
    missing = [
        pl.lit(None, pl.String).alias(str(place))
        for place in range(cells.width - 1, width)
    ]
    return cells.with_columns(missing).select("line", *map(str, range(width)))


def _read(opener: Opener, layout: Layout, _batch_bytes: int) -> Iterator[Batch]:
    return read(opener, layout)


FORMAT = Format(
    key=XLSX,
    suffixes=(".xlsx", ".xlsm"),
    settings=frozenset({"header_line"}),
    recognises=lambda _text: False,
    sniff=sniff,
    look_again=look_again,
    read=_read,
)
