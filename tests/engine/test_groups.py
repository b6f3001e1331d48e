"""What stands in an index file is read as it lies there, whoever wrote it and how."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cases.engine.groups import GroupedFile
from cases.engine.index import bucket_name, build

ROWS, GROUP = 9_000, 3_000
PLAIN: dict[str, Any] = {"use_dictionary": ["kind"], "compression": "none"}


def write(path: Path, *, kinds: int = 1, **how: Any) -> GroupedFile:
    """Tokens 0, 10, 20, …: three groups; of each kind as many."""
    pq.write_table(entries(kinds), path, row_group_size=GROUP, **(PLAIN | how))
    return GroupedFile(path)


def entries(kinds: int = 1) -> pa.Table:
    hi = np.arange(ROWS // kinds, dtype=np.uint64) * np.uint64(10)
    rows = np.arange(ROWS, dtype=np.uint64)
    return pa.table(
        {
            "kind": np.repeat(np.arange(kinds, dtype=np.uint8), ROWS // kinds),
            "hi": np.tile(hi, kinds),
            "lo": rows[::-1] + np.uint64(1 << 63),
            "row": rows,
        }
    )


def wanted(*tokens: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    return np.array(tokens, np.uint64)


HOW = pytest.mark.parametrize(
    "how",
    [
        {},
        {"compression": "zstd"},
        {"use_dictionary": True},
        {"data_page_size": 1_000, "write_batch_size": 100},
        {"data_page_version": "2.0"},
        {"kinds": 2},
    ],
    ids=lambda how: ", ".join(how) or "as we write them",
)


@HOW
def test_no_token_is_missed(tmp_path: Path, how: dict[str, Any]) -> None:
    file = write(tmp_path / "index.parquet", **how)
    groups = [0, 1, 2]
    for token in (0, 10, 14_990, 20_000, 44_990):
        having = file.having(groups, wanted(5, token))
        with_it = [g for g in groups if token in file.columns([g], "hi")[0]]
        assert set(with_it) <= set(having)


def test_groups_without_a_token_are_passed_over(tmp_path: Path) -> None:
    file = write(tmp_path / "index.parquet")
    assert file.having([0, 1, 2], wanted(5, 30_015)) == []
    assert file.having([0, 1, 2], wanted(5, 30_010, 89_990)) == [1, 2]
    assert file.having([0, 2], wanted(30_010)) == []


@HOW
def test_columns_are_what_was_written(tmp_path: Path, how: dict[str, Any]) -> None:
    file = write(tmp_path / "index.parquet", **how)
    written = entries(how.get("kinds", 1))
    for groups in ([0], [1, 2], [0, 1, 2]):
        first, after = groups[0] * GROUP, (groups[-1] + 1) * GROUP
        part = written.slice(first, after - first)
        for name in ("kind", "hi", "lo", "row"):
            (column,) = file.columns(groups, name)
            assert column.dtype == part[name].to_numpy().dtype
            assert (column == part[name].to_numpy()).all()


def test_what_we_write_is_copied_and_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pl.from_arrow(entries())
    assert isinstance(frame, pl.DataFrame)
    build(frame, tmp_path / "index")
    file = GroupedFile(tmp_path / "index" / bucket_name(0))
    monkeypatch.delattr(pq, "ParquetFile")
    hi, lo, row = file.columns([0], "hi", "lo", "row")
    assert (hi[:3].tolist(), row[:3].tolist()) == ([0, 10, 20], [0, 1, 2])
    assert (lo == frame["lo"].to_numpy()).all()


def test_a_file_that_was_cut_meanwhile_is_not_made_up(tmp_path: Path) -> None:
    file = write(tmp_path / "index.parquet")
    os.truncate(tmp_path / "index.parquet", 20_000)
    with pytest.raises(EOFError, match=r"index\.parquet"):
        file.columns([0, 1, 2], "hi")
