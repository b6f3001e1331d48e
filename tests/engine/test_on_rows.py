"""Values on rows, counted over an index: each once on a row that has it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.index import INDEX_SCHEMA, IndexSource, build
from cases.engine.on_rows import OnRows, count_on_rows
from cases.engine.tokens import TOKENS_SCHEMA

# Two kinds, tokens in several buckets of which some share their first half.
_entry = st.tuples(
    st.integers(1, 2),
    st.sampled_from([1, 2, 1 << 61, 15 << 60]),
    st.integers(0, 1),
    st.integers(0, 3),
)
_token = st.tuples(st.sampled_from([1, 1 << 61, 15 << 60, 3]), st.integers(0, 1))


@given(
    sources=st.lists(st.lists(_entry, max_size=12), max_size=3),
    tokens=st.lists(_token, max_size=4),
)
def test_it_counts_what_a_look_at_each_row_counts(
    tmp_path_factory: pytest.TempPathFactory,
    sources: list[list[tuple[int, int, int, int]]],
    tokens: list[tuple[int, int]],
) -> None:
    folder = tmp_path_factory.mktemp("index")
    indexes = [_built(folder / str(n), each) for n, each in enumerate(sources)]
    there = [
        (hi, lo) for each in sources for kind, hi, lo, _row in set(each) if kind == 1
    ]
    wanted = pl.DataFrame(tokens, TOKENS_SCHEMA, orient="row")
    assert count_on_rows(indexes, 1, wanted) == OnRows(
        len(there), sum(token in tokens for token in there)
    )


def _built(folder: Path, entries: list[tuple[int, int, int, int]]) -> IndexSource:
    build(pl.DataFrame(entries, INDEX_SCHEMA, orient="row"), folder)
    return IndexSource(1, folder)
