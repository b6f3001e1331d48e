"""Encoding, separator and header of a text file, guessed from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from cases.engine.readers import delimited
from cases.engine.readers.base import (
    SAMPLE_ROWS,
    Batch,
    Format,
    Layout,
    Opener,
    one_by_one,
)
from cases.engine.readers.beginning import Beginning, beginning, text_beginning
from cases.engine.readers.header import column_names, find_header
from cases.engine.readers.separators import (
    MIXED,
    find_separator,
    mixed_width,
    split_mixed,
)

_LINES = 200

DELIMITED = "delimited"


def sniff(opener: Opener, name: str) -> list[Layout]:
    """Raises UnreadableFile (`empty_file`, `binary_file`)."""
    begun = text_beginning(opener, name)
    lines = _whole_lines(begun)
    separator = find_separator(lines)
    rows, numbers = _rows(lines, separator)
    return [_layout(begun, separator, rows, numbers, find_header(rows))]


def look_again(opener: Opener, layout: Layout) -> Layout:
    """Columns and sample for the encoding, separator and header line of `layout`."""
    begun = beginning(opener, layout.encoding)
    rows, numbers = _rows(_whole_lines(begun), layout.separator)
    line = layout.header_line
    header = numbers.index(line) if line in numbers else None
    return _layout(begun, layout.separator, rows, numbers, header)


def _layout(
    begun: Beginning,
    separator: str,
    rows: list[list[str]],
    numbers: list[int],
    header: int | None,
) -> Layout:
    width = _width(rows, header)
    layout = Layout(
        format=DELIMITED,
        encoding=begun.encoding,
        separator=separator,
        header_line=0 if header is None else numbers[header],
        columns=column_names(None if header is None else rows[header], width),
    )
    return replace(layout, sample=_first_rows(begun.sample, layout))


def _whole_lines(begun: Beginning) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", begun.text)
    if not begun.whole and len(lines) > 1:
        lines.pop()
    return lines[:_LINES]


def _rows(lines: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """The filled rows and the last line of each, as read without regard to width."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    if separator == MIXED:
        width = mixed_width(lines)
        split = [
            (number, split_mixed(line, width)) for number, line in enumerate(lines, 1)
        ]
    elif len(separator) > 1:
        split = [
            (number, line.split(separator)) for number, line in enumerate(lines, 1)
        ]
    else:
        split = _csv_rows(lines, separator or "\x1f")
    for number, cells in split:
        if any(cell.strip() for cell in cells):
            rows.append(cells)
            numbers.append(number)
    return rows, numbers


def _csv_rows(lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(
        (line.replace("\0", "") + "\n" for line in lines), delimiter=separator
    )
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend((reader.line_num, cells) for cells in reader)
    except csv.Error:
        # A cell too long for any cell: what was read before it is sample enough.
        return rows
    return rows


def _width(rows: list[list[str]], header: int | None) -> int:
    """As wide as most rows are, or as the header is if that is more."""
    below = rows if header is None else rows[header + 1 :]
    titled = 0 if header is None else len(rows[header])
    counts = Counter(len(row) for row in below)
    usual = counts.most_common(1)[0][0] if counts else 1
    if titled and all(not "".join(row[titled:]).strip() for row in below):
        return titled
    return max(usual, titled, 1)


def _first_rows(sample: bytes, layout: Layout) -> pl.DataFrame:
    for batch in delimited.read(lambda: io.BytesIO(sample), layout):
        return batch.rows.head(SAMPLE_ROWS)
    return pl.DataFrame()


def _read(opener: Opener, layout: Layout, batch_bytes: int) -> Iterator[Batch]:
    return delimited.read(opener, layout, batch_bytes=batch_bytes)


FORMAT = Format(
    key=DELIMITED,
    suffixes=(".csv", ".tsv", ".txt"),
    settings=frozenset({"encoding", "separator", "header_line"}),
    recognises=lambda _text: True,
    sniff=sniff,
    look_again=one_by_one(look_again),
    read=_read,
)
