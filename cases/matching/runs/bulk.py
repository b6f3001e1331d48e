"""Whole frames into PostgreSQL and out of it."""

from __future__ import annotations

import io
from typing import Any, Final

import polars as pl
from django.db.backends.utils import CursorWrapper
from pgpq import ArrowToPostgresBinaryEncoder
from polars import selectors

_AT_ONCE: Final = 100_000


def copy_in(
    cursor: CursorWrapper, table: str, frame: pl.DataFrame, *, freeze: bool = False
) -> None:
    """Append the frame's columns, which are named as the table's are: smallint is
    Int16, integer Int32, bigint Int64 or any unsigned number, text String, bytea and
    uuid Binary.

    freeze: the table was made in this transaction, and its rows need not be looked at
    again by a vacuum.
    """
    columns = ", ".join(frame.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT binary, FREEZE {freeze})"
    # PostgreSQL has no unsigned numbers.
    rows = frame.with_columns(selectors.unsigned_integer().cast(pl.Int64)).to_arrow()
    encoder = ArrowToPostgresBinaryEncoder(rows.schema)
    with cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for part in rows.to_batches(max_chunksize=_AT_ONCE):
            copy.write(encoder.write_batch(part))
        copy.write(encoder.finish())


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
