"""What an officer does and what can be seen afterwards, in a process of its own.

`python -m tests.seizures.disturbed.acts ACT …` prints one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")
django.setup()

import polars as pl

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.uploads import originals_dir
from cases.engine.index import BUCKETS, bucket_name
from cases.engine.records import read_list
from cases.seizures import services, stores
from cases.seizures.intake.sources import add_path
from cases.seizures.models import SeizedFile
from tests.people import make_case, make_officer


def prepare() -> None:
    make_case(lead=make_officer("lead"))


def submit(path: str) -> int:
    """A file, confirmed as its columns were guessed; a worker is woken."""
    return submit_all(path)[0]


def submit_all(*paths: str) -> list[int]:
    """Sealed first, so that the workers are woken at the same moment."""
    officer, case = Officer.objects.get(), Case.objects.get()
    dataset = services.add_dataset(officer=officer, case=case, title="seized")
    files = [
        add_path(officer=officer, dataset=dataset, path=Path(path), again=True)
        for path in paths
    ]
    for file in files:
        services.confirm_file(officer=officer, file=file, sheets=file.layouts)
    return [file.pk for file in files]


def start_again(pk: str) -> None:
    officer = Officer.objects.get()
    services.start_again(officer=officer, file=SeizedFile.objects.get(pk=pk))


def declared(pk: str) -> int:
    return SeizedFile.objects.get(pk=pk).memory_mb


def spans(*pks: str) -> list[tuple[float, float]]:
    """From when to when each was taken in."""
    files = [SeizedFile.objects.get(pk=pk) for pk in pks]
    return [
        (file.started_at.timestamp(), file.finished_at.timestamp())
        for file in files
        if file.started_at and file.finished_at
    ]


def found(pk: str) -> dict[str, Any]:
    """Everything that must be as if nothing had happened."""
    file = SeizedFile.objects.get(pk=pk)
    store = stores.store_folder(file)
    index = hashlib.sha256()
    for number in range(BUCKETS):
        bucket = pl.read_parquet(store / "index" / bucket_name(number))
        index.update(bucket.write_csv().encode())
    rows = [stores.read_row(file, row).values for row in (0, file.rows_stored - 1)]
    return {
        "counts": [file.rows_read, file.rows_stored, file.rows_rejected],
        "identifiers": file.identifiers,
        "dataset": [file.dataset.rows_read, file.dataset.identifiers],
        "index": index.hexdigest(),
        "rows": hashlib.sha256(repr(rows).encode()).hexdigest(),
        "stored": sum(stretch.rows for stretch in read_list(store)),
        # Sealed files carry random bytes in their names.
        "files": sorted(str(p.relative_to(store).parent) for p in store.rglob("*")),
        "unfinished": [p.name for p in store.parent.glob(f"{pk}.*")],
        "originals": SeizedFile.objects.count() - len(list(originals_dir().iterdir())),
    }


if __name__ == "__main__":
    act = {
        f.__name__: f
        for f in (prepare, submit, submit_all, start_again, declared, spans, found)
    }
    sys.stdout.write(json.dumps(act[sys.argv[1]](*sys.argv[2:])))
