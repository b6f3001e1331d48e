"""Taking a confirmed file in: what the worker does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import transaction

from cases.common.jobs import Claim, Job
from cases.common.sealing import keys
from cases.common.uploads import open_sealed, original_path
from cases.engine.errors import EngineError, WrongKey
from cases.engine.identifiers import KINDS
from cases.engine.intake import IntakeResult, Progress
from cases.engine.intake import take_in as take_in_file
from cases.engine.lookup import count_unique
from cases.engine.originals import read_back
from cases.seizures import layouts
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.signals import dataset_ready
from cases.seizures.stores import index_sources, store_folder

log = logging.getLogger(__name__)

_SUMMED = ("invalid", "masked", "truncated")
_PLACES = 200


def take_in(claim: Claim) -> None:
    """Read, tokenise, seal and index one file; killed, it goes on where it was.

    Raises EngineError: what the engine says, or `damaged` where the original is
    no longer what was seized.
    """
    file = claim.job
    assert isinstance(file, SeizedFile)  # noqa: S101
    check_original(file, partial(_report_check, claim, file.size))
    store = store_folder(file)
    store.parent.mkdir(parents=True, exist_ok=True)
    result = take_in_file(
        partial(open_sealed, file.original),
        layouts.plans(file.layouts),
        store,
        keys(),
        on_progress=partial(_report, claim, file.size),
        should_stop=claim.should_stop,
    )
    with transaction.atomic():
        dataset = SeizedDataset.lock(file.dataset_id)
        claim.finish(result.rows_read, **_counts(file, result))
        _sum_up(dataset)
        transaction.on_commit(partial(_announce, dataset.pk))


def _announce(dataset: int) -> None:
    """Tell the slices above; a fault of theirs does not undo the intake."""
    for receiver, answer in dataset_ready.send_robust(
        SeizedDataset, dataset_id=dataset
    ):
        if isinstance(answer, Exception):
            log.error("%s failed: %s", receiver, type(answer).__name__)


def check_original(
    file: SeizedFile, on_bytes: Callable[[int], None] = lambda _bytes: None
) -> None:
    """Raises EngineError unless the sealed original still is what was seized."""
    path = original_path(file.original)
    if not path.exists():
        raise EngineError("lost_original", file=file.name)
    try:
        found = read_back(path, keys(), on_bytes)
    except WrongKey as error:
        raise EngineError(error.code, file=file.name) from None
    if (found.sha256, found.size) != (file.sha256, file.size):
        raise EngineError("damaged", file=file.name)


def _report_check(claim: Claim, size: int, done: int) -> None:
    claim.progress(0, stage=Job.Stage.CHECKING, bytes_of=(done, size))


def _report(claim: Claim, size: int, progress: Progress) -> None:
    """Rows so far, of as many as the file seems to have; bytes where they are known."""
    if progress.stage != "reading":
        done = progress.rows * progress.position // progress.total
        claim.progress(done, progress.rows, stage=Job.Stage.INDEXING)
        return
    read = None if progress.total else (min(progress.position, size), size)
    expected = max(expected_rows(progress, size), progress.rows)
    claim.progress(progress.rows, expected, stage=Job.Stage.READING, bytes_of=read)


def expected_rows(progress: Progress, size: int) -> int:
    """How many rows a file of `size` bytes will turn out to have.

    A sheet of a workbook knows its rows. A text read from a sealed original does
    not even know its length: its rows are estimated from the bytes they took.
    """
    if progress.total:
        return progress.rows - progress.position + progress.total
    return progress.rows * size // max(progress.position, 1)


def _counts(file: SeizedFile, result: IntakeResult) -> dict[str, Any]:
    sheets = [item["sheet"] for item in file.layouts]
    return {
        "rows_read": result.rows_read,
        "rows_stored": result.rows_stored,
        "rows_rejected": result.rows_rejected,
        "blank_lines": result.blank,
        "rejected": dict(result.rejected),
        "identifiers": {key: asdict(counts) for key, counts in result.kinds.items()},
        "invalid_places": [
            {
                "sheet": sheets[place.sheet],
                "line": place.line,
                "kind": place.kind,
                "reason": place.reason,
            }
            for place in result.invalid_places[:_PLACES]
        ],
    }


def _sum_up(dataset: SeizedDataset) -> None:
    """The data set's own counts: sums over its files, and what repeats across them."""
    files = list(dataset.files.taken_in())
    for name in ("rows_read", "rows_stored", "rows_rejected"):
        setattr(dataset, name, sum(getattr(file, name) for file in files))
    dataset.identifiers = merged_counts(files)
    dataset.save()


def merged_counts(files: Iterable[SeizedFile]) -> dict[str, Mapping[str, Any]]:
    """Counts per kind over several files taken together."""
    files = list(files)
    found = {key for file in files for key in file.identifiers}
    unique = count_unique(index_sources(files)) if files else {}
    merged: dict[str, Mapping[str, Any]] = {}
    for key in (key for key in KINDS if key in found):
        counts = [file.identifiers.get(key, {}) for file in files]
        occurrences = unique.get(KINDS[key].code)
        merged[key] = {
            "valid": occurrences.valid if occurrences else 0,
            **{name: sum(c.get(name, 0) for c in counts) for name in _SUMMED},
            "duplicates": occurrences.duplicates if occurrences else 0,
            "unique": occurrences.unique if occurrences else 0,
        }
    return merged
