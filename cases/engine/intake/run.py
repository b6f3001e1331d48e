"""An intake from its first batch to the folder that is renamed into place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cases.engine.ahead import ahead
from cases.engine.behind import Behind
from cases.engine.errors import Cancelled, EngineError
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.base import IdentifierKind
from cases.engine.index import BUCKETS
from cases.engine.intake.account import account
from cases.engine.intake.plan import Progress, ReadSheet, SheetPlan, fingerprint
from cases.engine.intake.result import IntakeResult
from cases.engine.intake.segment import Opened, Sheet
from cases.engine.intake.working_folder import (
    INDEX,
    Segment,
    WorkingFolder,
    finished,
    is_finished_otherwise,
    unfinish,
)
from cases.engine.keys import Keys
from cases.engine.readers import read
from cases.engine.readers.base import Batch, Opener
from cases.engine.runs import merge_runs
from cases.engine.tokens import Tokeniser

SEGMENT_ROWS = 500_000


def take_in(
    opener: Opener,
    plans: Sequence[SheetPlan],
    store: Path,
    keys: Keys,
    *,
    read: ReadSheet = read,
    kinds: Mapping[str, IdentifierKind] = KINDS,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    segment_rows: int = SEGMENT_ROWS,
) -> IntakeResult:
    """Take one file in and leave everything about it in the folder `store`.

    Until then the work lies in `<store>.part`; killed at any moment and called
    again, it goes on after the last finished segment and ends with the same
    account. Called once more after the end, it returns the account.

    Raises Cancelled when `should_stop` says so between two batches, and
    EngineError: `busy` (another process is at it), `taken_in_otherwise` (the
    folder holds the result of another plan), `changed_meanwhile` (the file gives
    other rows than before the interruption), `does_not_add_up`.
    """
    mark = fingerprint(plans, keys)
    if result := finished(store, mark):
        return result
    with WorkingFolder(store, mark) as work:
        run = _Run(work, opener, read, on_progress, should_stop, segment_rows)
        tokeniser = Tokeniser(keys.token)
        run.take_sheets(
            [
                Sheet(number, plan, kinds, tokeniser, keys)
                for number, plan in enumerate(plans)
            ]
        )
        indexed = merge_runs(work.runs(), work.folder / INDEX, run.before_bucket)
        result = account(mark, work.segments, indexed, kinds)
        work.finish(result, keys.token_id)
    return result


def discard_other(store: Path, plans: Sequence[SheetPlan], keys: Keys) -> None:
    """Remove what another plan left in `store`, so that this one can be carried out.

    Only for a store that nobody relies on yet.
    """
    if is_finished_otherwise(store, fingerprint(plans, keys)):
        unfinish(store)


@dataclass
class _Run:
    work: WorkingFolder
    opener: Opener
    read: ReadSheet
    on_progress: Callable[[Progress], None]
    should_stop: Callable[[], bool]
    segment_rows: int

    def __post_init__(self) -> None:
        done = self.work.segments
        self._segments = len(done)
        self._stored = sum(segment.stretch.rows for segment in done)
        self._rows = sum(segment.tally.rows_read for segment in done)
        self._open: list[Opened] = []

    def take_sheets(self, sheets: Sequence[Sheet]) -> None:
        done: dict[int, list[Segment]] = {}
        for segment in self.work.segments:
            done.setdefault(segment.stretch.sheet, []).append(segment)
        try:
            with Behind() as behind:
                for sheet in sheets:
                    self._take_sheet(sheet, done.get(sheet.number, []), behind)
                behind.catch_up()
        finally:
            for opened in self._open:
                opened.abandon()

    def before_bucket(self, number: int) -> None:
        self._check()
        self.on_progress(Progress("indexing", 0, self._rows, number, BUCKETS))

    def _take_sheet(
        self, sheet: Sheet, done: Sequence[Segment], behind: Behind
    ) -> None:
        if done and done[-1].ends_sheet:
            return
        batches = self.read(self.opener, sheet.plan.layout)
        _skip(batches, done)
        opened = self._begin(sheet)
        with closing(ahead(batches)) as coming:
            for batch in coming:
                self._check()
                if not opened.takes(batch) or opened.rows_read >= self.segment_rows:
                    self._end(opened, behind, ends_sheet=False)
                    opened = self._begin(sheet)
                opened.read(batch)
                behind.do(partial(opened.store, batch))
                self._advance(sheet, batch)
        self._end(opened, behind, ends_sheet=True)

    def _advance(self, sheet: Sheet, batch: Batch) -> None:
        self._stored += batch.rows.height
        self._rows += batch.rows.height + batch.rejected.height
        self.on_progress(
            Progress("reading", sheet.number, self._rows, batch.position, batch.total)
        )

    def _begin(self, sheet: Sheet) -> Opened:
        opened = Opened(self.work, sheet, self._segments, self._stored)
        self._segments += 1
        self._open.append(opened)
        return opened

    def _end(self, opened: Opened, behind: Behind, *, ends_sheet: bool) -> None:
        def close() -> None:
            opened.close(ends_sheet=ends_sheet)
            self._open.remove(opened)

        behind.do(close)

    def _check(self) -> None:
        if self.should_stop():
            raise Cancelled


def _skip(batches: Iterator[Batch], done: Sequence[Segment]) -> None:
    """Read past what finished segments hold, and hold it against their counts."""
    for segment in done:
        rows = 0
        for _ in range(segment.batches):
            batch = next(batches, None)
            if batch is not None:
                rows += batch.rows.height + batch.rejected.height
        if rows != segment.tally.rows_read:
            raise EngineError("changed_meanwhile")
