"""Whether what was sealed still is what was seized."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases.engine import records
from cases.engine.errors import EngineError
from cases.engine.sealed_parquet import SealedFile
from cases.seizures.intake import check_original
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder


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
    if file.state != SeizedFile.State.DONE:
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


def _agrees(folder: Path, sealed: SealedFile) -> bool:
    try:
        with (folder / sealed.name).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return False
    return found == sealed.sha256
