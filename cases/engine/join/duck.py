"""The match in this process: the index searched, the hits joined with DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import polars as pl

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKET_BITS, BUCKETS, INDEX_SCHEMA, IndexSource
from cases.engine.join import sql
from cases.engine.join.brakes import Brakes
from cases.engine.join.candidates import Tokens, candidates

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
    given = _given(reports)
    chosen = sorted(kinds or _all_kinds(given))
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(limits.threads))
        # Most data sets hold nothing of a single report: DuckDB is not started then.
        connect = cache(lambda: stack.enter_context(_connect(limits)))
        for buckets in _stretches(seized, limits):
            if should_stop():
                raise Cancelled
            on_progress(buckets.start, BUCKETS)
            named = _within(given, buckets)
            hits = _seized(pool, seized, buckets, named["hi"], chosen)
            if hits.is_empty():
                continue
            met = named.join(hits.select("hi"), on="hi", how="semi")
            connection = connect()
            connection.register("reports", met.to_arrow())
            connection.register("seized", hits.to_arrow())
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


def _given(reports: pl.DataFrame | Sequence[Path]) -> pl.LazyFrame:
    if isinstance(reports, pl.DataFrame):
        return reports.lazy()
    return pl.scan_parquet(list(reports))


def _all_kinds(reports: pl.LazyFrame) -> list[int]:
    return reports.select(pl.col("kind").unique()).collect()["kind"].to_list()


def _within(reports: pl.LazyFrame, buckets: range) -> pl.DataFrame:
    first = buckets.start << 64 - BUCKET_BITS
    last = (buckets.stop << 64 - BUCKET_BITS) - 1
    bounds = (pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
    return reports.filter(pl.col("hi").is_between(*bounds)).collect()


def _seized(
    pool: ThreadPoolExecutor,
    seized: Sequence[IndexSource],
    buckets: range,
    wanted: pl.Series,
    kinds: Collection[int],
) -> pl.DataFrame:
    """What of the buckets can meet a report, with the source's place in the list."""
    sought = _by_bucket(wanted, buckets)
    asked = [number for number in buckets if len(sought[number])]
    places = [(place, number) for place in range(len(seized)) for number in asked]

    def find(at: tuple[int, int]) -> pl.DataFrame:
        place, number = at
        found = candidates(seized[place].bucket(number), sought[number], kinds)
        return found.select(pl.lit(place, pl.Int64).alias("source"), pl.all())

    nothing = INDEX_SCHEMA.to_frame().insert_column(
        0, pl.Series("source", [], pl.Int64)
    )
    return pl.concat([nothing, *pool.map(find, places)])


def _by_bucket(wanted: pl.Series, buckets: range) -> dict[int, Tokens]:
    tokens = wanted.sort().to_numpy()
    tokens = tokens[np.diff(tokens, prepend=tokens[:1] + np.uint64(1)) != 0]
    borders = [number << 64 - BUCKET_BITS for number in buckets]
    starts = np.searchsorted(tokens, np.array(borders, np.uint64))
    return dict(zip(buckets, np.split(tokens, starts[1:]), strict=True))


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
