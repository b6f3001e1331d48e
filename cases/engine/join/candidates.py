"""The entries of an index whose first halves occur among some reports.

Both sides lie sorted, so they are found by binary search: no hash table of
fifty million entries, and where nothing is found `lo` and `row` are never read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cases.engine.groups import GroupedFile, Tokens
from cases.engine.index import INDEX_SCHEMA

Places = npt.NDArray[np.int64]

# Two columns of eight groups are 4 MB: read and searched while in the cache.
_GROUPS_AT_ONCE: Final = 8


def candidates(
    bucket: Path, wanted: Tokens, kinds: Collection[int]
) -> pl.DataFrame | None:
    """Entries (INDEX_SCHEMA) of these kinds whose `hi` is wanted, None if there are
    none.

    wanted: sorted, without repetitions.
    """
    file = GroupedFile(bucket)
    found = [
        entries
        for kind in kinds
        for groups in _some_at_a_time(file.holding(wanted, kind))
        if (entries := _entries(file, groups, kind, wanted)) is not None
    ]
    return pl.concat(found) if found else None


def _some_at_a_time(groups: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(groups), _GROUPS_AT_ONCE):
        yield groups[start : start + _GROUPS_AT_ONCE]


def _entries(
    file: GroupedFile, groups: list[int], kind: int, wanted: Tokens
) -> pl.DataFrame | None:
    kinds, hi = file.columns(groups, "kind", "hi")
    first, after = np.searchsorted(kinds, np.array([kind, kind + 1], np.uint8))
    places = first + _matching(hi[first:after], wanted)
    if not len(places):
        return None
    lo, row = file.columns(groups, "lo", "row")
    return pl.DataFrame(
        {
            "kind": np.full(len(places), kind, np.uint8),
            "hi": hi[places],
            "lo": lo[places],
            "row": row[places],
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
