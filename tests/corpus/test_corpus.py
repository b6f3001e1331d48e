"""Every messy file is read to its truth: nothing missed, nothing invented."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from cases.engine import originals
from cases.engine.identifiers import KINDS
from cases.engine.index import BUCKETS, bucket_name
from cases.engine.intake import IntakeResult, take_in
from cases.engine.intake.working_folder import INDEX
from cases.engine.keys import Keys
from cases.engine.originals import Original, Sealer
from cases.engine.tokens import Tokeniser
from cases.seizures.columns import layouts
from tests.corpus import cells, pages, structured, texts, workbooks  # noqa: F401 - each adds its files
from tests.corpus.messy import Messy, corpus

KEYS = Keys.generate()
CORPUS = dict(corpus())


def taken_in(file: Messy, store: Path) -> IntakeResult:
    """As an officer's, who confirms what is guessed."""
    opener = partial(io.BytesIO, file.data)
    return take_in(opener, layouts.plans(layouts.guess(opener, file.name)), store, KEYS)


def found(store: Path) -> set[tuple[int, int, int]]:
    """(kind, hi, lo) of every token in the index."""
    paths = [store / INDEX / bucket_name(number) for number in range(BUCKETS)]
    entries = pl.scan_parquet(paths).select("kind", "hi", "lo").unique().collect()
    return set(entries.iter_rows())


def expected(file: Messy) -> Iterator[tuple[tuple[int, int, int], str]]:
    tokeniser = Tokeniser(KEYS.token)
    for key, values in file.truth.valid.items():
        for value in values:
            token = tokeniser.one(KINDS[key].code, value).int
            yield (
                (KINDS[key].code, token >> 64, token & (1 << 64) - 1),
                f"{key} {value}",
            )


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("name", CORPUS)
def test_every_identifier_is_found_and_none_invented(name: str, tmp_path: Path) -> None:
    file = CORPUS[name]
    result = taken_in(file, tmp_path / "store")
    wanted = dict(expected(file))
    tokens = found(tmp_path / "store")
    missed = [value for token, value in wanted.items() if token not in tokens]
    assert not missed
    invented = [
        KINDS[key].key
        for key in KINDS
        if any(code == KINDS[key].code for code, *_ in tokens - wanted.keys())
    ]
    assert not invented
    for kind, counts in file.truth.others.items():
        for status, count in counts.items():
            assert getattr(result.kinds[kind], status) == count, (kind, status)


@pytest.mark.parametrize("name", CORPUS)
def test_every_row_is_accounted_for(name: str, tmp_path: Path) -> None:
    file = CORPUS[name]
    result = taken_in(file, tmp_path / "store")
    assert result.rows_read == file.truth.rows
    assert result.rows_stored == file.truth.rows - sum(file.truth.rejected.values())
    assert dict(result.rejected) == dict(file.truth.rejected)


@pytest.mark.parametrize("name", CORPUS)
def test_hidden_sheets_are_said_to_be_hidden(name: str) -> None:
    file = CORPUS[name]
    sheets = layouts.guess(partial(io.BytesIO, file.data), file.name)
    hidden = tuple(item["sheet"] for item in sheets if item["hidden"])
    assert hidden == file.truth.hidden


def test_the_same_seed_makes_the_same_files() -> None:
    again = dict(corpus())
    for name, file in CORPUS.items():
        # A workbook carries the time at which it was made.
        if not file.data.startswith((b"PK", b"\xd0\xcf")):
            assert again[name].data == file.data, name
        assert again[name].truth == file.truth


@pytest.mark.parametrize("name", CORPUS)
def test_taking_it_in_hashes_the_sealed_original_on_the_way(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CORPUS[name]
    with Sealer(tmp_path / "original.age", KEYS) as sealer:
        sealer.write(file.data)
    original = Original(tmp_path / "original.age", KEYS)
    plans = layouts.plans(layouts.guess(original.open, file.name))
    take_in(original.open, plans, tmp_path / "store", KEYS)
    monkeypatch.delattr(originals, "read_back")
    assert original.sha256() == sealer.digests.sha256
