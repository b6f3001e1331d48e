"""The index of a store made again from its sealed rows, under another token key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow.parquet as pq

from cases.engine.durable import sync_folder
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.base import IdentifierKind, Status
from cases.engine.identifiers.columns import read_with_sibling
from cases.engine.index import INDEX_SCHEMA
from cases.engine.intake.result import IntakeResult
from cases.engine.intake.working_folder import INDEX
from cases.engine.keys import Keys
from cases.engine.manifest import Manifest, kept
from cases.engine.records import RECORDS, Stretch, read_list
from cases.engine.runs import merge_runs, write_run
from cases.engine.sealed_parquet import (
    GROUP_ROWS,
    SealedFile,
    open_sealed,
    read_group,
)
from cases.engine.tokens import Tokeniser

_UNFINISHED: Final = "index.new"


def is_retokenised(store: Path, keys: Keys) -> bool:
    """Whether the store says that its index was made under `keys.token`."""
    try:
        manifest = Manifest.load(store)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return manifest is not None and manifest.token_key == keys.token_id


def retokenise(store: Path, keys: Keys) -> Iterator[int]:
    """Make the index again under `keys.token`, a stretch at a time; yields the rows
    of each.

    The rows are the truth: no old token is read. Raises EngineError
    (`does_not_add_up`) unless every kind has as many values and as many different
    ones as at the intake; the old index is untouched then.
    """
    folder = store / _UNFINISHED
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tokeniser = Tokeniser(keys.token)
    runs = []
    for number, stretch in enumerate(read_list(store)):
        parts = [pl.DataFrame(schema=INDEX_SCHEMA)]
        for kind, values in valid_values(store, stretch, keys):
            tokens = tokeniser.column(kind.code, values["value"])
            kind_code = pl.lit(kind.code, pl.UInt8).alias("kind")
            parts.append(tokens.select(kind_code, "hi", "lo", values["row"]))
        runs.append(folder / f"{number:06}.arrow")
        write_run(runs[-1], pl.concat(parts))
        yield stretch.rows
    found = merge_runs(runs, folder / INDEX)
    for run in runs:
        run.unlink()
    expected = {
        KINDS[key].code: (counts.valid, counts.unique)
        for key, counts in IntakeResult.load(store).kinds.items()
        if counts.valid
    }
    if {code: (n.valid, n.unique) for code, n in found.items()} != expected:
        raise EngineError("does_not_add_up", file=store.name)
    _put_in_place(store, folder / INDEX, keys.token_id)


def valid_values(
    store: Path, stretch: Stretch, keys: Keys
) -> Iterator[tuple[IdentifierKind, pl.DataFrame]]:
    """`row` (UInt64) and canonical `value` of what each column of identifiers holds,
    read as the intake read it, a batch of rows at a time."""
    if stretch.records is None:
        return
    opened = open_sealed(store / RECORDS, stretch.records, keys)
    mapping = json.loads(opened.schema_arrow.metadata[b"mapping"])
    present = set(opened.schema_arrow.names)
    columns = {place: KINDS[role] for place, role in mapping.items() if role in KINDS}
    columns = {place: kind for place, kind in columns.items() if place in present}
    first = stretch.first_row
    for batch in _batches(opened, stretch.records, list(columns) or ["line"]):
        for place, kind in columns.items():
            for key, readings in read_with_sibling(kind, KINDS, batch[place]).items():
                valid = readings.filter(pl.col("status") == Status.VALID)
                row = pl.col("pos").cast(pl.UInt64) + first
                yield KINDS[key], valid.select(row.alias("row"), "value")
        first += batch.height


def _batches(
    opened: pq.ParquetFile, file: SealedFile, columns: list[str]
) -> Iterator[pl.DataFrame]:
    """The rows in the batches of the intake, each of which ends with a group that is
    not full. What a kind makes of a value can depend on the others in its batch (see
    `ResidentId.value_faults`). A batch that filled its last group stays together with
    the next one."""
    held: list[pl.DataFrame] = []
    for number in range(opened.num_row_groups):
        held.append(pl.DataFrame(read_group(opened, number, file, columns)))
        if held[-1].height < GROUP_ROWS:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def _put_in_place(store: Path, index: Path, token_key: str) -> None:
    """Bucket by bucket; the manifest, which names the key, comes last."""
    for path in index.iterdir():
        path.replace(store / INDEX / path.name)
    sync_folder(store / INDEX)
    shutil.rmtree(store / _UNFINISHED)
    before = Manifest.load(store)
    old = before.files if before else {}
    new = {
        f"{INDEX}/{path.name}": kept(path) for path in sorted((store / INDEX).iterdir())
    }
    if before:
        Manifest(token_key, {**old, **new}).save(store)


def translate(
    store: Path, keys: Keys, old: Keys, wanted: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """The tokens of `wanted` (`hi`, `lo`, under `old`) that stand in a store, with
    their new ones: hi, lo, new_hi, new_lo."""
    before, now = Tokeniser(old.token), Tokeniser(keys.token)
    for stretch in read_list(store):
        for kind, values in valid_values(store, stretch, keys):
            tokens = before.column(kind.code, values["value"])
            known = tokens.with_columns(values["value"]).join(
                wanted, on=("hi", "lo"), how="semi"
            )
            new = now.column(kind.code, known["value"])
            yield known.select("hi", "lo").with_columns(
                new_hi=new["hi"], new_lo=new["lo"]
            )
