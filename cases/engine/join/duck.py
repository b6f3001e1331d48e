"""The match in this process: the index searched, the hits joined with DuckDB, or with
Polars where they are few."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import polars as pl

from cases.engine.ahead import each
from cases.engine.errors import Cancelled
from cases.engine.groups import Tokens
from cases.engine.index import BUCKET_BITS, BUCKETS, IndexSource
from cases.engine.join import sql
from cases.engine.join.brakes import Brakes
from cases.engine.join.candidates import candidates
from cases.engine.join.tables import InDuckDB, InPolars, Tables

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
# Of a hit or a report: twice what its columns take.
_BYTES_EACH: Final = 64
# Tokens for which so little is read that two threads only wait for each other: of a
# report's numbers in a hundred data sets they made 42 ms of 24.
ALONE: Final = 16
# Hits and reports for which DuckDB is not started.
FEW: Final = 1_000


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
    found = []
    given = _given(reports)
    chosen = sorted(kinds or _all_kinds(given))

    def before(bucket: int) -> None:
        if should_stop():
            raise Cancelled
        on_progress(bucket, BUCKETS)

    with ExitStack() as stack:
        connect = cache(lambda: stack.enter_context(_connect(limits)))
        for buckets in _stretches(given, limits):
            named = _within(given, buckets)
            sought = _by_bucket(named["hi"], buckets)
            for hits in _hits(seized, sought, chosen, limits, before):
                part = _match(connect, named, hits, brakes or Brakes())
                found.append(numbered(part, seized))
    on_progress(BUCKETS, BUCKETS)
    return in_order(found)


def holding(
    seized: Sequence[IndexSource], reports: pl.DataFrame, limits: Limits
) -> set[int]:
    """Numbers of the sources that may hold a token of these reports; no other has a
    match. All sources are asked in one pass: a match of each would be set up a hundred
    times for a report of which most data sets hold nothing."""
    given = _given(reports)
    kinds = sorted(_all_kinds(given))
    places: set[int] = set()
    for buckets in _stretches(given, limits):
        sought = _by_bucket(_within(given, buckets)["hi"], buckets)
        for hits in _hits(seized, sought, kinds, limits, lambda _bucket: None):
            places.update(hits["source"].unique())
    return {seized[place].id for place in places}


def in_order(parts: Sequence[Matches]) -> Matches:
    """The results of several stretches, in an order that does not depend on them: by
    report first, since a column of few values takes Polars three times as long."""
    links = [LINKS_SCHEMA.to_frame(), *(part.links for part in parts)]
    braked = [BRAKED_SCHEMA.to_frame(), *(part.braked for part in parts)]
    return Matches(
        pl.concat(links).sort("report", "source", "hi", "lo"),
        pl.concat(braked).sort("hi", "lo"),
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


def _stretches(reports: pl.LazyFrame, limits: Limits) -> Iterator[range]:
    """Ranges of buckets whose reports fit into a quarter of the memory."""
    count = reports.select(pl.len()).collect().item()
    width = min(max(BUCKETS * _held(limits) // max(count, 1), 1), BUCKETS)
    for first in range(0, BUCKETS, width):
        yield range(first, min(first + width, BUCKETS))


def _held(limits: Limits) -> int:
    """How many reports, or hits, fill a quarter of the memory."""
    return limits.memory_mb * BYTES_PER_MB // 4 // _BYTES_EACH


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


def _hits(
    seized: Sequence[IndexSource],
    sought: Mapping[int, Tokens],
    kinds: Collection[int],
    limits: Limits,
    before: Callable[[int], None],
) -> Iterator[pl.DataFrame]:
    """Entries that may match a report, with the source's place in the list; in whole
    buckets, as many at a time as fit.

    `before` is called for every bucket and may raise to stop.
    """

    def asked() -> Iterator[int]:
        for number in sought:
            before(number)
            if len(sought[number]):
                yield number

    def find(number: int) -> list[pl.DataFrame]:
        return [
            found.select(pl.lit(place, pl.Int64).alias("source"), pl.all())
            for place, source in enumerate(seized)
            if (found := candidates(source.bucket(number), sought[number], kinds))
            is not None
        ]

    tokens = sum(len(wanted) for wanted in sought.values())
    at_once = limits.threads if tokens > ALONE else 1
    with closing(each(find, asked(), at_once=at_once)) as buckets:
        held: list[pl.DataFrame] = []
        for found in buckets:
            held += found
            if sum(part.height for part in held) >= _held(limits):
                yield pl.concat(held)
                held = []
    if held:
        yield pl.concat(held)


def _by_bucket(wanted: pl.Series, buckets: range) -> dict[int, Tokens]:
    tokens = np.sort(wanted.to_numpy())
    tokens = tokens[np.diff(tokens, prepend=tokens[:1] + np.uint64(1)) != 0]
    borders = [number << 64 - BUCKET_BITS for number in buckets]
    starts = np.searchsorted(tokens, np.array(borders, np.uint64))
    return dict(zip(buckets, np.split(tokens, starts[1:]), strict=True))


def _match(
    connect: Callable[[], duckdb.DuckDBPyConnection],
    named: pl.DataFrame,
    hits: pl.DataFrame,
    brakes: Brakes,
) -> Matches:
    met = named.join(hits.select("hi"), on="hi", how="semi")
    tables: Tables
    if met.height + hits.height <= FEW:
        tables = InPolars(reports=met, shared=hits)
    else:
        tables = InDuckDB(connect(), reports=met, shared=hits)
    for name, statement in sql.STEPS:
        tables.keep(name, statement)
    return Matches(
        _frame(tables, sql.links(brakes), LINKS_SCHEMA),
        _frame(tables, sql.braked(brakes), BRAKED_SCHEMA),
    )


def _frame(tables: Tables, statement: str, schema: pl.Schema) -> pl.DataFrame:
    frame = tables.frame(statement)
    return frame.rename(dict(zip(frame.columns, schema.names(), strict=True))).cast(
        schema
    )


def numbered(found: Matches, seized: Sequence[IndexSource]) -> Matches:
    """The links with their sources' own numbers instead of the places in the list."""
    numbers = pl.Series([source.id for source in seized], dtype=pl.Int64)
    links = found.links.with_columns(source=numbers.gather(found.links["source"]))
    return Matches(links, found.braked)
