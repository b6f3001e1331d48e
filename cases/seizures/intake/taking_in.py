"""Taking a confirmed file in: what the worker does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cases.common.jobs import Claim, Job
from cases.common.sealing import keys
from cases.common.uploads import original_path
from cases.engine import manifest
from cases.engine.errors import EngineError, WrongKey
from cases.engine.intake import IntakeResult, Progress, discard_other
from cases.engine.intake import take_in as take_in_file
from cases.engine.originals import Original
from cases.seizures.accounting import repetition_counts
from cases.seizures.announcing import announce_soon
from cases.seizures.columns import layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.custody_words import READ_BACK
from cases.seizures.intake.counts import counts_of, sum_up
from cases.seizures.models import CustodyEvent, SeizedDataset, SeizedFile
from cases.seizures.stores import store_folder

log = logging.getLogger(__name__)


def take_in(claim: Claim) -> None:
    """Read, tokenise, seal and index one file; if killed, it continues where it was.

    Raises EngineError as the engine does, and `damaged` where the original is no longer
    what was seized.
    """
    file = claim.job
    assert isinstance(file, SeizedFile)  # noqa: S101 - for the type checker
    store = store_folder(file)
    result = read_into(store, file, file.layouts, claim)
    with transaction.atomic():
        dataset = SeizedDataset.lock(file.dataset_id)
        claim.finish(
            result.rows_read,
            **counts_of(file.layouts, result),
            manifest=manifest.digest(store),
            faults=[],
        )
        sum_up(dataset)
        note_custody(file)
        announce(dataset)


def read_into(
    store: Path, file: SeizedFile, sheets: Sequence[SheetItem], claim: Claim
) -> IntakeResult:
    """Read a file, as these sheets say, into a store that nothing relies on yet."""
    original = find_original(file)
    store.parent.mkdir(parents=True, exist_ok=True)
    plans = layouts.plans(sheets)
    # A killed worker may have finished the store unnoticed, before the officer changed
    # the columns.
    discard_other(store, plans, keys())
    result = take_in_file(
        original.open,
        plans,
        store,
        keys(),
        on_progress=partial(_report, claim, file.size),
        should_stop=claim.should_stop,
    )
    # Hashed while it was read, or now if a worker was killed after the reading.
    check_hash(file, original, partial(_report_check, claim, file.size))
    return result


def note_custody(file: SeizedFile) -> None:
    """Note in the exhibit's custody record that the sealed original is what was
    seized."""
    exhibit, officer = file.dataset.exhibit, file.requested_by
    if exhibit and officer:
        CustodyEvent.objects.create(
            exhibit=exhibit,
            at=timezone.now(),
            received_by=officer.name,
            purpose=(READ_BACK % {"name": file.name})[:200],
            sha256=file.sha256,
            recorded_by=officer,
        )


def announce(dataset: SeizedDataset) -> None:
    """Have repetitions counted anew, and tell the slices above of the files as soon
    as this transaction is committed."""
    if len(dataset.files.taken_in()[:2]) > 1:
        repetition_counts.request_of_dataset(dataset.pk)
    if dataset.holder_id is not None:
        repetition_counts.request_of_holder(dataset.holder_id)
    announce_soon(SeizedDataset.objects.filter(pk=dataset.pk))


def find_original(file: SeizedFile) -> Original:
    """Raises EngineError (`lost_original`)."""
    path = original_path(file.original)
    if not path.exists():
        raise EngineError("lost_original", file=file.name)
    return Original(path, keys())


def check_original(file: SeizedFile) -> None:
    """Read the sealed original. Raises EngineError unless it is what was seized."""
    check_hash(file, find_original(file))


def check_hash(
    file: SeizedFile,
    original: Original,
    on_bytes: Callable[[int], None] = lambda _bytes: None,
) -> None:
    """Raises EngineError (`damaged`, `wrong_key`)."""
    try:
        found = original.sha256(on_bytes)
    except WrongKey as error:
        raise EngineError(error.code, file=file.name) from None
    if found != file.sha256:
        raise EngineError("damaged", file=file.name)


def _report_check(claim: Claim, size: int, done: int) -> None:
    claim.progress(0, stage=Job.Stage.CHECKING, bytes_of=(done, size))


def _report(claim: Claim, size: int, progress: Progress) -> None:
    """Rows so far, of as many as the file seems to have; bytes where they are known."""
    if progress.stage != "reading":
        done = progress.rows * progress.position // progress.total
        claim.progress(done, progress.rows, stage=Job.Stage.INDEXING)
        return
    read = (progress.position, size) if _in_bytes(progress, size) else None
    expected = max(expected_rows(progress, size), progress.rows)
    claim.progress(progress.rows, expected, stage=Job.Stage.READING, bytes_of=read)


def expected_rows(progress: Progress, size: int) -> int:
    """How many rows a file of `size` bytes will turn out to have.

    A sheet of a workbook knows its rows. A text knows its bytes: its rows are
    estimated from those that the rows so far took.
    """
    if _in_bytes(progress, size):
        return progress.rows * size // max(progress.position, 1)
    return progress.rows - progress.position + progress.total


def _in_bytes(progress: Progress, size: int) -> bool:
    return progress.total in {0, size}
