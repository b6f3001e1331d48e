"""The match on a cluster: the same SQL over the same files, by Apache Spark.

Every machine of the cluster reads the data directory under the path that it has
here. Spark has no unsigned numbers: the halves of a token travel as the signed
numbers of the same 64 bits, which are equal exactly where the tokens are, and
become unsigned again before anything is put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Any, Final

import polars as pl

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKET_BITS, BUCKETS, IndexSource
from cases.engine.join import sql
from cases.engine.join.brakes import Brakes
from cases.engine.join.cluster import Cluster, connected
from cases.engine.join.duck import (
    BRAKED_SCHEMA,
    LINKS_SCHEMA,
    Limits,
    Matches,
    in_order,
    numbered,
)

_ENTRIES: Final = "kind SMALLINT, hi BIGINT, lo BIGINT, row BIGINT"
_REPORTS: Final = "report BIGINT, kind SMALLINT, hi BIGINT, lo BIGINT"
# What is compared or counted out again as 64 bits.
_BITS: Final = ("report", "hi", "lo", "first_row")

# What `candidates.py` gives where the match runs in this process. A row's number
# is far below 2 ** 63, so the least signed one is the least.
_SHARED: Final = """
SELECT e.source, e.kind, e.hi, e.lo,
       COUNT(DISTINCT e.row) AS seized_rows, MIN(e.row) AS first_row
FROM entries AS e
SEMI JOIN reports AS r ON e.hi = r.hi AND e.lo = r.lo
GROUP BY e.source, e.kind, e.hi, e.lo
"""
# Less would leave a cluster of a hundred cores idle between two stretches.
_STRETCH_BYTES: Final = 8_000_000_000
# What is exchanged between the machines is cut into parts that one core sorts in
# memory; many parts of next to nothing take longer than they help.
_PART_BYTES: Final = 64_000_000
_LEAST_PARTS: Final = 8


def match(
    seized: Sequence[IndexSource],
    reports: pl.DataFrame | Sequence[Path],
    limits: Limits,
    *,
    master: str,
    **steering: Any,
) -> Matches:
    """As `duck.match`, with the same result row for row.

    master: the cluster's address, as in spark://host:7077. limits: the memory is
    that of the process which drives the cluster; the cluster reads the reports from
    `spill`. steering: as of `match_on`.
    Raises Cancelled; EngineError where there is no Spark (`no_spark`) or Java
    (`no_java`) here, or the cluster does not answer or goes away (`cluster_lost`).
    """
    with connected(master, limits.memory_mb) as cluster:
        return match_on(cluster, seized, reports, limits, **steering)


def match_on(
    cluster: Cluster,
    seized: Sequence[IndexSource],
    reports: pl.DataFrame | Sequence[Path],
    limits: Limits,
    *,
    brakes: Brakes | None = None,
    kinds: Collection[int] = (),
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Matches:
    """`match` on a cluster that is connected already; after an error it no longer is.

    on_progress is called twice a second, even if nothing has changed.
    """
    found = []
    paths = _written(reports, limits.spill)
    chosen = sorted(kinds or _all_kinds(paths))

    def meanwhile(bucket: int) -> None:
        if should_stop():
            raise Cancelled
        on_progress(bucket, BUCKETS)

    for stretch in _stretches(seized) if chosen else ():
        ask = partial(_match, cluster.spark, seized, paths, stretch, chosen, brakes)
        part = cluster.run(ask, partial(meanwhile, stretch.buckets.start))
        found.append(numbered(part, seized))
    on_progress(BUCKETS, BUCKETS)
    return in_order(found)


@dataclass(frozen=True)
class _Stretch:
    """Buckets that are matched in one go, and in how many parts."""

    buckets: range
    parts: int


def _written(reports: pl.DataFrame | Sequence[Path], spill: Path) -> list[Path]:
    if not isinstance(reports, pl.DataFrame):
        return list(reports)
    spill.mkdir(parents=True, exist_ok=True)
    path = spill / "reports.parquet"
    reports.write_parquet(path)
    return [path]


def _all_kinds(reports: list[Path]) -> list[int]:
    frame = pl.scan_parquet(reports).select(pl.col("kind").unique())
    return frame.collect()["kind"].to_list()


def _stretches(seized: Sequence[IndexSource]) -> Iterator[_Stretch]:
    """As many buckets at a time as keep a cluster busy; none for no source."""
    size = sum(
        source.bucket(number).stat().st_size
        for source in seized
        for number in range(BUCKETS)
    )
    width = min(max(BUCKETS * _STRETCH_BYTES // max(size, 1), 1), BUCKETS)
    parts = max(size * width // BUCKETS // _PART_BYTES, _LEAST_PARTS)
    for first in range(0, BUCKETS if seized else 0, width):
        yield _Stretch(range(first, min(first + width, BUCKETS)), parts)


def _match(
    spark: Any,
    seized: Sequence[IndexSource],
    reports: list[Path],
    stretch: _Stretch,
    kinds: list[int],
    brakes: Brakes | None,
) -> Matches:
    brakes = brakes or Brakes()
    spark.conf.set("spark.sql.shuffle.partitions", str(stretch.parts))
    entries = _entries(spark, seized, stretch.buckets, kinds)
    entries.createOrReplaceTempView("entries")
    _reports(spark, reports, stretch.buckets).createOrReplaceTempView("reports")
    kept = []
    for name, statement in (("shared", _SHARED), *sql.STEPS):
        # Each of these is read more than once, but computed only once.
        frame = spark.sql(statement).persist()
        frame.createOrReplaceTempView(name)
        kept.append(frame)
    found = Matches(
        _frame(spark.sql(sql.links(brakes)), LINKS_SCHEMA),
        _frame(spark.sql(sql.braked(brakes)), BRAKED_SCHEMA),
    )
    for frame in kept:
        frame.unpersist()
    return found


def _entries(
    spark: Any, seized: Sequence[IndexSource], buckets: range, kinds: list[int]
) -> Any:
    """The entries of these kinds in these buckets, with the source's place in the
    list."""
    wanted = f"kind IN ({', '.join(map(str, kinds))})"
    parts = [
        spark.read.schema(_ENTRIES)
        .parquet(*(_address(source.bucket(number)) for number in buckets))
        .where(wanted)
        .selectExpr(f"{place} AS source", "*")
        for place, source in enumerate(seized)
    ]
    return reduce(lambda one, other: one.unionAll(other), parts)


def _reports(spark: Any, paths: list[Path], buckets: range) -> Any:
    first_bits = f"shiftrightunsigned(hi, {64 - BUCKET_BITS})"
    frame = spark.read.schema(_REPORTS).parquet(*map(_address, paths))
    return frame.where(f"{first_bits} BETWEEN {buckets.start} AND {buckets.stop - 1}")


def _address(path: Path) -> str:
    """The file here, whatever file system the cluster takes by default."""
    return f"file://{path.resolve()}"


def _frame(answer: Any, schema: pl.Schema) -> pl.DataFrame:
    frame = pl.DataFrame(answer.toArrow())
    frame = frame.rename(dict(zip(frame.columns, schema.names(), strict=True)))
    bits = [name for name in _BITS if name in schema]
    return frame.with_columns(pl.col(bits).reinterpret(signed=False)).cast(schema)
