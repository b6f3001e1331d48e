"""Spreadsheets, every cell as the text it stands for.

Macros and formulas are never run: a formula counts as the value saved with it. Of
merged cells the first holds the value and the others are empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Batch, Format, Layout, Opener
from cases.engine.readers.content import ODS, XLS, XLSB, XLSX, workbook_bytes
from cases.engine.readers.workbook.apart import WholeBook
from cases.engine.readers.workbook.book import Book
from cases.engine.readers.workbook.layouts import SAMPLE_ROWS, find_layout, layout_at
from cases.engine.readers.workbook.package import Unusual
from cases.engine.readers.workbook.rows import batches
from cases.engine.readers.workbook.xlsx import XlsxBook


def sniff(recognised: str, opener: Opener, name: str) -> list[Layout]:
    """One layout for every sheet that is not empty, hidden ones too.

    Raises UnreadableFile (`damaged_workbook`, `password_protected`,
    `workbook_too_large`, `empty_workbook`).
    """
    book = _open(opener, name, recognised)
    found = [
        find_layout(recognised, sheet, stretch)
        for sheet, stretch in book.first_rows(SAMPLE_ROWS)
    ]
    layouts = [layout for layout in found if layout is not None]
    if not layouts:
        raise UnreadableFile("empty_workbook", file=name)
    return layouts


def look_again(opener: Opener, layouts: Sequence[Layout]) -> list[Layout]:
    """Columns and sample for the header line of each of a workbook's `layouts`."""
    book = _open(opener, "", layouts[0].format)
    rows = SAMPLE_ROWS + max(layout.header_line for layout in layouts)
    sheets = {layout.sheet for layout in layouts}
    found = {
        sheet.name: stretch for sheet, stretch in book.first_rows(rows, sheets=sheets)
    }
    return [layout_at(layout, found[layout.sheet]) for layout in layouts]


def read(opener: Opener, layout: Layout, _batch_bytes: int = 0) -> Iterator[Batch]:
    """The sheet's rows; the position counts rows."""
    book = _open(opener, "", layout.format)
    return batches(book.stretches(layout.sheet), layout)


def _open(opener: Opener, name: str, recognised: str) -> Book:
    data = workbook_bytes(opener, name)
    if recognised != XLSX:
        return WholeBook(data, name)
    try:
        return XlsxBook(data, name)
    except Unusual:
        return WholeBook(data, name)


FORMATS = tuple(
    Format(
        key=key,
        suffixes=suffixes,
        settings=frozenset({"header_line"}),
        recognises=lambda _text: False,
        sniff=partial(sniff, key),
        look_again=look_again,
        read=read,
    )
    for key, suffixes in (
        (XLSX, (".xlsx", ".xlsm", ".xltx", ".xltm")),
        (XLSB, (".xlsb",)),
        (XLS, (".xls", ".xlt", ".et")),
        (ODS, (".ods",)),
    )
)
