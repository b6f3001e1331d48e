"""How many identifiers each pair of data sets shares, for all pairs at once.

Every token gets the set of the data sets that hold it, as bits, and the pairs are
counted from those sets, which are mostly few: so the time grows with the tokens
and not with the pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from cases.engine.errors import Cancelled
from cases.engine.index import BUCKET_BITS, BUCKETS, IndexSource

Tokens = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

SHARED_SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "first": pl.Int64, "second": pl.Int64, "shared": pl.Int64}
)
UNIQUE_SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "source": pl.Int64, "unique": pl.Int64}
)

# Sorting this many tokens takes some 150 MB.
_AT_ONCE: Final = 4_000_000
# Two stretches at a time keep both cores busy; more would only hold memory.
_THREADS: Final = 2
_WORD: Final = 64
# How many sets are taken apart at a time: some 50 MB where each has ten members.
_SETS: Final = 100_000


@dataclass(frozen=True)
class Overlaps:
    """shared: SHARED_SCHEMA, `first` before `second` in the order of the data sets
    that were given, only pairs that share something. unique: UNIQUE_SCHEMA."""

    shared: pl.DataFrame
    unique: pl.DataFrame


def overlap(
    datasets: Mapping[int, Sequence[IndexSource]],
    kinds: Sequence[int],
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Overlaps:
    """Count what each pair of the data sets (number to indexes) has in common.

    Raises Cancelled between two buckets when `should_stop` says so.
    """
    together = {kind: _nothing(len(datasets)) for kind in kinds}
    with ThreadPoolExecutor(_THREADS) as pool:
        parts = [
            pool.submit(_bucket, list(datasets.values()), bucket, kinds)
            for bucket in range(BUCKETS)
        ]
        for done, part in enumerate(parts):
            if should_stop():
                pool.shutdown(cancel_futures=True)
                raise Cancelled
            on_progress(done, BUCKETS)
            for kind, counts in part.result().items():
                together[kind] += counts
    on_progress(BUCKETS, BUCKETS)
    return _told(together, list(datasets))


def _bucket(
    datasets: Sequence[Sequence[IndexSource]], bucket: int, kinds: Sequence[int]
) -> dict[int, Counts]:
    counted = {}
    for kind in kinds:
        opened = [
            (place, _Opened(source, bucket, kind))
            for place, sources in enumerate(datasets)
            for source in sources
        ]
        counted[kind] = _nothing(len(datasets))
        for tokens, holders in _stretches(opened, bucket):
            counted[kind] += _count(tokens, holders, len(datasets))
    return counted


def _nothing(size: int) -> Counts:
    return np.zeros((size, size), np.int64)


class _Opened:
    """The groups of one bucket that hold a kind."""

    def __init__(self, source: IndexSource, bucket: int, kind: int) -> None:
        self._parquet = pq.ParquetFile(source.bucket(bucket))
        self._kind = kind
        self.entries = 0
        self._groups: list[tuple[int, int, int]] = []
        for group in range(self._parquet.num_row_groups):
            about = self._parquet.metadata.row_group(group)
            kinds, hi = about.column(0).statistics, about.column(1).statistics
            if about.num_rows and kinds.min <= kind <= kinds.max:
                # A group with other kinds too says nothing of this one's tokens.
                alone = kinds.min == kinds.max
                bounds = (hi.min, hi.max) if alone else (0, 2**64 - 1)
                self._groups.append((group, *bounds))
                self.entries += about.num_rows

    def read(self, first: int, last: int) -> tuple[Tokens, Tokens]:
        """Both halves of the tokens whose `hi` is between first and last."""
        groups = [g for g, low, high in self._groups if low <= last and high >= first]
        if not groups:
            return np.empty(0, np.uint64), np.empty(0, np.uint64)
        table = self._parquet.read_row_groups(
            groups, ["kind", "hi", "lo"], use_threads=False
        )
        kind, hi, lo = (column.to_numpy() for column in table.columns)
        start, end = np.searchsorted(kind, np.array([self._kind, self._kind + 1], "u1"))
        hi, lo = hi[start:end], lo[start:end]
        within = slice(
            np.searchsorted(hi, np.uint64(first)),
            np.searchsorted(hi, np.uint64(last), side="right"),
        )
        return hi[within], lo[within]


def _stretches(
    opened: Sequence[tuple[int, _Opened]], bucket: int
) -> Iterator[tuple[tuple[Tokens, Tokens], npt.NDArray[np.int64]]]:
    """Tokens (both halves) and the place of the data set that each comes from."""
    entries = sum(index.entries for _, index in opened)
    parts = -(-entries // _AT_ONCE)
    width = 2 ** (64 - BUCKET_BITS)
    borders = [
        bucket * width + part * width // (parts or 1) for part in range(parts + 1)
    ]
    for first, after in pairwise(borders):
        read = [index.read(first, after - 1) for _, index in opened]
        holders = np.repeat([place for place, _ in opened], [len(hi) for hi, _ in read])
        hi, lo = (np.concatenate(halves) for halves in zip(*read, strict=True))
        yield (hi, lo), holders


def _count(
    tokens: tuple[Tokens, Tokens], holders: npt.NDArray[np.int64], size: int
) -> Counts:
    """How many tokens each pair of data sets shares; a data set paired with itself
    counts its own tokens."""
    hi, lo = tokens
    if not len(hi):
        return _nothing(size)
    # The parts lie sorted already, which a stable sort makes use of.
    order = np.argsort(hi, kind="stable")
    hi, lo, holders = hi[order], lo[order], holders[order]
    if ((np.diff(hi) == 0) & (np.diff(lo) != 0)).any():
        order = np.lexsort((lo, hi))
        hi, lo, holders = hi[order], lo[order], holders[order]
    new = np.concatenate(([True], (np.diff(hi) != 0) | (np.diff(lo) != 0)))
    starts = np.flatnonzero(new)
    sets = np.stack(
        [np.bitwise_or.reduceat(bits[holders], starts) for bits in _bits_of(size)],
        axis=1,
    )
    return _pairs(*_distinct(sets), size)


def _bits_of(size: int) -> Iterator[Tokens]:
    """For each word of 64 data sets: the bit of every data set, most have none."""
    place = np.arange(size)
    for word in range(-(-size // _WORD)):
        bit = np.uint64(1) << (place % _WORD).astype(np.uint64)
        yield np.where(place // _WORD == word, bit, np.uint64(0))


def _distinct(sets: Tokens) -> tuple[Tokens, Counts]:
    if sets.shape[1] == 1:
        words, counts = np.unique(sets[:, 0], return_counts=True)
        return words[:, None], counts
    return np.unique(sets, axis=0, return_counts=True)


def _pairs(sets: Tokens, counts: Counts, size: int) -> Counts:
    """Every pair of members of each set, and every member with itself."""
    pairs = np.zeros(size * size)
    for start in range(0, len(sets), _SETS):
        part = np.ascontiguousarray(sets[start : start + _SETS]).astype("<u8")
        bits = np.unpackbits(part.view(np.uint8), axis=1, bitorder="little")
        of_set, member = (found.astype(np.int32) for found in np.nonzero(bits))
        weight = counts[start + of_set].astype(np.float64)
        # The members of a set stand one after the other: each with itself, with the
        # next one, with the one after that, until no set is large enough.
        first = np.arange(len(member))
        apart = 0
        while len(first):
            pair = member[first] * size + member[first + apart]
            pairs += np.bincount(pair, weight[first], size * size)
            apart += 1
            first = first[first + apart < len(member)]
            first = first[of_set[first] == of_set[first + apart]]
    return pairs.reshape(size, size).astype(np.int64)


def _told(together: Mapping[int, Counts], numbers: Sequence[int]) -> Overlaps:
    shared, unique = [], []
    for kind, counts in together.items():
        for place, number in enumerate(numbers):
            unique.append((kind, number, int(counts[place, place])))
            shared += [
                (kind, number, other, int(counts[place, later]))
                for later, other in enumerate(numbers[place + 1 :], place + 1)
                if counts[place, later]
            ]
    return Overlaps(
        pl.DataFrame(shared, schema=SHARED_SCHEMA, orient="row"),
        pl.DataFrame(unique, schema=UNIQUE_SCHEMA, orient="row"),
    )
