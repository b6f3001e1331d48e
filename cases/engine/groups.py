"""Which stretches of an index file can hold a token, without reading the file; and
what stands in them.

A footer takes longer to read than a stretch does. An index is written once, so its
footer is kept for as long as the file stays the same one. And its columns lie there as
they are in memory: copied from there, they take a sixth of the time in which a reader
of Parquet decodes them.
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
import pyarrow as pa
import pyarrow.parquet as pq

from cases.engine.errors import EngineError

Tokens = npt.NDArray[np.uint64]

# Some 10 KB each: those of a hundred data sets.
_KEPT: Final = 100 * 16
_WIDTH: Final = 8
_WIDE: Final = ("hi", "lo", "row")
_NOWHERE: Final = -1


@dataclass(frozen=True)
class _Footer:
    """Of each row group that is not empty its number, its rows, and the least and
    greatest kind and first half of a token; and where in the file its columns of
    eight bytes begin (one a column of _WIDE), if they may lie there as they are."""

    metadata: pq.FileMetaData
    numbers: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    tokens: Tokens
    places: npt.NDArray[np.int64]


class GroupedFile:
    """One bucket of an index, opened where it is read.

    Raises EngineError (`damaged_index`) if it is no Parquet file any more, OSError if
    it is gone.
    """

    def __init__(self, path: Path) -> None:
        found = path.stat()
        self._path = path
        # A file that takes the place of another has another inode.
        key = found.st_ino, found.st_size, found.st_mtime_ns
        try:
            self._footer = _footer(path, *key)
        except pa.ArrowException as error:
            raise EngineError("damaged_index") from error

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
        at = self._at([group])
        if not self._are_plain(stream, at):
            return True
        tokens = self._plain_column(stream, at, "hi")
        near = np.minimum(np.searchsorted(tokens, wanted), len(tokens) - 1)
        return bool((tokens[near] == wanted).any())

    def columns(self, groups: Sequence[int], *names: str) -> list[npt.NDArray[Any]]:
        """Some columns of some groups, which follow each other."""
        at = self._at(groups)
        with self._path.open("rb", buffering=0) as stream:
            if self._are_plain(stream, at):
                return [self._plain_column(stream, at, name) for name in names]
        with pq.ParquetFile(self._path, metadata=self._footer.metadata) as parquet:
            table = parquet.read_row_groups(groups, list(names), use_threads=False)
        return [table.column(name).to_numpy() for name in names]

    def _at(self, groups: Sequence[int]) -> npt.NDArray[np.int64]:
        return np.searchsorted(self._footer.numbers, groups)

    def _are_plain(self, stream: BinaryIO, at: npt.NDArray[np.int64]) -> bool:
        """Whether the first halves of these groups lie where they are looked for.
        Written in two pages, they would have a page header between them."""
        places = self._footer.places[at, 0]
        if (places == _NOWHERE).any():
            return False
        ends = np.empty((len(at), 2), "<u8")
        last = places + _WIDTH * (self._footer.rows[at] - 1)
        for group, (start, end) in enumerate(zip(places, last, strict=True)):
            _fill(ends[group, :1], stream, start)
            _fill(ends[group, 1:], stream, end)
        return bool((ends == self._footer.tokens[at]).all())

    def _plain_column(
        self, stream: BinaryIO, at: npt.NDArray[np.int64], name: str
    ) -> npt.NDArray[Any]:
        rows = self._footer.rows[at]
        if name not in _WIDE:
            return np.repeat(self._footer.kinds[at, 0], rows)
        column = np.empty(rows.sum(), "<u8")
        places = self._footer.places[at, _WIDE.index(name)]
        parts = np.split(column, np.cumsum(rows)[:-1])
        for part, place in zip(parts, places, strict=True):
            _fill(part, stream, place)
        return column

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
        np.array([groups[number].num_rows for number in numbers], np.int64),
        np.array([kind for kind, _ in bounds], np.uint8).reshape(-1, 2),
        np.array([hi for _, hi in bounds], np.uint64).reshape(-1, 2),
        np.array([_places(groups[number]) for number in numbers], np.int64).reshape(
            -1, metadata.num_columns - 1
        ),
    )


def forget_footers() -> None:
    _footer.cache_clear()


def _places(group: pq.RowGroupMetaData) -> list[int]:
    """Where the columns of eight bytes of a group of one kind begin: each written
    plainly in one page, it ends where its column does. Equally long, they are in as
    many pages."""
    kinds = group.column(0).statistics
    columns = [group.column(place) for place in range(1, group.num_columns)]
    is_plain = kinds.min == kinds.max and all(
        column.compression == "UNCOMPRESSED"
        and not column.has_dictionary_page
        and column.statistics.null_count == 0
        and column.total_compressed_size == columns[0].total_compressed_size
        for column in columns
    )
    if not is_plain:
        return [_NOWHERE] * len(columns)
    ends = [c.data_page_offset + c.total_compressed_size for c in columns]
    return [end - _WIDTH * group.num_rows for end in ends]


def _fill(part: npt.NDArray[Any], stream: BinaryIO, place: int) -> None:
    """Raises EOFError if the file has become shorter than its footer says."""
    if os.preadv(stream.fileno(), [part.data], place) < part.nbytes:
        raise EOFError(stream.name)


def _statistics(group: Any) -> tuple[Any, Any]:
    """Of the kinds and of the tokens' first halves."""
    kind, hi = (group.column(place).statistics for place in (0, 1))
    return kind, hi
