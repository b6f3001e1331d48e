"""A source's tokens, sorted, in sixteen Parquet files; no personal data.

Whatever carries identifiers (a seized file, a batch of fraud reports, a case's
suspects) becomes one folder of the files `0.parquet` … `f.parquet`, named after
the tokens' first four bits, each sorted by (kind, hi, lo, row): a match of mobile
numbers passes over the groups of other kinds. Tokens are evenly spread, so a
source of 50 million rows with two identifiers each has buckets of 150 MB: small
enough to sort and join in memory one by one; and a source with one row still is
no more than sixteen short files.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from cases.engine.durable import sync_file, sync_folder
from cases.engine.errors import EngineError
from cases.engine.groups import GroupedFile
from cases.engine.tokens import bucket_of

BUCKET_BITS: Final = 4
BUCKETS: Final = 1 << BUCKET_BITS
INDEX_SCHEMA: Final = pl.Schema(
    {"kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64, "row": pl.UInt64}
)
# Looking one token up reads one group's first halves: 256 KB, 0.2 ms. Smaller
# groups make the footers of large sources slower to read than that.
_GROUP_ROWS: Final = 32_768
# Two buckets keep both cores busy; more would only hold memory.
_AT_ONCE: Final = 2


@dataclass(frozen=True)
class IndexSource:
    """One source's index and the number under which its hits are reported."""

    id: int
    folder: Path

    def bucket(self, number: int) -> Path:
        return self.folder / bucket_name(number)

    def is_whole(self) -> bool:
        """Whether all its buckets are there, by listing the folder once."""
        try:
            there = {path.name for path in self.folder.iterdir()}
        except FileNotFoundError:
            return False
        return all(bucket_name(number) in there for number in range(BUCKETS))

    def is_legible(self) -> bool:
        """Whether each of its buckets says what lies where in it. The ends of the files
        that tell are read once and kept."""
        try:
            for number in range(BUCKETS):
                GroupedFile(self.bucket(number))
        except (EngineError, OSError):
            return False
        return True


@dataclass(frozen=True)
class Occurrences:
    """How many valid values of one kind there are: all of them, and the different
    ones."""

    valid: int = 0
    unique: int = 0

    @property
    def duplicates(self) -> int:
        return self.valid - self.unique


def bucket_name(number: int) -> str:
    return f"{number:x}.parquet"


def build(entries: pl.DataFrame, folder: Path) -> dict[int, Occurrences]:
    """Index a source that fits into memory; entries are in INDEX_SCHEMA."""
    bucket = pl.Series("bucket", bucket_of(entries["hi"], BUCKET_BITS))
    parts = entries.with_columns(bucket).partition_by(
        "bucket", as_dict=True, include_key=False, maintain_order=True
    )
    empty = entries.clear()
    return write_buckets((parts.get((b,), empty) for b in range(BUCKETS)), folder)


def write_buckets(
    buckets: Iterable[pl.DataFrame], folder: Path
) -> dict[int, Occurrences]:
    """Sort and write the buckets as they come; count each kind while at it."""
    folder.mkdir(exist_ok=True)
    valid: Counter[int] = Counter()
    unique: Counter[int] = Counter()

    def count(bucket: dict[int, Occurrences]) -> None:
        for kind, found in bucket.items():
            valid[kind] += found.valid
            unique[kind] += found.unique

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="index") as pool:
        written: deque[Future[dict[int, Occurrences]]] = deque()
        for number, bucket in enumerate(buckets):
            path = folder / bucket_name(number)
            written.append(pool.submit(_write_bucket, bucket, path))
            if len(written) >= _AT_ONCE:
                count(written.popleft().result())
        for future in written:
            count(future.result())
    sync_folder(folder)
    return {kind: Occurrences(valid[kind], unique[kind]) for kind in sorted(valid)}


def _write_bucket(bucket: pl.DataFrame, path: Path) -> dict[int, Occurrences]:
    parts = bucket.select(INDEX_SCHEMA.names()).partition_by("kind", as_dict=True)
    ordered = {kind: _in_order(part) for (kind,), part in sorted(parts.items())}
    empty = bucket.clear().select(INDEX_SCHEMA.names())
    _write(pl.concat([empty, *ordered.values()]), path)
    return {
        kind: Occurrences(part.height, _distinct(part))
        for kind, part in ordered.items()
    }


def _write(entries: pl.DataFrame, path: Path) -> None:
    # Tokens are random by construction: compressing them costs time for nothing.
    entries.write_parquet(
        path, compression="uncompressed", statistics=True, row_group_size=_GROUP_ROWS
    )
    sync_file(path)


def _in_order(entries: pl.DataFrame) -> pl.DataFrame:
    """Sorted by (hi, lo, row), in little more than half the time that takes.

    A stable sort by the first half alone leaves equal tokens as they came, which
    is by row unless a kind stands in two columns or in a cell of several
    numbers. That is looked for, and so are two tokens that share 64 bits (once
    in thousands of sources of a hundred million).
    """
    entries = entries.sort("hi", maintain_order=True)
    hi, lo, row = pl.col("hi"), pl.col("lo"), pl.col("row")
    misplaced = (lo != lo.shift()) | (row < row.shift())
    if entries.select(((hi == hi.shift()) & misplaced).any()).item():
        return entries.sort("hi", "lo", "row")
    return entries


def _distinct(entries: pl.DataFrame) -> int:
    """How many tokens there are in entries that lie in order."""
    hi, lo = pl.col("hi"), pl.col("lo")
    repeated = (hi == hi.shift()) & (lo == lo.shift())
    return entries.height - int(entries.select(repeated.sum()).item())
