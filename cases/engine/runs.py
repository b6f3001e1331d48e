"""Tokens set down while a large source is read, then merged bucket by bucket.

A run holds one segment's entries, laid out by bucket but not yet sorted: the
merge sorts each bucket once over all runs, and holds no more than one bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from cases.engine.durable import sync_file
from cases.engine.index import (
    BUCKET_BITS,
    BUCKETS,
    INDEX_SCHEMA,
    Occurrences,
    write_buckets,
)
from cases.engine.tokens import bucket_of


def write_run(path: Path, entries: pl.DataFrame) -> None:
    """An Arrow file with one record batch per bucket; rows stay in their order."""
    buckets = bucket_of(entries["hi"], BUCKET_BITS)
    ends = np.cumsum(np.bincount(buckets, minlength=BUCKETS))
    table = entries[np.argsort(buckets, kind="stable")].rechunk().to_arrow()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as run:
        start = 0
        for end in ends.tolist():
            part = table.slice(start, end - start).combine_chunks()
            run.write_batch(part.to_batches()[0] if part.num_rows else _empty(table))
            start = end
    sync_file(path)


def merge_runs(
    runs: Sequence[Path],
    folder: Path,
    on_bucket: Callable[[int], None] = lambda _number: None,
) -> dict[int, Occurrences]:
    """Write the index of all runs, given in the order of their rows.

    `on_bucket` is called before each bucket and may raise to stop.
    """

    def buckets() -> Iterator[pl.DataFrame]:
        for number in range(BUCKETS):
            on_bucket(number)
            yield _bucket(runs, number)

    return write_buckets(buckets(), folder)


def _bucket(runs: Sequence[Path], number: int) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=INDEX_SCHEMA)]
    for run in runs:
        with pa.memory_map(str(run)) as source:
            batch = pa.ipc.open_file(source).get_batch(number)
        if batch.num_rows:
            parts.append(pl.DataFrame(batch))
    return pl.concat(parts)


def _empty(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=table.schema)
