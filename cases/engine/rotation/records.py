"""The sealed rows of a store sealed again under the first of the records' keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from cases.engine.errors import EngineError
from cases.engine.keys import Keys, key_id
from cases.engine.manifest import Manifest, kept
from cases.engine.records import (
    LIST,
    RECORDS,
    REJECTED,
    Stretch,
    read_list,
    sealed_in,
    write_list,
)
from cases.engine.sealed_parquet import (
    SealedFile,
    SealedWriter,
    open_sealed,
    read_group,
)


def reseal(store: Path, keys: Keys) -> Iterator[int]:
    """Seal the store's rows again, a stretch at a time; yields the rows of each.

    Rows are compared with what the new file gives back before the list names it.
    Raises WrongKey where the old file does not open.
    """
    stretches = read_list(store)
    for place, stretch in enumerate(stretches):
        if needs_new_key(stretch, keys):
            stretches[place] = _resealed(store, stretch, keys)
            write_list(store, stretches)
        yield stretch.rows
    _sweep(store, stretches)
    _note(store, stretches)


def needs_new_key(stretch: Stretch, keys: Keys) -> bool:
    newest = key_id("records", keys.records[0])
    files = (stretch.records, stretch.rejected)
    return any(file is not None and file.key != newest for file in files)


def _resealed(store: Path, stretch: Stretch, keys: Keys) -> Stretch:
    return replace(
        stretch,
        records=_copy(store / RECORDS, stretch.records, keys),
        rejected=_copy(store / REJECTED, stretch.rejected, keys),
    )


def _copy(folder: Path, file: SealedFile | None, keys: Keys) -> SealedFile | None:
    if file is None:
        return None
    old = open_sealed(folder, file, keys)
    about = old.schema_arrow.metadata
    groups = (
        pl.DataFrame(read_group(old, number, file, None))
        for number in range(old.num_row_groups)
    )
    first = next(groups)
    writer = SealedWriter(
        folder,
        file.name.split("-")[0],
        first.schema,
        keys,
        ordered=("line",),
        about={key.decode(): about[key].decode() for key in about},
    )
    try:
        writer.write(first)
        for group in groups:
            writer.write(group)
        new = writer.finish()
    finally:
        writer.abandon()
    _compare(folder, (file, new), keys)
    return new


def _compare(folder: Path, files: tuple[SealedFile, SealedFile], keys: Keys) -> None:
    """Raises EngineError (`does_not_add_up`) unless both give the same rows."""
    old, new = (open_sealed(folder, file, keys) for file in files)
    same = old.num_row_groups == new.num_row_groups and all(
        read_group(old, number, files[0], None).equals(
            read_group(new, number, files[1], None)
        )
        for number in range(old.num_row_groups)
    )
    if not same:
        raise EngineError("does_not_add_up", file=files[0].name)


def _sweep(store: Path, stretches: list[Stretch]) -> None:
    """Remove what the list no longer names."""
    named = {name for stretch in stretches for name, _kept in sealed_in(stretch)}
    for folder in (RECORDS, REJECTED):
        for path in (store / folder).iterdir():
            if f"{folder}/{path.name}" not in named:
                path.unlink()


def _note(store: Path, stretches: list[Stretch]) -> None:
    """Bring the manifest up to date. What was not written here keeps the digest it
    had: a rotation must not bless what somebody has changed."""
    before = Manifest.load(store)
    if before is None:
        return
    old = {
        name: found
        for name, found in before.files.items()
        if name.split("/")[0] not in {RECORDS, REJECTED}
    }
    new = {name: found for stretch in stretches for name, found in sealed_in(stretch)}
    now = Manifest(before.token_key, {**old, **new, LIST: kept(store / LIST)})
    if now != before:
        now.save(store)
