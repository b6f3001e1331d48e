"""The entries of an index whose first halves occur among some reports.

Both sides lie sorted, so they are found by binary search: no hash table of
fifty million entries, and where nothing is found `lo` and `row` are never read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from cases.engine.index import INDEX_SCHEMA

Tokens = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

# Two columns of eight groups are 4 MB: read and searched while in the cache.
_GROUPS_AT_ONCE: Final = 8


def candidates(bucket: Path, wanted: Tokens, kinds: Collection[int]) -> pl.DataFrame:
    """Entries (INDEX_SCHEMA) of these kinds whose `hi` is wanted.

    wanted: sorted, without repetitions.
    """
    found = [INDEX_SCHEMA.to_frame()]
    with pq.ParquetFile(bucket) as parquet:
        for kind in kinds:
            for groups in _groups_of(parquet, kind, wanted):
                found += _entries(parquet, groups, kind, wanted)
    return pl.concat(found)


def _groups_of(
    parquet: pq.ParquetFile, kind: int, wanted: Tokens
) -> Iterator[list[int]]:
    """Some consecutive groups at a time; an index lies by kind, then by token."""
    holding = [
        group
        for group in range(parquet.num_row_groups)
        if _may_hold(parquet.metadata.row_group(group), kind, wanted)
    ]
    for start in range(0, len(holding), _GROUPS_AT_ONCE):
        yield holding[start : start + _GROUPS_AT_ONCE]


def _may_hold(group: Any, kind: int, wanted: Tokens) -> bool:
    """What its statistics say; for a single report nearly every group is passed
    over. Where kinds meet in a group, its tokens are of two ranges."""
    kinds, hi = (group.column(place).statistics for place in (0, 1))
    if kinds is None or not kinds.min <= kind <= kinds.max:
        return False
    at = int(np.searchsorted(wanted, np.uint64(hi.min)))
    return at < len(wanted) and int(wanted[at]) <= hi.max


def _entries(
    parquet: pq.ParquetFile, groups: list[int], kind: int, wanted: Tokens
) -> Iterator[pl.DataFrame]:
    table = parquet.read_row_groups(groups, ["kind", "hi"], use_threads=False)
    first, after = np.searchsorted(
        table.column("kind").to_numpy(), np.array([kind, kind + 1], np.uint8)
    )
    hi: Tokens = table.column("hi").to_numpy()
    places = first + _matching(hi[first:after], wanted)
    if not len(places):
        return
    rest = parquet.read_row_groups(groups, ["lo", "row"], use_threads=False)
    lo, row = (column.to_numpy()[places] for column in rest.columns)
    yield pl.DataFrame(
        {
            "kind": np.full(len(places), kind, np.uint8),
            "hi": hi[places],
            "lo": lo,
            "row": row,
        },
        schema=INDEX_SCHEMA,
    )


def _matching(tokens: Tokens, wanted: Tokens) -> Places:
    """The places of the sorted `tokens` that are wanted: the shorter side is
    searched for in the longer one."""
    if not len(tokens):
        return np.empty(0, np.int64)
    bounds = np.searchsorted(wanted, tokens[[0, -1]])
    near = wanted[bounds[0] : bounds[1] + 1]
    if len(tokens) < len(near):
        at = np.searchsorted(near, tokens)
        same: npt.NDArray[np.bool_] = near[np.minimum(at, len(near) - 1)] == tokens
        return np.flatnonzero(same)
    first = np.searchsorted(tokens, near)
    hit = tokens[np.minimum(first, len(tokens) - 1)] == near
    first = first[hit]
    counts = np.searchsorted(tokens, near[hit], side="right") - first
    before = np.cumsum(counts) - counts
    places: Places = np.repeat(first - before, counts) + np.arange(counts.sum())
    return places
