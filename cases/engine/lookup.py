"""Questions to a few indexes that are answered faster by a look than by a join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from cases.engine.errors import EngineError
from cases.engine.groups import GroupedFile
from cases.engine.index import (
    BUCKET_BITS,
    BUCKETS,
    INDEX_SCHEMA,
    IndexSource,
    Occurrences,
)
from cases.engine.tokens import bucket_of

# Entries counted at once: some 300 MB with what sorting out the repetitions takes.
_HELD: Final = 4_000_000


def lookup(sources: Iterable[IndexSource], tokens: pl.DataFrame) -> pl.DataFrame:
    """Every place of some tokens (`hi`, `lo`): source, kind, hi, lo, row.

    For single reports and suspects; reads of each bucket only the groups whose
    statistics can hold one of the tokens. Raises EngineError (`damaged_index`) where a
    file of an index is none any more, OSError where it is gone.
    """
    wanted = tokens.select("hi", "lo").unique().sort("hi", "lo")
    buckets = pl.Series("bucket", bucket_of(wanted["hi"], BUCKET_BITS))
    parts = wanted.with_columns(buckets).partition_by("bucket", as_dict=True)
    found = [pl.DataFrame(schema={"source": pl.Int64, **INDEX_SCHEMA})]
    for source in sources:
        for (number,), part in parts.items():
            try:
                places = _places(source.bucket(number), part.select("hi", "lo"))
            except pa.ArrowException as error:
                raise EngineError("damaged_index") from error
            if places is not None:
                found.append(
                    places.select(pl.lit(source.id, pl.Int64).alias("source"), pl.all())
                )
    return pl.concat(found).sort("source", "hi", "lo", "row")


def _places(path: Path, wanted: pl.DataFrame) -> pl.DataFrame | None:
    file = GroupedFile(path)
    sought = wanted["hi"].to_numpy()
    # Most tokens are nowhere: the first halves alone say so.
    groups = file.having(file.holding(sought), sought)
    if not groups:
        return None
    return file.entries(groups).join(wanted, on=("hi", "lo"), how="semi")


def count_unique(
    sources: Sequence[IndexSource],
    on_slice: Callable[[int], None] = lambda _done: None,
    *,
    held: int = _HELD,
) -> dict[int, Occurrences]:
    """Valid and unique values per kind over several sources taken together.

    However many sources there are, no more than about `held` entries are in memory:
    a bucket is taken in slices of the tokens' range, which are evenly full. on_slice
    is told how many buckets are done, and may raise to stop.
    """
    valid: Counter[int] = Counter()
    unique: Counter[int] = Counter()
    for number in range(BUCKETS):
        paths = [source.bucket(number) for source in sources]
        entries = sum(pq.read_metadata(path).num_rows for path in paths)
        for part in _slices(number, max(1, -(-entries // held))):
            on_slice(number)
            tokens = pl.scan_parquet(paths).select("kind", "hi", "lo").filter(part)
            found = tokens.collect()
            valid.update(dict(found.group_by("kind").len().iter_rows()))
            distinct = found.unique(("hi", "lo"))
            unique.update(dict(distinct.group_by("kind").len().iter_rows()))
    return {kind: Occurrences(valid[kind], unique[kind]) for kind in sorted(valid)}


def _slices(bucket: int, count: int) -> Iterator[pl.Expr]:
    """A bucket's tokens, divided into so many ranges of their first half."""
    first, size = bucket << (64 - BUCKET_BITS), 1 << (64 - BUCKET_BITS)
    hi = pl.col("hi")
    for place in range(count):
        start = first + size * place // count
        last = first + size * (place + 1) // count - 1
        yield (hi >= pl.lit(start, pl.UInt64)) & (hi <= pl.lit(last, pl.UInt64))
