"""Records that were read one by one, put together to batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from cases.engine.readers.base import REJECTED_SCHEMA, Batch, Layout, Opener
from cases.engine.readers.window import BLOCK, Window

# A record that has keys the layout does not know keeps them in the last column.
OVERFLOW = "…"


class Rejected(NamedTuple):
    """A record that cannot be read, and why."""

    line: int
    reason: str
    text: str


class Cells(NamedTuple):
    """A record that was read, in the order of the layout's columns."""

    line: int
    cells: Sequence[str | None]


class Blank(NamedTuple):
    """A line that holds nothing where each line is a record."""

    line: int


Records = Callable[[Window], Iterator[Cells | Rejected | Blank]]


@dataclass
class _Places:
    """The number under which a record is found again: the line it begins in.

    Where the first records share lines, as rows of one INSERT do, it is the
    record's own number instead. It always grows, so that it names one record.
    """

    by_line: bool | None = None
    last: int = 0

    def of(self, lines: Sequence[int]) -> list[int]:
        if self.by_line is None and lines:
            self.by_line = len(set(lines)) == len(lines)
        places = []
        for line in lines:
            self.last = max(self.last + 1, line if self.by_line else 0)
            places.append(self.last)
        return places


class Gathering:
    """width: of the rows. `batch` empties it."""

    def __init__(self, width: int, total: int) -> None:
        self._width = width
        self._total = total
        self._places = _Places()
        self._lines: list[int] = []
        self._cells: list[Sequence[str | None]] = []
        self._rejected: list[tuple[int, str, str]] = []
        self._blank = 0

    def add(self, record: Cells | Rejected | Blank) -> None:
        if isinstance(record, Blank):
            self._blank += 1
            return
        if isinstance(record, Rejected):
            self._rejected.append((len(self._lines), record.reason, record.text))
        else:
            self._cells.append(record.cells)
        self._lines.append(record.line)

    def batch(self, position: int) -> Batch:
        places = pl.Series(self._places.of(self._lines), dtype=pl.UInt64)
        refused = [at for at, _, _ in self._rejected]
        kept = pl.Series(range(len(places)), dtype=pl.UInt32)
        kept = kept.filter(~kept.is_in(refused)) if refused else kept
        batch = Batch(
            rows=as_frame(self._cells, self._width),
            lines=places.gather(kept),
            rejected=pl.DataFrame(
                [(places[at], reason, text) for at, reason, text in self._rejected],
                schema=REJECTED_SCHEMA,
                orient="row",
            ),
            position=min(position, self._total) if self._total else position,
            total=self._total,
            blank=self._blank,
        )
        self._lines, self._cells, self._rejected = [], [], []
        self._blank = 0
        return batch


def without_sample(layout: Layout) -> Layout:
    """For where nothing is found any more: the encoding is a wrong one."""
    return replace(layout, sample=as_frame([], len(layout.columns)))


def as_frame(rows: Sequence[Sequence[str | None]], width: int) -> pl.DataFrame:
    """String columns "0", "1", …; an empty cell is null."""
    columns: Iterable[Sequence[str | None]] = zip(*rows, strict=True) if rows else ()
    series = [_series(str(place), cells) for place, cells in enumerate(columns)]
    frame = pl.DataFrame(
        series or {str(place): pl.Series(dtype=pl.String) for place in range(width)}
    )
    # A NUL says nothing, and no database takes it.
    return frame.with_columns(
        pl.all().str.replace_all("\0", "", literal=True).replace("", None)
    )


def _series(name: str, cells: Sequence[str | None]) -> pl.Series:
    try:
        return pl.Series(name, cells, dtype=pl.String)
    except UnicodeEncodeError:
        # Half a character (a lone surrogate, as JSON can write it) is no text.
        whole = [cell and cell.encode(errors="replace").decode() for cell in cells]
        return pl.Series(name, whole, dtype=pl.String)


def read_records(
    opener: Opener, layout: Layout, batch_bytes: int, records: Records
) -> Iterator[Batch]:
    """What `records` finds in the file's text, a batch for every `batch_bytes`."""
    with opener() as stream:
        total = stream.seek(0, 2) if stream.seekable() else 0
        if total:
            stream.seek(0)
        window = Window(stream, layout.encoding, min(BLOCK, batch_bytes))
        gathering = Gathering(len(layout.columns), total)
        begun = 0
        for record in records(window):
            if window.passed - begun >= batch_bytes:
                yield gathering.batch(window.position)
                begun = window.passed
            gathering.add(record)
        yield gathering.batch(window.position)
