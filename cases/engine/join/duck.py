"""The match in this process, with DuckDB, one bucket after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKET_BITS, BUCKETS, IndexSource
from cases.engine.join import sql
from cases.engine.join.brakes import Brakes

REPORTS_SCHEMA = pl.Schema(
    {"report": pl.UInt64, "kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64}
)
LINKS_SCHEMA = pl.Schema(
    {
        "source": pl.Int64,
        "report": pl.UInt64,
        "kind": pl.UInt8,
        "hi": pl.UInt64,
        "lo": pl.UInt64,
        "rows": pl.UInt64,
        "first_row": pl.UInt64,
    }
)
BRAKED_SCHEMA = pl.Schema(
    {
        "kind": pl.UInt8,
        "hi": pl.UInt64,
        "lo": pl.UInt64,
        "rows": pl.UInt64,
        "reports": pl.UInt64,
    }
)

BYTES_PER_MB: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What a match may use; beyond the memory it goes on in `spill`, slower."""

    spill: Path
    memory_mb: int = 1_024
    threads: int = 2


@dataclass(frozen=True)
class Matches:
    """Links (LINKS_SCHEMA) and the values held back (BRAKED_SCHEMA)."""

    links: pl.DataFrame
    braked: pl.DataFrame


def match(
    seized: Sequence[IndexSource],
    reports: pl.DataFrame | Sequence[Path],
    limits: Limits,
    *,
    brakes: Brakes | None = None,
    kinds: Collection[int] = (),
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Matches:
    """One link per source, report and token; see `sql.py` for what is counted.

    reports: a frame in REPORTS_SCHEMA, or Parquet files of one. kinds: codes of
    the kinds to match, by default all that the reports have. on_progress: buckets
    done, of how many.
    Raises Cancelled between two stretches when `should_stop` says so.
    """
    found = [Matches(LINKS_SCHEMA.to_frame(), BRAKED_SCHEMA.to_frame())]
    with _connect(limits) as connection:
        given = _given(connection, reports)
        chosen = kinds or [code for (code,) in given.unique("kind").fetchall()]
        for buckets in _stretches(seized, limits):
            if should_stop():
                raise Cancelled
            on_progress(buckets.start, BUCKETS)
            _within(given, buckets).create_view("reports")
            _seized(connection, seized, buckets, chosen).create_view("seized")
            part = _match(connection, brakes or Brakes())
            found.append(_numbered(part, seized))
    on_progress(BUCKETS, BUCKETS)
    return Matches(
        pl.concat([part.links for part in found]).sort("source", "report", "hi", "lo"),
        pl.concat([part.braked for part in found]).sort("hi", "lo"),
    )


def _connect(limits: Limits) -> duckdb.DuckDBPyConnection:
    limits.spill.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        config={
            "memory_limit": f"{limits.memory_mb}MB",
            "threads": str(limits.threads),
            "temp_directory": str(limits.spill),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        }
    )


def _stretches(seized: Sequence[IndexSource], limits: Limits) -> Iterator[range]:
    """As many buckets at a time as fit into a quarter of the memory."""
    size = sum(
        source.bucket(number).stat().st_size
        for source in seized
        for number in range(BUCKETS)
    )
    if not seized:
        return
    fitting = BUCKETS * limits.memory_mb * BYTES_PER_MB // 4 // size
    width = min(max(fitting, 1), BUCKETS)
    for first in range(0, BUCKETS, width):
        yield range(first, min(first + width, BUCKETS))


def _given(
    connection: duckdb.DuckDBPyConnection, reports: pl.DataFrame | Sequence[Path]
) -> duckdb.DuckDBPyRelation:
    if isinstance(reports, pl.DataFrame):
        return connection.from_arrow(reports.to_arrow())
    return connection.read_parquet([str(path) for path in reports])


def _within(
    reports: duckdb.DuckDBPyRelation, buckets: range
) -> duckdb.DuckDBPyRelation:
    first = buckets.start << 64 - BUCKET_BITS
    last = (buckets.stop << 64 - BUCKET_BITS) - 1
    return reports.filter(f"hi BETWEEN {first} AND {last}")


def _seized(
    connection: duckdb.DuckDBPyConnection,
    seized: Sequence[IndexSource],
    buckets: range,
    kinds: Collection[int],
) -> duckdb.DuckDBPyRelation:
    paths = [str(source.bucket(number)) for source in seized for number in buckets]
    # An index lies by kind, so this passes over whole groups.
    codes = ", ".join(str(int(kind)) for kind in sorted(kinds)) or "NULL"
    files = connection.read_parquet(paths).filter(f"kind IN ({codes})")
    # Integer division of the file's place in the list: the source's place.
    return files.project(f"file_index // {len(buckets)} AS source, kind, hi, lo, row")


def _match(connection: duckdb.DuckDBPyConnection, brakes: Brakes) -> Matches:
    for name, statement in sql.STEPS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {statement}")
    return Matches(
        _frame(connection, sql.links(brakes), LINKS_SCHEMA),
        _frame(connection, sql.braked(brakes), BRAKED_SCHEMA),
    )


def _frame(
    connection: duckdb.DuckDBPyConnection, statement: str, schema: pl.Schema
) -> pl.DataFrame:
    frame: pl.DataFrame = connection.sql(statement).pl()
    return frame.rename(dict(zip(frame.columns, schema.names(), strict=True))).cast(
        schema
    )


def _numbered(found: Matches, seized: Sequence[IndexSource]) -> Matches:
    """The links with their sources' own numbers instead of the places in the list."""
    numbers = pl.Series([source.id for source in seized], dtype=pl.Int64)
    links = found.links.with_columns(source=numbers.gather(found.links["source"]))
    return Matches(links, found.braked)
