"""Checks whether what lies sealed still is what was seized."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from cases.access.models import Officer
from cases.common.wording import sentence
from cases.engine import manifest, records
from cases.engine.errors import EngineError
from cases.engine.index import BUCKETS
from cases.engine.intake.working_folder import INDEX
from cases.engine.manifest import MANIFEST, Manifest
from cases.engine.sealed_parquet import SealedFile
from cases.seizures.announcing import announce_soon
from cases.seizures.custody_words import AGREES, DISAGREES
from cases.seizures.intake.taking_in import check_original
from cases.seizures.models import CustodyEvent, SeizedDataset, SeizedFile
from cases.seizures.stores import index_sources, store_folder


@dataclass(frozen=True)
class Fault:
    """One mismatch: `what` is a code of `common.wording`, `part` the file on the
    server."""

    what: str
    part: str


@transaction.atomic
def check(file: SeizedFile, officer: Officer | None = None) -> list[Fault]:
    """Verify a file and keep the outcome with it: a file with faults is not matched,
    and one that is whole again is, with all that came meanwhile.

    Done in an officer's name, it is also entered in the exhibit's custody record.
    """
    faults = list(verify(file))
    now = timezone.now()
    row = SeizedFile.objects.filter(pk=file.pk)
    is_mended = not faults and row.exclude(faults=[]).exists()
    row.update(checked_at=now, faults=[asdict(fault) for fault in faults])
    if is_mended:
        announce_soon(SeizedDataset.objects.filter(pk=file.dataset_id))
    if officer and file.dataset.exhibit:
        outcome = DISAGREES if faults else AGREES
        CustodyEvent.objects.create(
            exhibit=file.dataset.exhibit,
            at=now,
            received_by=officer.name,
            purpose=(outcome % {"name": file.name})[:200],
            sha256=file.sha256,
            recorded_by=officer,
        )
    return faults


def told(faults: list[dict[str, Any]]) -> list[str]:
    """Faults noted with a file, in the officer's words."""
    return [f"{fault['part']}: {sentence(fault['what'], {})}" for fault in faults]


def verify(file: SeizedFile) -> Iterator[Fault]:
    """Re-read the original and, once it is taken in, every file of its store."""
    try:
        check_original(file)
    except EngineError as error:
        yield Fault(error.code, file.original)
    if not file.is_taken_in:
        return
    store = store_folder(file)
    if file.manifest:
        yield from _held_against_manifest(file, store)
    else:
        yield from _without_manifest(file, store)


def _held_against_manifest(file: SeizedFile, store: Path) -> Iterator[Fault]:
    if not store.is_dir():
        yield Fault("lost_records", store.name)
        return
    noted = None
    if manifest.digest(store) == file.manifest:
        noted = Manifest.load(store)
    if noted is None:
        yield Fault("lost_manifest", f"{store.name}/{MANIFEST}")
        return
    for what, name in manifest.disagreeing(store, noted):
        yield Fault(what, name)


def _without_manifest(file: SeizedFile, store: Path) -> Iterator[Fault]:
    """Check a store written by an earlier version: its list of sealed rows has digests,
    but of its index only the entries can be counted."""
    try:
        stretches = records.read_list(store)
    except (OSError, ValueError):
        yield Fault("lost_records", store.name)
        return
    for stretch in stretches:
        for folder, sealed in (
            (records.RECORDS, stretch.records),
            (records.REJECTED, stretch.rejected),
        ):
            if sealed and not _agrees(store / folder, sealed):
                yield Fault("damaged_records", f"{folder}/{sealed.name}")
    if not _index_agrees(file):
        yield Fault("damaged_index", f"{store.name}/{INDEX}")


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
