"""Whether what was sealed still is what was seized."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cases.engine import records
from cases.engine.errors import EngineError
from cases.engine.index import BUCKETS
from cases.engine.intake.work import INDEX
from cases.engine.sealed_parquet import SealedFile
from cases.seizures.intake import check_original
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, store_folder


@dataclass(frozen=True)
class Fault:
    """One thing that does not agree: `what` is a code of `common.wording`, `part`
    the file on the server."""

    file: SeizedFile
    what: str
    part: str


def verify(file: SeizedFile) -> Iterator[Fault]:
    """Re-read the original and, once it is taken in, every file of its records."""
    try:
        check_original(file)
    except EngineError as error:
        yield Fault(file, error.code, file.original)
    if not file.is_taken_in:
        return
    store = store_folder(file)
    try:
        stretches = records.read_list(store)
    except (OSError, ValueError):
        yield Fault(file, "lost_records", store.name)
        return
    for stretch in stretches:
        for folder, sealed in (
            (records.RECORDS, stretch.records),
            (records.REJECTED, stretch.rejected),
        ):
            if sealed and not _agrees(store / folder, sealed):
                yield Fault(file, "damaged_records", f"{folder}/{sealed.name}")
    if not _index_agrees(file):
        yield Fault(file, "damaged_index", f"{store.name}/{INDEX}")


def _index_agrees(file: SeizedFile) -> bool:
    """Whether the index is whole and has an entry for every valid value."""
    [source] = index_sources([file])
    valid = sum(counts["valid"] for counts in file.identifiers.values())
    try:
        paths = [source.bucket(number) for number in range(BUCKETS)]
        found = pl.scan_parquet(paths).select(pl.len()).collect().item()
    except (OSError, pl.exceptions.PolarsError):
        return False
    return bool(found == valid)


def _agrees(folder: Path, sealed: SealedFile) -> bool:
    try:
        with (folder / sealed.name).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return False
    return found == sealed.sha256
