"""What PostgreSQL takes to hold the benchmark's rows in a table with two indexes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import psycopg

_CHUNK: Final = 1 << 20
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
