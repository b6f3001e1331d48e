"""Where each file's records and index lie, and how its rows are read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from cases.common.sealing import keys
from cases.engine import records
from cases.engine.index import IndexSource
from cases.engine.intake.working_folder import INDEX
from cases.engine.records import Record
from cases.seizures.models import SeizedFile


def store_folder(file: SeizedFile) -> Path:
    return stores() / (file.store or str(file.pk))


def stores() -> Path:
    return Path(settings.CASEDESK_DATA_DIR) / "stores"


def index_sources(files: Iterable[SeizedFile]) -> list[IndexSource]:
    """One per file, under the file's primary key."""
    return [IndexSource(file.pk, store_folder(file) / INDEX) for file in files]


def read_row(file: SeizedFile, row: int) -> Record:
    """Raises EngineError (`no_such_row`) and WrongKey (`damaged`)."""
    return records.read_row(store_folder(file), row, keys())
