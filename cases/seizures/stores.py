"""Where each file's records and index lie, and how its rows are read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl
from django.conf import settings

from cases.common.sealing import keys
from cases.engine import records
from cases.engine.index import IndexSource
from cases.engine.intake.work import INDEX
from cases.engine.records import Record
from cases.seizures.models import SeizedFile


def stores_dir() -> Path:
    return Path(settings.CASEDESK_DATA_DIR) / "stores"


def store_folder(file: SeizedFile) -> Path:
    return stores_dir() / str(file.pk)


def index_sources(files: Iterable[SeizedFile]) -> list[IndexSource]:
    """One per file, under the file's primary key."""
    return [IndexSource(file.pk, store_folder(file) / INDEX) for file in files]


def read_row(file: SeizedFile, row: int) -> Record:
    """Raises EngineError (`no_such_row`) and WrongKey (`damaged`)."""
    return records.read_row(store_folder(file), row, keys())


def read_values(file_pk: int, rows: pl.Series, role: str) -> pl.DataFrame:
    """What the columns of one role hold in some rows: `row`, `value`."""
    parts = records.read_values(stores_dir() / str(file_pk), rows, role, keys())
    empty = pl.DataFrame(schema={"row": pl.UInt64, "value": pl.String})
    return pl.concat([empty, *parts])
