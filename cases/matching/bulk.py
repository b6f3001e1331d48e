"""Whole frames into PostgreSQL and out of it, through its COPY protocol."""

from __future__ import annotations

import io

import polars as pl
from django.db.backends.utils import CursorWrapper


def copy_in(cursor: CursorWrapper, table: str, frame: pl.DataFrame) -> None:
    """Append the frame's columns, which are named as the table's are."""
    columns = ", ".join(frame.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
    with cursor.copy(statement) as copy:
        for part in frame.iter_slices(100_000):
            copy.write(part.write_csv(include_header=False).encode())


def copy_out(cursor: CursorWrapper, query: str, schema: pl.Schema) -> pl.DataFrame:
    """The rows of a query without parameters."""
    out = io.BytesIO()
    with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for block in copy:
            out.write(block)
    if not out.tell():
        return schema.to_frame()
    out.seek(0)
    return pl.read_csv(out, has_header=False, schema=schema)
