"""Runs the statements of `sql.py` within this process.

DuckDB joins millions of hits within any memory, and takes fifty milliseconds to begin.
Of a report for which somebody waits there are one or two: Polars, which takes the same
text, is done with them in four.
"""

from __future__ import annotations

from typing import Protocol

import duckdb
import polars as pl


class Tables(Protocol):
    """Tables under the names that the statements give them."""

    def keep(self, name: str, statement: str) -> None: ...

    def frame(self, statement: str) -> pl.DataFrame: ...


class InPolars:
    def __init__(self, **tables: pl.DataFrame) -> None:
        self._context = pl.SQLContext(frames=tables, eager=True)

    def keep(self, name: str, statement: str) -> None:
        self._context.register(name, self.frame(statement))

    def frame(self, statement: str) -> pl.DataFrame:
        return self._context.execute(statement, eager=True)


class InDuckDB:
    def __init__(
        self, connection: duckdb.DuckDBPyConnection, **tables: pl.DataFrame
    ) -> None:
        self._connection = connection
        for name, table in tables.items():
            connection.register(name, table.to_arrow())

    def keep(self, name: str, statement: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {statement}")

    def frame(self, statement: str) -> pl.DataFrame:
        frame: pl.DataFrame = self._connection.sql(statement).pl()
        return frame
