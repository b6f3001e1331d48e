"""Sealed files on disk: originals, records and indexes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings

from cases.common.uploads import originals_dir
from cases.engine import manifest
from cases.engine.errors import EngineError
from cases.engine.keys import Keys
from cases.engine.rotation import originals, records, tokens
from cases.seizures.models import SeizedFile, SeizedFileQuerySet
from cases.seizures.stores import store_folder

# The names of the fields in which models keep a sealed file's name, beside `sha256`.
_SEALED_FILE: Final = ("original", "pdf")

Report = Callable[[int], None]


@dataclass(frozen=True)
class Failure:
    """A file that was left as it is; `code` names the sentence that says why."""

    part: str
    code: str


def reseal_originals(keys: Keys, on_bytes: Report) -> list[Failure]:
    """Seal again every original, and every other sealed file beside them."""
    originals.sweep(originals_dir())
    known = _noted_digests()
    failed = []
    for path in _originals():
        size = path.stat().st_size
        try:
            if not originals.is_resealed(path, keys):
                originals.reseal(path, keys, known.get(path.name, ""))
        except EngineError as error:
            failed.append(Failure(path.name, error.code))
        on_bytes(size)
    return failed


def originals_size() -> int:
    return sum(path.stat().st_size for path in _originals())


def _originals() -> list[Path]:
    return sorted(originals_dir().glob("*.age"))


def _noted_digests() -> dict[str, str]:
    """SHA-256 in the clear of each sealed file that a row of the database has."""
    known: dict[str, str] = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in names & {*_SEALED_FILE} if "sha256" in names else ():
            known.update(model._base_manager.values_list(name, "sha256"))
    return known


def reseal_records(keys: Keys, on_rows: Report) -> list[Failure]:
    """Seal again the rows of every file that is taken in."""
    return [
        failure
        for file in _taken_in()
        if (failure := _done(file, records.reseal(store_folder(file), keys), on_rows))
    ]


def retokenise(keys: Keys, on_rows: Report) -> list[Failure]:
    """Make the index of every file that is taken in again.

    If one cannot be made, that is noted as a fault of the file, which is then not
    matched.
    """
    failed = []
    for file in _taken_in():
        store = store_folder(file)
        if tokens.is_retokenised(store, keys):
            _note_manifest(file)
            on_rows(file.rows_stored)
            continue
        failure = _done(file, tokens.retokenise(store, keys), on_rows)
        if failure:
            failed.append(failure)
            fault = {"what": "old_tokens", "part": failure.part}
            SeizedFile.objects.filter(pk=file.pk).update(faults=[fault])
    return failed


def _done(file: SeizedFile, steps: Iterable[int], on_rows: Report) -> Failure | None:
    store = store_folder(file)
    try:
        for count in steps:
            on_rows(count)
    except (EngineError, OSError, ValueError) as error:
        code = getattr(error, "code", "lost_records")
        return Failure(f"{store.parent.name}/{store.name}", code)
    _note_manifest(file)
    return None


def _note_manifest(file: SeizedFile) -> None:
    found = manifest.digest(store_folder(file))
    SeizedFile.objects.filter(pk=file.pk).update(manifest=found)


def rows() -> int:
    return sum(_taken_in().values_list("rows_stored", flat=True))


def drop_unfinished() -> None:
    """Remove the work of intakes that did not end: what they sealed, and the plan
    they go by, are under the old keys. They begin again from the original."""
    ended = {store_folder(file).name for file in _taken_in()}
    folder = Path(settings.CASEDESK_DATA_DIR) / "stores"
    for store in folder.iterdir() if folder.exists() else ():
        if store.name not in ended:
            shutil.rmtree(store)


def _taken_in() -> SeizedFileQuerySet:
    return SeizedFile.objects.order_by("pk").taken_in()
