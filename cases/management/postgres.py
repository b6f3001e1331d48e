"""What PostgreSQL takes for the benchmark's rows: to load, and to join them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import polars as pl
import psycopg

from cases.engine.bench import bare

_CHUNK: Final = 1 << 20
_ROWS: Final = 1_000_000
_TABLE: Final = """
    CREATE TABLE bench_seized (
        name text, mobile text, resident_id text,
        address text, registered text, note text
    )
"""


def copy_and_index(csv: Path, database_url: str) -> float:
    """Seconds for COPY and the indexes of mobile and resident ID; leaves nothing.

    In the clear, not checked and not normalised; and the transaction is rolled
    back, so that it waits for no disk in the end.
    """
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLE)
        start = time.perf_counter()
        with (
            csv.open("rb") as source,
            cursor.copy("COPY bench_seized FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while chunk := source.read(_CHUNK):
                copy.write(chunk)
        cursor.execute("CREATE INDEX ON bench_seized (mobile)")
        cursor.execute("CREATE INDEX ON bench_seized (resident_id)")
        seconds = time.perf_counter() - start
        connection.rollback()
    return seconds


def hash_join(seized: Path, reports: Path, database_url: str) -> float:
    """Seconds for a hash join of the plain numbers, loaded, analysed and warm, with
    memory for the smaller side; leaves nothing."""
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        for table, path in (("bench_left", seized), ("bench_right", reports)):
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (number bigint)")
            _copy_numbers(cursor, table, path)
            cursor.execute(f"ANALYZE {table}")
        for setting in ("enable_mergejoin", "enable_nestloop", "jit"):
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute("SET LOCAL work_mem = '1GB'")
        query = "SELECT count(*) FROM bench_left JOIN bench_right USING (number)"
        seconds = bare.best(lambda: cursor.execute(query))
        connection.rollback()
    return seconds


def _copy_numbers(cursor: psycopg.Cursor[Any], table: str, path: Path) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for part in pl.read_parquet(path).iter_slices(_ROWS):
            copy.write(part.write_csv(include_header=False))
