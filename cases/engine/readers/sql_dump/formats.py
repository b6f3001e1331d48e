"""SQL dumps as a format: a sheet for each table that is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Batch, Format, Layout, Opener, one_by_one
from cases.engine.readers.beginning import beginning, text_beginning
from cases.engine.readers.gathering import (
    Cells,
    Rejected,
    as_frame,
    read_records,
    without_sample,
)
from cases.engine.readers.sql_dump.grammar import dialect_of
from cases.engine.readers.sql_dump.rows import Table, rows
from cases.engine.readers.sql_dump.tables import Found, tables
from cases.engine.readers.window import Window

SQL = "sql"

_STATEMENT = re.compile(
    r"(?im)^[ \t]*+(?:INSERT\s++(?:(?!INTO\b)\w++\s++)*+INTO\s"
    r"|INSERT\s++(?:\[\w|`|\"|\w+\s*\()|REPLACE\s++INTO\s|CREATE\s++(?:\w++\s++)*?TABLE\s|COPY\s[^;\n]++\sFROM\s+stdin)"
)


def is_dump(text: str) -> bool:
    """Whether a statement that makes or fills a table begins a line."""
    return _STATEMENT.search(text) is not None


def sniff(opener: Opener, name: str) -> list[Layout]:
    """Raises UnreadableFile (`no_records`)."""
    begun = text_beginning(opener, name)
    found = _tables(opener, begun.encoding, begun.text)
    if not found:
        raise UnreadableFile("no_records", file=name)
    return [_layout(table, begun.encoding) for table in found]


def look_again(opener: Opener, layout: Layout) -> Layout:
    """Columns that only a later statement names are taken over."""
    begun = beginning(opener, layout.encoding)
    found = _tables(opener, layout.encoding, begun.text, only=layout.sheet)
    again = [
        _layout(each, layout.encoding) for each in found if each.name == layout.sheet
    ]
    if not again:
        return without_sample(layout)
    columns = again[0].columns + layout.columns[len(again[0].columns) :]
    rows = [
        [*row, *[None] * (len(columns) - len(row))] for row in again[0].sample.rows()
    ]
    return replace(again[0], columns=columns, sample=as_frame(rows, len(columns)))


def read(opener: Opener, layout: Layout, batch_bytes: int) -> Iterator[Batch]:
    dialect = dialect_of(beginning(opener, layout.encoding).text)
    table = Table(layout.sheet, layout.columns, dialect)

    def records(window: Window) -> Iterator[Cells | Rejected]:
        return rows(window, table)

    return read_records(opener, layout, batch_bytes, records)


def _tables(
    opener: Opener, encoding: str, text: str, only: str | None = None
) -> list[Found]:
    with opener() as stream:
        return tables(Window(stream, encoding), dialect_of(text), only)


def _layout(table: Found, encoding: str) -> Layout:
    columns = table.all_columns()
    return Layout(
        format=SQL,
        sheet=table.name,
        encoding=encoding,
        header_line=0,
        columns=columns,
        sample=as_frame(
            [[*row, *[None] * (len(columns) - len(row))] for row in table.sample],
            len(columns),
        ),
    )


FORMAT = Format(
    key=SQL,
    suffixes=(".sql",),
    settings=frozenset({"encoding"}),
    recognises=is_dump,
    sniff=sniff,
    look_again=one_by_one(look_again),
    read=read,
)
