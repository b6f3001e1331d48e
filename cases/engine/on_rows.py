"""How many values stand on the rows of some sources, and how many of those are among
some tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import polars as pl

from cases.engine.index import BUCKET_BITS, BUCKETS, IndexSource
from cases.engine.tokens import bucket_of

_TOKEN: Final = ("hi", "lo")
_ENTRY: Final = (*_TOKEN, "row")


class OnRows(NamedTuple):
    """A value counts once on each row that has it, though several of the row's columns
    hold it."""

    values: int
    wanted: int


def count_on_rows(
    sources: Iterable[IndexSource], kind: int, tokens: pl.DataFrame
) -> OnRows:
    """Count the values of a kind (its code), and those among the tokens (hi, lo)."""
    sought = tokens.select(_TOKEN).unique()
    parts = sought.with_columns(
        bucket=pl.Series(bucket_of(sought["hi"], BUCKET_BITS))
    ).partition_by("bucket", as_dict=True, include_key=False)
    values = wanted = 0
    for source in sources:
        for number in range(BUCKETS):
            there = _once_a_row(source, number, kind)
            values += there.height
            if (part := parts.get((number,))) is not None:
                wanted += there.join(part, on=_TOKEN, how="semi").height
    return OnRows(values, wanted)


def _once_a_row(source: IndexSource, bucket: int, kind: int) -> pl.DataFrame:
    """A bucket's entries of the kind. What a row has twice lies side by side."""
    entries = (
        pl.scan_parquet(source.bucket(bucket))
        .filter(pl.col("kind") == kind)
        .select(_ENTRY)
        .collect()
    )
    again = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in _ENTRY)
    return entries.filter(~again.fill_null(value=False))
