"""One segment while it is written: rows go to the sealed files, tokens to a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cases.engine.identifiers.base import IdentifierKind, Status
from cases.engine.identifiers.columns import read_with_sibling
from cases.engine.index import INDEX_SCHEMA
from cases.engine.intake.plan import SheetPlan
from cases.engine.intake.tally import Tally
from cases.engine.intake.working_folder import RUNS, Segment, WorkingFolder
from cases.engine.keys import Keys
from cases.engine.readers.base import Batch
from cases.engine.records import RECORDS, REJECTED, Stretch
from cases.engine.runs import write_run
from cases.engine.sealed_parquet import SealedWriter
from cases.engine.tokens import Tokeniser


@dataclass(frozen=True)
class Sheet:
    """What is needed of a sheet while its batches are taken in."""

    number: int
    plan: SheetPlan
    kinds: Mapping[str, IdentifierKind]
    tokeniser: Tokeniser
    keys: Keys

    def about(self) -> dict[str, str]:
        mapping = {str(place): role for place, role in self.plan.mapping.items()}
        return {
            "sheet": self.plan.layout.sheet,
            "columns": json.dumps(self.plan.layout.columns, ensure_ascii=False),
            "mapping": json.dumps(mapping, ensure_ascii=False),
        }


class Opened:
    """A segment being written. `read` is called for each batch in turn; `store` after
    it, and `close` at the end, may run in another thread.
    """

    def __init__(
        self, work: WorkingFolder, sheet: Sheet, number: int, first_row: int
    ) -> None:
        self._work = work
        self._sheet = sheet
        self._stem = f"{number:06}"
        self._first_row = first_row
        self._entries = [pl.DataFrame(schema=INDEX_SCHEMA)]
        self._tally = Tally()
        self._batches = 0
        self._lines: list[int] = []
        self._records: SealedWriter | None = None
        self._rejected: SealedWriter | None = None
        self._columns: list[str] = []
        self._rows = 0

    @property
    def rows_read(self) -> int:
        return self._tally.rows_read

    def takes(self, batch: Batch) -> bool:
        """Whether the batch has the columns of those before it."""
        return not (
            self._columns and batch.rows.height and self._columns != batch.rows.columns
        )

    def read(self, batch: Batch) -> None:
        """Count the batch and tokenise its identifiers."""
        self._batches += 1
        self._tally.add_batch(batch)
        for place, role in self._sheet.plan.mapping.items():
            kind = self._sheet.kinds.get(role)
            if kind is not None and str(place) in batch.rows.columns:
                self._read_with_sibling(kind, batch.rows[str(place)], batch.lines)
        self._rows += batch.rows.height
        if batch.rows.height:
            self._columns = batch.rows.columns

    def _read_with_sibling(
        self, kind: IdentifierKind, column: pl.Series, lines: pl.Series
    ) -> None:
        for key, readings in read_with_sibling(kind, self._sheet.kinds, column).items():
            self._add_readings(self._sheet.kinds[key], readings, lines)

    def _add_readings(
        self, kind: IdentifierKind, readings: pl.DataFrame, lines: pl.Series
    ) -> None:
        self._tally.add_readings(self._sheet.number, kind.key, readings, lines)
        valid = readings.filter(pl.col("status") == Status.VALID)
        tokens = self._sheet.tokeniser.column(kind.code, valid["value"])
        start = self._first_row + self._rows
        self._entries.append(
            tokens.select(
                pl.lit(kind.code, pl.UInt8).alias("kind"),
                "hi",
                "lo",
                (valid["pos"].cast(pl.UInt64) + start).alias("row"),
            )
        )

    def store(self, batch: Batch) -> None:
        """Seal the batch's rows and rejected lines."""
        if batch.rows.height:
            rows = batch.rows.select(batch.lines.alias("line"), pl.all())
            if self._records is None:
                self._records = self._writer(RECORDS, rows)
            self._records.write(rows)
            self._lines += [rows["line"][0], rows["line"][-1]]
        if batch.rejected.height:
            if self._rejected is None:
                self._rejected = self._writer(REJECTED, batch.rejected)
            self._rejected.write(batch.rejected)

    def _writer(self, folder: str, frame: pl.DataFrame) -> SealedWriter:
        return SealedWriter(
            self._work.folder / folder,
            self._stem,
            frame.schema,
            self._sheet.keys,
            ordered=("line",),
            about=self._sheet.about(),
        )

    def close(self, *, ends_sheet: bool) -> None:
        """Finish the files; then, and not before, the segment counts."""
        stretch = Stretch(
            self._sheet.number,
            self._first_row,
            min(self._lines, default=0),
            max(self._lines, default=0),
            self._records.finish() if self._records else None,
            self._rejected.finish() if self._rejected else None,
        )
        run = f"{self._stem}.arrow"
        write_run(self._work.folder / RUNS / run, pl.concat(self._entries))
        self._work.add(Segment(self._batches, ends_sheet, stretch, run, self._tally))

    def abandon(self) -> None:
        """Remove the files of a segment that will not be finished now."""
        for writer in (self._records, self._rejected):
            if writer is not None:
                writer.abandon()
