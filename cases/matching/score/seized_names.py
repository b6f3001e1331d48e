"""The names in many seized rows at once: each group of records is opened once."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.parquet as pq

from cases.engine.keys import Keys
from cases.engine.records import RECORDS, Stretch, read_list
from cases.engine.sealed_parquet import open_sealed, read_group

# The role that an intake's plan gives to a column of names.
NAME: Final = "name"


def read_names(store: Path, rows: Iterable[int], keys: Keys) -> dict[int, str]:
    """The name in each of these rows, in the clear; rows without one are left out.

    Raises WrongKey if the records cannot be opened.
    """
    wanted = sorted(set(rows))
    names: dict[int, str] = {}
    for stretch in read_list(store):
        inside = _between(wanted, stretch.first_row, stretch.rows)
        if inside:
            names.update(_names_in(store, stretch, inside, keys))
    return names


def _between(rows: Sequence[int], first: int, count: int) -> Sequence[int]:
    return rows[bisect_left(rows, first) : bisect_left(rows, first + count)]


def _names_in(
    store: Path, stretch: Stretch, rows: Sequence[int], keys: Keys
) -> Iterator[tuple[int, str]]:
    assert stretch.records is not None  # noqa: S101 - it has rows
    opened = open_sealed(store / RECORDS, stretch.records, keys)
    column = _name_column(opened)
    first = stretch.first_row
    for group in range(opened.num_row_groups if column else 0):
        size = opened.metadata.row_group(group).num_rows
        inside = _between(rows, first, size)
        if inside:
            table = read_group(opened, group, stretch.records, [column])
            cells = pl.Series(table.column(0)).gather([row - first for row in inside])
            yield from ((r, c) for r, c in zip(inside, cells, strict=True) if c)
        first += size


def _name_column(opened: pq.ParquetFile) -> str:
    """The first column that was said to hold names; "" if there is none."""
    mapping = json.loads(opened.schema_arrow.metadata[b"mapping"])
    places = [place for place, role in mapping.items() if role == NAME]
    return min(places, key=int, default="")
