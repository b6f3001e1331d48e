"""From when to when the times in a source's rows reach, such as registrations.

A file that holds a registration of 1 March cannot have been complete before that
day, whatever its holder says: so the newest row bounds the time of the theft.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from cases.engine.keys import Keys
from cases.engine.records import RECORDS, Stretch, read_list
from cases.engine.sealed_parquet import open_sealed, read_group

# Earlier "times" are placeholders: 0000-00-00, 1900-01-01, 1970-01-01.
EARLIEST: Final = date(1980, 1, 1)
_PARTED: Final = r"^\s*([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})"
_RUN: Final = r"^\s*([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?\s*$"


@dataclass(frozen=True)
class RowTimes:
    """The earliest and the latest day in `rows` rows; `beyond`: rows with a day that
    is impossible, before EARLIEST or after the last possible one, left out."""

    earliest: date | None = None
    latest: date | None = None
    rows: int = 0
    beyond: int = 0

    def __add__(self, other: RowTimes) -> RowTimes:
        firsts = [day for day in (self.earliest, other.earliest) if day]
        lasts = [day for day in (self.latest, other.latest) if day]
        return RowTimes(
            min(firsts, default=None),
            max(lasts, default=None),
            self.rows + other.rows,
            self.beyond + other.beyond,
        )


def row_times(
    store: Path,
    keys: Keys,
    *,
    until: date,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> RowTimes:
    """Of the columns that were said to hold times; `until`: the last possible day.

    on_rows is told how many rows were passed, and may raise to stop.
    """
    found, passed = RowTimes(), 0
    for stretch in read_list(store):
        found += _of_stretch(store, stretch, keys, until)
        passed += stretch.rows
        on_rows(passed)
    return found


def _of_stretch(store: Path, stretch: Stretch, keys: Keys, until: date) -> RowTimes:
    found = RowTimes()
    if stretch.records is None:
        return found
    opened = open_sealed(store / RECORDS, stretch.records, keys)
    mapping = json.loads(opened.schema_arrow.metadata[b"mapping"])
    names = opened.schema_arrow.names
    # The first column is the line.
    columns = [names[int(at) + 1] for at, role in mapping.items() if role == "time"]
    if columns:
        for group in range(opened.num_row_groups):
            table = read_group(opened, group, stretch.records, columns)
            for column in table.columns:
                found += of_column(pl.Series(column), until)
    return found


def of_column(values: pl.Series, until: date) -> RowTimes:
    text = pl.col("value").cast(pl.String)
    days = (
        pl.DataFrame({"value": values})
        .select(
            pl.coalesce(_day(text, _PARTED), _day(text, _RUN)).alias("day"),
        )
        .drop_nulls()
    )
    possible = days.filter(pl.col("day").is_between(EARLIEST, until))
    earliest, latest = possible.select(
        earliest=pl.col("day").min(), latest=pl.col("day").max()
    ).row(0)
    return RowTimes(earliest, latest, possible.height, days.height - possible.height)


def _day(text: pl.Expr, pattern: str) -> pl.Expr:
    """The day, or null where there is none in the text or none in the calendar."""
    parts = text.str.extract_groups(pattern).struct
    padded = (parts.field(str(n)).str.zfill(w) for n, w in ((1, 4), (2, 2), (3, 2)))
    return pl.concat_str(*padded).str.to_date("%Y%m%d", strict=False)
