"""Whole frames into PostgreSQL and out of it."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
from django.db.backends.utils import CursorWrapper


def copy_in(cursor: CursorWrapper, table: str, frame: pl.DataFrame) -> None:
    """Append the frame's columns, which are named as the table's are."""
    columns = ", ".join(frame.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
    with cursor.copy(statement) as copy:
        for part in frame.iter_slices(100_000):
            copy.write(part.write_csv(include_header=False).encode())


def rows_of(
    cursor: CursorWrapper, query: str, schema: pl.Schema, **given: Any
) -> pl.DataFrame:
    """The rows of a query, in one value: row by row they would be handed through
    Python, which takes longer than the query."""
    cursor.execute(
        # The query is ours; what it is about goes as parameters.
        "SELECT string_agg(substr(found::text, 2, length(found::text) - 2), E'\\n')"  # noqa: S608
        f" FROM ({query}) AS found",
        given,
    )
    (lines,) = cursor.fetchone()
    if lines is None:
        return schema.to_frame()
    return pl.read_csv(io.StringIO(lines), has_header=False, schema=schema)


def as_array(numbers: pl.Series) -> str:
    """As PostgreSQL reads them with `::bigint[]`: a list of a million takes a driver
    in Python longer than the query."""
    return f"{{{numbers.unique().cast(pl.String).str.join(',').item()}}}"
