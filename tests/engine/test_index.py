"""An index holds every token in order, and counts each value once."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cases.engine.errors import EngineError
from cases.engine.index import (
    BUCKETS,
    INDEX_SCHEMA,
    IndexSource,
    Occurrences,
    bucket_name,
    build,
)
from cases.engine.lookup import count_unique, lookup
from cases.engine.runs import merge_runs, write_run
from tests.engine.making import MOBILE, RESIDENT_ID, entries, make_source

BY_TOKEN = (pl.col("hi").floordiv(1 << 60), "kind", "hi", "lo", "row")


def read(folder: Path) -> pl.DataFrame:
    return pl.concat(
        [pl.read_parquet(folder / bucket_name(number)) for number in range(BUCKETS)]
    )


def random_entries(count: int, distinct: int) -> pl.DataFrame:
    random = np.random.default_rng(11)
    pool = random.integers(0, 2**64, (distinct, 2), np.uint64)
    chosen = pool[random.integers(0, distinct, count)]
    return pl.DataFrame(
        {
            "kind": (chosen[:, 0] % 2 + 1).astype(np.uint8),
            "hi": chosen[:, 0],
            "lo": chosen[:, 1],
            "row": np.arange(count, dtype=np.uint64),
        },
        schema=INDEX_SCHEMA,
    )


def test_an_index_is_its_entries_in_the_order_of_tokens_and_rows(
    tmp_path: Path,
) -> None:
    written = random_entries(5_000, 700)
    build(written, tmp_path / "index")
    assert read(tmp_path / "index").equals(written.sort(BY_TOKEN))


def test_every_bucket_holds_the_tokens_of_its_first_four_bits(tmp_path: Path) -> None:
    build(random_entries(5_000, 700), tmp_path / "index")
    for number in range(BUCKETS):
        bucket = pl.read_parquet(tmp_path / "index" / bucket_name(number))
        assert bucket["hi"].is_between(number << 60, (number + 1 << 60) - 1).all()


def test_runs_merge_into_the_index_that_one_piece_would_have_given(
    tmp_path: Path,
) -> None:
    written = random_entries(5_000, 700)
    runs = []
    for number, start in enumerate((0, 1_700, 3_000)):
        length = (1_700, 1_300, 2_000)[number]
        runs.append(tmp_path / f"{number}.arrow")
        write_run(runs[-1], written.slice(start, length))
    assert merge_runs(runs, tmp_path / "merged") == build(written, tmp_path / "index")
    assert read(tmp_path / "merged").equals(read(tmp_path / "index"))


def test_tokens_that_share_their_first_half_are_told_apart(tmp_path: Path) -> None:
    written = pl.DataFrame(
        {"kind": [1] * 4, "hi": [9] * 4, "lo": [5, 3, 5, 3], "row": [0, 1, 2, 3]},
        schema=INDEX_SCHEMA,
    )
    assert build(written, tmp_path / "index") == {1: Occurrences(valid=4, unique=2)}
    assert read(tmp_path / "index")["row"].to_list() == [1, 3, 0, 2]


def test_rows_are_in_order_even_if_they_came_column_by_column(tmp_path: Path) -> None:
    written = random_entries(2_000, 100)
    build(pl.concat([written[1_000:], written[:1_000]]), tmp_path / "index")
    assert read(tmp_path / "index").equals(written.sort(BY_TOKEN))


def test_valid_values_are_unique_ones_and_duplicates(tmp_path: Path) -> None:
    made = entries(
        [
            (MOBILE, "19900000001", 0),
            (MOBILE, "19900000001", 1),
            (MOBILE, "19900000001", 5),
            (MOBILE, "19900000002", 2),
            (RESIDENT_ID, "990000199001010017", 0),
        ]
    )
    counts = build(made, tmp_path / "index")
    assert counts == {MOBILE: Occurrences(4, 2), RESIDENT_ID: Occurrences(1, 1)}
    assert counts[MOBILE].duplicates == 2


def test_a_value_in_two_files_of_a_data_set_is_unique_once(tmp_path: Path) -> None:
    one = [(MOBILE, "19900000001", 0), (MOBILE, "19900000002", 1)]
    two = [(MOBILE, "19900000002", 0), (RESIDENT_ID, "990000199001010017", 0)]
    sources = [
        make_source(1, tmp_path / "one", one),
        make_source(2, tmp_path / "two", two),
    ]
    assert count_unique(sources) == {
        MOBILE: Occurrences(valid=3, unique=2),
        RESIDENT_ID: Occurrences(valid=1, unique=1),
    }


def test_counting_in_slices_of_any_size_finds_the_same(tmp_path: Path) -> None:
    sources, parts = [], []
    for number in range(3):
        parts.append(random_entries(3_000, 900))
        build(parts[-1], tmp_path / str(number))
        sources.append(IndexSource(number, tmp_path / str(number)))
    together = pl.concat(parts)
    distinct = together.unique(("kind", "hi", "lo"))
    whole = {
        kind: Occurrences(
            together.filter(pl.col("kind") == kind).height,
            distinct.filter(pl.col("kind") == kind).height,
        )
        for kind in sorted(together["kind"].unique())
    }
    for held in (7, 100, 1_000_000):
        seen: list[int] = []
        assert count_unique(sources, seen.append, held=held) == whole
        assert set(seen) == set(range(16))


def test_the_ends_of_the_range_of_tokens_are_counted(tmp_path: Path) -> None:
    ends = [0, 1, 2**60 - 1, 2**60, 2**64 - 1]
    written = pl.DataFrame(
        {"kind": [1] * 5, "hi": ends, "lo": [0] * 5, "row": range(5)},
        schema=INDEX_SCHEMA,
    )
    build(written, tmp_path / "index")
    source = IndexSource(1, tmp_path / "index")
    for held in (1, 2, 100):
        assert count_unique([source], held=held) == {1: Occurrences(5, 5)}


def test_an_empty_source_has_an_index_too(tmp_path: Path) -> None:
    source = make_source(1, tmp_path / "index", [])
    assert read(source.folder).height == 0
    assert count_unique([source]) == {}
    assert lookup([source], entries([(MOBILE, "19900000001", 0)])).height == 0


@pytest.mark.parametrize("group_rows", [3, 32_768])
def test_a_lookup_finds_every_place_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group_rows: int
) -> None:
    monkeypatch.setattr("cases.engine.index._GROUP_ROWS", group_rows)
    written = random_entries(3_000, 500)
    build(written, tmp_path / "index")
    sources = [IndexSource(4, tmp_path / "index"), IndexSource(9, tmp_path / "index")]
    absent = entries([(MOBILE, "19900000001", 0)])
    wanted = pl.concat([written.slice(100, 40), absent])
    expected = written.join(wanted, on=("hi", "lo"), how="semi").sort("hi", "lo", "row")
    found = lookup(sources, wanted)
    for number in (4, 9):
        of_source = found.filter(source=number).drop("source")
        assert of_source.equals(expected)


@pytest.mark.parametrize("content", [b"", b"no index"])
def test_a_lookup_in_a_damaged_index_says_so(tmp_path: Path, content: bytes) -> None:
    source = make_source(1, tmp_path / "s", [(MOBILE, "a", 0)])
    wanted = read(source.folder).select("hi", "lo")
    for path in source.folder.iterdir():
        path.write_bytes(content)
    with pytest.raises(EngineError) as failure:
        lookup([source], wanted)
    assert failure.value.code == "damaged_index"
