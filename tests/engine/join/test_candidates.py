"""What reports want is found in an index, wherever it lies."""

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cases.engine import index
from cases.engine.index import INDEX_SCHEMA
from cases.engine.join import candidates as searching

# All in the first bucket; few enough to repeat within a group and across groups.
TOKENS = st.integers(0, 12)
ENTRIES = st.lists(st.tuples(st.integers(1, 3), TOKENS, TOKENS, st.integers(0, 9)))


@given(
    entries=ENTRIES,
    wanted=st.sets(TOKENS),
    kinds=st.sets(st.integers(1, 3)),
    groups_at_once=st.integers(1, 3),
)
def test_what_is_wanted_is_found_over_every_border_of_groups(
    entries: list[tuple[int, int, int, int]],
    wanted: set[int],
    kinds: set[int],
    groups_at_once: int,
) -> None:
    frame = pl.DataFrame(entries, schema=INDEX_SCHEMA, orient="row")
    with (
        TemporaryDirectory() as folder,
        patch.object(index, "_GROUP_ROWS", 3),
        patch.object(searching, "_GROUPS_AT_ONCE", groups_at_once),
    ):
        index.build(frame, Path(folder))
        found = searching.candidates(
            Path(folder) / index.bucket_name(0),
            np.array(sorted(wanted), np.uint64),
            sorted(kinds),
        )
    expected: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for kind, hi, lo, row in entries:
        if hi in wanted and kind in kinds:
            expected[kind, hi, lo].add(row)
    rows = [] if found is None else found.rows()
    assert sorted(rows) == sorted(
        (*token, len(places), min(places)) for token, places in expected.items()
    )
