"""Which stretches of an index file can hold a token, without reading the file.

A footer takes longer to read than a stretch does. An index is written once, so its
footer is kept for as long as the file stays the same one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

Tokens = npt.NDArray[np.uint64]

# Some 10 KB each: those of a hundred data sets.
_KEPT: Final = 100 * 16
_WIDTH: Final = 8
_NOWHERE: Final = -1


@dataclass(frozen=True)
class _Footer:
    """Of each row group that is not empty its number, and the least and greatest
    kind and first half of a token, and the place of the first halves in the file if
    they lie there sorted and as they are."""

    metadata: pq.FileMetaData
    numbers: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    tokens: Tokens
    places: npt.NDArray[np.int64]


class GroupedFile:
    """One bucket of an index, opened where it is read."""

    def __init__(self, path: Path) -> None:
        found = path.stat()
        self._path = path
        # A file that takes the place of another has another inode.
        self._footer = _footer(path, found.st_ino, found.st_size, found.st_mtime_ns)

    def holding(self, wanted: Tokens, kind: int | None = None) -> list[int]:
        """The groups that may hold one of the sorted first halves.

        Where kinds meet in a group, its tokens are of two ranges.
        """
        footer = self._footer
        if not len(wanted):
            return []
        at = np.searchsorted(wanted, footer.tokens[:, 0])
        may = (at < len(wanted)) & (
            wanted[np.minimum(at, len(wanted) - 1)] <= footer.tokens[:, 1]
        )
        if kind is not None:
            may &= (footer.kinds[:, 0] <= kind) & (kind <= footer.kinds[:, 1])
        chosen: list[int] = footer.numbers[may].tolist()
        return chosen

    def having(self, groups: Sequence[int], wanted: Tokens) -> list[int]:
        """Those of the groups that hold a wanted first half, or whose tokens are not
        stored plainly and so cannot be searched here. Meant for few tokens, most of
        which are nowhere: opening the Parquet file takes five times as long as this
        search."""
        if not groups:
            return []
        with self._path.open("rb") as stream:
            return [group for group in groups if self._has(stream, group, wanted)]

    def _has(self, stream: BinaryIO, group: int, wanted: Tokens) -> bool:
        at = int(np.searchsorted(self._footer.numbers, group))
        place, bounds = int(self._footer.places[at]), self._footer.tokens[at]
        if place == _NOWHERE:
            return True
        rows = self._footer.metadata.row_group(group).num_rows
        tokens = np.frombuffer(os.pread(stream.fileno(), _WIDTH * rows, place), "<u8")
        # Written in two pages, they have a page header between them.
        if len(tokens) != rows or (tokens[[0, -1]] != bounds).any():
            return True
        near = np.minimum(np.searchsorted(tokens, wanted), rows - 1)
        return bool((tokens[near] == wanted).any())

    def columns(self, groups: Sequence[int], *names: str) -> list[npt.NDArray[Any]]:
        """Some columns of some groups, which follow each other."""
        with pq.ParquetFile(self._path, metadata=self._footer.metadata) as parquet:
            table = parquet.read_row_groups(groups, list(names), use_threads=False)
        return [table.column(name).to_numpy() for name in names]

    def entries(self, groups: Sequence[int]) -> pl.DataFrame:
        with pq.ParquetFile(self._path, metadata=self._footer.metadata) as parquet:
            return pl.DataFrame(parquet.read_row_groups(groups, use_threads=False))


@lru_cache(_KEPT)
def _footer(path: Path, _inode: int, _size: int, _mtime: int) -> _Footer:
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    numbers = [number for number, group in enumerate(groups) if group.num_rows]
    bounds = [
        [(column.min, column.max) for column in _statistics(groups[number])]
        for number in numbers
    ]
    return _Footer(
        metadata,
        np.array(numbers, np.int64),
        np.array([kind for kind, _ in bounds], np.uint8).reshape(-1, 2),
        np.array([hi for _, hi in bounds], np.uint64).reshape(-1, 2),
        np.array([_place(groups[number]) for number in numbers], np.int64),
    )


def forget_footers() -> None:
    _footer.cache_clear()


def _place(group: pq.RowGroupMetaData) -> int:
    """Where the first halves of a group of one kind begin: written plainly in one
    page, they end with their column."""
    kinds, column = group.column(0).statistics, group.column(1)
    is_plain = (
        kinds.min == kinds.max
        and column.compression == "UNCOMPRESSED"
        and not column.has_dictionary_page
        and column.statistics.null_count == 0
    )
    end = column.data_page_offset + column.total_compressed_size
    return end - _WIDTH * group.num_rows if is_plain else _NOWHERE


def _statistics(group: Any) -> tuple[Any, Any]:
    """Of the kinds and of the tokens' first halves."""
    kind, hi = (group.column(place).statistics for place in (0, 1))
    return kind, hi
