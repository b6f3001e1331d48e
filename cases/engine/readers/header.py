"""Which line is the header, and where it comes again among the rows."""

from __future__ import annotations

import re

import polars as pl

from cases.engine.header_words import announced
from cases.engine.readers.base import Layout, no_rejects

ABOVE_HEADER = "above_header"
REPEATED_HEADER = "repeated_header"

# The rows among which a header is looked for, and the longest text of one cell.
FIRST_ROWS = 10
_LONGEST_TEXT = 30

# What a data row holds and a header does not: a number, an address, a date.
_DATA = re.compile(r"[0-9*]{5,}|@|[0-9]{4}[-/.年][0-9]{1,2}")


def find_header(rows: list[list[str]]) -> int | None:
    """The position of the header in the first rows of a file, None for none.

    The row with the most header words wins; without any, the first row is taken
    if all its cells are filled with plain text and data stand under it.
    """
    candidates = rows[:FIRST_ROWS]
    words = [header_words(row) for row in candidates]
    if any(words):
        return words.index(max(words))
    if len(rows) > 1 and _is_plain(rows[0]) and any(map(holds_data, rows[1:])):
        return 0
    return None


def column_names(header: list[str] | None, width: int) -> tuple[str, ...]:
    """The header's texts; the column's number where there is none."""
    texts = [text.strip() for text in header or []]
    texts += [""] * (width - len(texts))
    return tuple(text or str(place) for place, text in enumerate(texts, 1))


def split_repeated_headers(
    rows: pl.DataFrame, layout: Layout
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without the header's repetitions, and these as rejected rows."""
    first = rows.get_column("0").str.strip_chars() == layout.columns[0]
    if not layout.header_line or not first.any():
        return rows, no_rejects()
    names = layout.columns
    cells = [pl.col(str(place)).fill_null("") for place in range(len(names))]
    # A column without a text in the header is named by its number.
    same = [
        (text.str.strip_chars() == name) | ((text == "") & (name == str(place)))
        for place, (name, text) in enumerate(zip(names, cells, strict=True), 1)
    ]
    repeated = rows.select(pl.all_horizontal(same)).to_series()
    joined = pl.concat_str(cells, separator=layout.separator or "\t")
    return rows.filter(~repeated), rows.filter(repeated).select(
        "line", reason=pl.lit(REPEATED_HEADER), text=joined
    )


def header_words(row: list[str]) -> int:
    """How many cells announce something, 0 if any of them holds data."""
    if holds_data(row):
        return 0
    return sum(bool(announced(text)) for text in row if len(text) <= _LONGEST_TEXT)


def _is_plain(row: list[str]) -> bool:
    return all(0 < len(text.strip()) <= _LONGEST_TEXT for text in row) and not (
        holds_data(row)
    )


def holds_data(row: list[str]) -> bool:
    return any(_DATA.search(text) for text in row)
