"""Few tokens are looked for in the file itself, whoever wrote it and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cases.engine.groups import GroupedFile

ROWS, GROUP = 9_000, 3_000
PLAIN: dict[str, Any] = {"use_dictionary": ["kind"], "compression": "none"}


def write(path: Path, *, kinds: int = 1, **how: Any) -> GroupedFile:
    """Tokens 0, 10, 20, …: three groups; of each kind as many."""
    hi = np.arange(ROWS // kinds, dtype=np.uint64) * np.uint64(10)
    table = pa.table(
        {
            "kind": np.repeat(np.arange(kinds, dtype=np.uint8), ROWS // kinds),
            "hi": np.tile(hi, kinds),
        }
    )
    pq.write_table(table, path, row_group_size=GROUP, **(PLAIN | how))
    return GroupedFile(path)


def wanted(*tokens: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    return np.array(tokens, np.uint64)


@pytest.mark.parametrize(
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
