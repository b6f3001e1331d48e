"""The import itself: a report file read stretch by stretch into the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import polars as pl
from django.db import transaction

from cases.common.jobs import Claim, LeaseLost
from cases.common.uploads import open_sealed
from cases.engine.errors import EngineError
from cases.engine.readers import Batch, read
from cases.fraud.account import Account
from cases.fraud.models import FraudReport, ReportImport
from cases.fraud.reading.rows import PLACES_SCHEMA, Rows, read_rows
from cases.fraud.sheets import Sheet, stored
from cases.fraud.signals import reports_changed
from cases.fraud.writing import Origin, write

# Rows of one transaction: enough for COPY to pay, few enough for a progress bar.
ROWS_AT_ONCE: Final = 10_000
# Text is read in stretches of some ten thousand rows as well.
_BATCH_BYTES: Final = 2 << 20
_HASH_SHOWN: Final = 10


def import_reports(claim: Claim) -> None:
    """Do the job: every row becomes a report, new or updated, or is rejected.

    Each stretch is one transaction with the counts and the place reached, so a
    job that was killed goes on behind it.
    """
    row = ReportImport.objects.get(pk=claim.job.pk)
    account = Account.of(row)
    try:
        for place, sheet in enumerate(stored(row.layout)):
            if place >= row.sheet_reached and sheet.is_used:
                _import_sheet(claim, row, account, (place, sheet))
    except EngineError:
        # Stopped, or the file is damaged further on: what was imported so far counts.
        announce(row.pk)
        raise
    with transaction.atomic():
        transaction.on_commit(partial(announce, row.pk))
        claim.finish(account.read)


def announce(import_id: int) -> None:
    """Tell those above which reports the import brought or changed."""
    reports = FraudReport.objects.filter(imported_from=import_id)
    ids = list(reports.values_list("pk", flat=True))
    if ids:
        reports_changed.send(sender=ReportImport, report_ids=ids)


def _import_sheet(
    claim: Claim, row: ReportImport, account: Account, placed: tuple[int, Sheet]
) -> None:
    place, sheet = placed
    reached = row.line_reached if place == row.sheet_reached else 0
    opener = partial(open_sealed, row.original)
    begun = 0
    for batch in read(opener, sheet.layout, batch_bytes=_BATCH_BYTES):
        stretches = list(_stretches(batch, reached))
        for number, stretch in enumerate(stretches, 1):
            _import_stretch(claim, row, account, placed, stretch)
            done = begun + (batch.position - begun) * number / len(stretches)
            # The reader of a sealed text does not know its length; the import's row
            # does.
            share = min(1.0, done / max(1, batch.total or row.size))
            claim.progress(account.read, _estimated(account.read, place + share, row))
        begun = batch.position


def _estimated(read_so_far: int, sheets_done: float, row: ReportImport) -> int:
    """How many rows the file will have, as far as one can tell by now."""
    return round(read_so_far * len(row.layout) / max(sheets_done, 0.001))


def _stretches(batch: Batch, reached: int) -> Iterator[Batch]:
    """The batch cut into transactions, without the lines done before."""
    todo = batch.lines > reached
    rows, lines = batch.rows.filter(todo), batch.lines.filter(todo)
    rejected = batch.rejected.filter(pl.col("line") > reached)
    for start in range(0, max(rows.height, 1), ROWS_AT_ONCE):
        part = lines.slice(start, ROWS_AT_ONCE)
        is_last = start + ROWS_AT_ONCE >= rows.height
        upto = pl.lit(value=True) if is_last else pl.col("line") <= part[-1]
        stretch = replace(
            batch,
            rows=rows.slice(start, ROWS_AT_ONCE),
            lines=part,
            rejected=rejected.filter(upto),
        )
        rejected = rejected.filter(~upto)
        if stretch.rows.height or stretch.rejected.height:
            yield stretch


def _import_stretch(
    claim: Claim,
    row: ReportImport,
    account: Account,
    placed: tuple[int, Sheet],
    stretch: Batch,
) -> None:
    place, sheet = placed
    rows = _read(row, place, sheet, stretch)
    lines = pl.concat([stretch.lines, stretch.rejected.get_column("line")])
    origin = Origin(row.pk, row.requested_by_id, sheet.layout.sheet)
    with transaction.atomic():
        created = write(rows.reports, rows.identifiers, origin)
        account.add(rows, created=created, sheet=sheet.layout.sheet)
        mine = ReportImport.objects.filter(pk=row.pk, lease=claim.job.lease)
        changed = mine.update(
            **account.changes(), sheet_reached=place, line_reached=lines.max()
        )
        if not changed:
            raise LeaseLost


def _read(row: ReportImport, place: int, sheet: Sheet, stretch: Batch) -> Rows:
    rows = read_rows(
        stretch.rows,
        stretch.lines,
        sheet.fields,
        made_up=made_up_prefix(row, place),
    )
    unreadable = stretch.rejected.select(
        "line", "reason", column=pl.lit(None, pl.Int64)
    ).cast(PLACES_SCHEMA)
    return replace(rows, rejected=pl.concat([rows.rejected, unreadable]))


def made_up_prefix(row: ReportImport, sheet: int) -> str:
    """The beginning of the numbers given to reports that have none of their own:
    the same content gives the same numbers, whatever the file is called."""
    which = f"{sheet + 1}-" if sheet else ""
    return f"{row.sha256[:_HASH_SHOWN].upper()}-{which}"
