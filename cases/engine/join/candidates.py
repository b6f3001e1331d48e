"""The tokens of an index whose first halves occur among some reports.

Both sides lie sorted, so they are found by binary search: no hash table of
fifty million entries, and where nothing is found `lo` and `row` are never read.
Equal tokens lie together, so that what is handed on grows with the tokens and not
with the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cases.engine.groups import GroupedFile, Tokens

Places = npt.NDArray[np.int64]

CANDIDATES_SCHEMA: Final = pl.Schema(
    {
        "kind": pl.UInt8,
        "hi": pl.UInt64,
        "lo": pl.UInt64,
        "seized_rows": pl.Int64,
        "first_row": pl.UInt64,
    }
)

# Two columns of eight groups are 4 MB: read and searched while in the cache.
_GROUPS_AT_ONCE: Final = 8
# Tokens of a bucket that most groups will not have.
_FEW: Final = 16


def candidates(
    bucket: Path, wanted: Tokens, kinds: Collection[int]
) -> pl.DataFrame | None:
    """Each token (CANDIDATES_SCHEMA) of these kinds whose `hi` is wanted, with how
    many rows carry it and the first of them; None if there are none.

    wanted: sorted, without repetitions.
    """
    file = GroupedFile(bucket)
    found = []
    for kind in kinds:
        parts = [
            entries
            for groups in _some_at_a_time(_groups(file, wanted, kind))
            if (entries := _entries(file, groups, kind, wanted)) is not None
        ]
        if parts:
            hi, lo, row = (
                np.concatenate(column) for column in zip(*parts, strict=True)
            )
            found.append(_grouped(kind, hi, lo, row))
    return pl.concat(found) if found else None


def _groups(file: GroupedFile, wanted: Tokens, kind: int) -> list[int]:
    groups = file.holding(wanted, kind)
    return file.having(groups, wanted) if len(wanted) <= _FEW else groups


def _some_at_a_time(groups: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(groups), _GROUPS_AT_ONCE):
        yield groups[start : start + _GROUPS_AT_ONCE]


def _entries(
    file: GroupedFile, groups: list[int], kind: int, wanted: Tokens
) -> tuple[Tokens, Tokens, Tokens] | None:
    """`hi`, `lo` and `row` of what is wanted in these groups."""
    kinds, hi = file.columns(groups, "kind", "hi")
    first, after = np.searchsorted(kinds, np.array([kind, kind + 1], np.uint8))
    places = first + _matching(hi[first:after], wanted)
    if not len(places):
        return None
    lo, row = file.columns(groups, "lo", "row")
    return hi[places], lo[places], row[places]


def _grouped(kind: int, hi: Tokens, lo: Tokens, row: Tokens) -> pl.DataFrame:
    """One line a token; a row counts once, though two of its columns hold it."""
    same = (hi[1:] == hi[:-1]) & (lo[1:] == lo[:-1])
    starts = np.flatnonzero(np.concatenate(([True], ~same)))
    counted = np.concatenate(([True], ~(same & (row[1:] == row[:-1]))))
    return pl.DataFrame(
        {
            "kind": np.full(len(starts), kind, np.uint8),
            "hi": hi[starts],
            "lo": lo[starts],
            "seized_rows": np.add.reduceat(counted, starts, dtype=np.int64),
            "first_row": row[starts],
        },
        schema=CANDIDATES_SCHEMA,
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
