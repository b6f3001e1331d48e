"""The rows of one source, found again by their number or by sheet and line.

`records.json` in the source's folder lists the sealed files and which rows and
lines each holds; no name, header or value stands in it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import polars as pl
import pyarrow.parquet as pq

from cases.engine.durable import write_json
from cases.engine.errors import EngineError
from cases.engine.keys import Keys
from cases.engine.manifest import Kept
from cases.engine.sealed_parquet import SealedFile, open_sealed, read_group

RECORDS: Final = "records"
REJECTED: Final = "rejected"
LIST: Final = "records.json"


@dataclass(frozen=True)
class Stretch:
    """Consecutive rows of one sheet, and the rejected lines that fell out of it.

    `sheet` is the sheet's position in the plan; rows are numbered from 0 over
    the whole source, in reading order, rejected ones not counted.
    """

    sheet: int
    first_row: int
    first_line: int = 0
    last_line: int = 0
    records: SealedFile | None = None
    rejected: SealedFile | None = None

    @property
    def rows(self) -> int:
        return self.records.rows if self.records else 0

    @property
    def rejected_rows(self) -> int:
        return self.rejected.rows if self.rejected else 0

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        files = {
            name: SealedFile(**content[name]) if content[name] else None
            for name in (RECORDS, REJECTED)
        }
        return cls(**{**content, **files})


@dataclass(frozen=True)
class Record:
    """One row as it was read, with the place it was read from.

    mapping: what the columns were said to hold (`SheetPlan.mapping`).
    """

    row: int
    sheet: str
    line: int
    columns: tuple[str, ...]
    values: tuple[str | None, ...]
    mapping: Mapping[int, str]


def write_list(store: Path, stretches: list[Stretch]) -> None:
    write_json(store / LIST, [asdict(stretch) for stretch in stretches])


def read_list(store: Path) -> list[Stretch]:
    content = json.loads((store / LIST).read_bytes())
    return [Stretch.from_json(item) for item in content]


def sealed_in(stretch: Stretch) -> Iterator[tuple[str, Kept]]:
    """The sealed files of a stretch by their path in the store, as written."""
    for folder, file in ((RECORDS, stretch.records), (REJECTED, stretch.rejected)):
        if file is not None:
            yield f"{folder}/{file.name}", Kept(file.size, file.sha256)


def read_row(store: Path, row: int, keys: Keys) -> Record:
    """Raise EngineError (`no_such_row`) beyond the last row."""
    stretches = [stretch for stretch in read_list(store) if stretch.rows]
    at = bisect_right(stretches, row, key=lambda stretch: stretch.first_row) - 1
    if row < 0 or at < 0 or row >= stretches[at].first_row + stretches[at].rows:
        raise EngineError("no_such_row", row=row)
    opened = _Opened(store, stretches[at], keys)
    offset = row - stretches[at].first_row
    for group in range(opened.parquet.num_row_groups):
        size = opened.parquet.metadata.row_group(group).num_rows
        if offset < size:
            return opened.record(group, offset, row)
        offset -= size
    raise EngineError("no_such_row", row=row)


def read_line(store: Path, sheet: int, line: int, keys: Keys) -> Record:
    """The row read from a line; raise EngineError (`no_such_row`) if none was."""
    for stretch in read_list(store):
        if stretch.sheet == sheet and stretch.first_line <= line <= stretch.last_line:
            record = _find_line(_Opened(store, stretch, keys), line)
            if record is not None:
                return record
    raise EngineError("no_such_row", line=line)


def rejected_rows(store: Path, keys: Keys) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rejected rows (REJECTED_SCHEMA) by sheet, a stretch at a time."""
    for stretch in read_list(store):
        if stretch.rejected is None:
            continue
        opened = open_sealed(store / REJECTED, stretch.rejected, keys)
        sheet = opened.schema_arrow.metadata[b"sheet"].decode()
        for group in range(opened.num_row_groups):
            table = read_group(opened, group, stretch.rejected, None)
            frame = pl.from_arrow(table)
            assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table is one
            yield sheet, frame


class _Opened:
    """The sealed file of one stretch, with its footer read."""

    def __init__(self, store: Path, stretch: Stretch, keys: Keys) -> None:
        assert stretch.records is not None  # noqa: S101 - stretches with rows only
        self.file = stretch.records
        self.first_row = stretch.first_row
        self.parquet: pq.ParquetFile = open_sealed(store / RECORDS, self.file, keys)

    def record(self, group: int, offset: int, row: int) -> Record:
        table = read_group(self.parquet, group, self.file, None).slice(offset, 1)
        line, *values = (column[0].as_py() for column in table.columns)
        about = self.parquet.schema_arrow.metadata
        mapping = json.loads(about[b"mapping"])
        return Record(
            row,
            about[b"sheet"].decode(),
            line,
            tuple(json.loads(about[b"columns"])),
            tuple(values),
            {int(place): role for place, role in mapping.items()},
        )

    def lines(self, group: int) -> tuple[int, int]:
        statistics = self.parquet.metadata.row_group(group).column(0).statistics
        return statistics.min, statistics.max


def _find_line(opened: _Opened, line: int) -> Record | None:
    row = opened.first_row
    for group in range(opened.parquet.num_row_groups):
        first, last = opened.lines(group)
        if first <= line <= last:
            table = read_group(opened.parquet, group, opened.file, ["line"])
            lines = table.column(0).to_pylist()
            if line in lines:
                offset = lines.index(line)
                return opened.record(group, offset, row + offset)
        row += opened.parquet.metadata.row_group(group).num_rows
    return None
