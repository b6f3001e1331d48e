"""What is known of the data sets that are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.utils import timezone

from cases.common.sealing import keys
from cases.engine.errors import Cancelled, EngineError
from cases.engine.row_times import RowTimes, row_times
from cases.lineage.direction import Known
from cases.matching.runs.sources import Searched
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.stores import store_folder


def seized_on(dataset: SeizedDataset) -> date | None:
    exhibit = dataset.exhibit
    return timezone.localdate(exhibit.seized_at) if exhibit else None


def had_on(dataset: SeizedDataset) -> tuple[str, date] | None:
    """“obtained” or “seized”, with the first day on which its holder certainly had it.
    A day of obtaining after the seizure is not believed."""
    obtained, seized = dataset.obtained_on, seized_on(dataset)
    if obtained and not (seized and obtained > seized):
        return "obtained", obtained
    return ("seized", seized) if seized else None


def known(dataset: SeizedDataset, unique: int, times: RowTimes) -> Known:
    return Known(
        unique=unique,
        obtained=dataset.obtained_on,
        seized=seized_on(dataset),
        newest=times.latest,
        columns=columns_of(dataset.files.all()),
    )


def columns_of(files: Iterable[SeizedFile]) -> frozenset[str]:
    """The names above the columns; a sheet without a header has none."""
    return frozenset(
        name.strip().lower()
        for file in files
        if file.is_taken_in
        for sheet in file.layouts
        if sheet["header_line"]
        for name in sheet["columns"]
        if name.strip()
    )


def times_of(
    dataset: SeizedDataset, searched: Searched, on_rows: Callable[[int], None]
) -> RowTimes:
    """The times in the rows of the files that are searched. A file whose rows cannot be
    opened is left out and named; the others still count. on_rows may raise to stop."""
    until = seized_on(dataset) or timezone.localdate()
    found, passed = RowTimes(), 0
    for file in dataset.files.all():
        if str(file.pk) not in searched.stores[dataset.pk]:
            continue
        try:
            found += row_times(
                store_folder(file),
                keys(),
                until=until,
                on_rows=partial(_beyond, on_rows, passed),
            )
        except Cancelled:
            raise
        except (EngineError, OSError):
            searched.leave_out(
                "times_unreadable",
                dataset=dataset.pk,
                title=dataset.title,
                file=file.name,
            )
        passed += file.rows_stored
    return found


def _beyond(on_rows: Callable[[int], None], before: int, rows: int) -> None:
    on_rows(before + rows)
