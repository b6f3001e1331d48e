"""What data sets share is counted for all pairs at once."""

from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine import index, overlap
from cases.engine.errors import Cancelled
from tests.engine.making import MOBILE, RESIDENT_ID, make_source

PLACES = st.lists(
    st.tuples(
        st.sampled_from([MOBILE, RESIDENT_ID]),
        st.sampled_from([f"1990000{number:04}" for number in range(30)]),
        st.integers(0, 99),
    ),
    max_size=20,
)


@given(
    datasets=st.lists(st.lists(PLACES, min_size=1, max_size=2), max_size=5),
    at_once=st.integers(1, 40),
    sets=st.sampled_from([1, 3, 100]),
)
def test_every_two_data_sets_are_counted_as_their_sets_say(
    datasets: list[list[list[tuple[int, str, int]]]],
    at_once: int,
    sets: int,
) -> None:
    with (
        TemporaryDirectory() as folder,
        patch.object(index, "_GROUP_ROWS", 3),
        patch.object(overlap, "_AT_ONCE", at_once),
        patch.object(overlap, "_SETS", sets),
    ):
        sources = {
            number: [
                make_source(place, Path(folder) / f"{number}-{place}", places)
                for place, places in enumerate(files)
            ]
            for number, files in enumerate(datasets, 7)
        }
        found = overlap.overlap(sources, [MOBILE, RESIDENT_ID])
    held = {
        (kind, number): {v for places in files for k, v, _ in places if k == kind}
        for kind in (MOBILE, RESIDENT_ID)
        for number, files in enumerate(datasets, 7)
    }
    assert sorted(found.unique.rows()) == sorted(
        (*key, len(values)) for key, values in held.items()
    )
    assert sorted(found.shared.rows()) == sorted(
        (kind, first, second, len(shared))
        for kind in (MOBILE, RESIDENT_ID)
        for first, second in combinations(range(7, 7 + len(datasets)), 2)
        if (shared := held[kind, first] & held[kind, second])
    )


def test_two_tokens_of_the_same_first_half_are_two(tmp_path: Path) -> None:
    entries = pl.DataFrame(
        [(1, 5, 1, 0), (1, 5, 2, 1), (1, 5, 3, 2)],
        schema=index.INDEX_SCHEMA,
        orient="row",
    )
    sources = {}
    for number, chosen in enumerate(([0, 1, 2], [2, 0], [1])):
        index.build(entries[chosen], tmp_path / str(number))
        sources[number] = [index.IndexSource(number, tmp_path / str(number))]
    found = overlap.overlap(sources, [1])
    assert found.shared.rows() == [(1, 0, 1, 2), (1, 0, 2, 1)]


def test_more_data_sets_than_bits_in_a_word(tmp_path: Path) -> None:
    values = {0: "19900000001", 69: "19900000001", 70: "19900000002"}
    sources = {
        number: [
            make_source(
                number,
                tmp_path / str(number),
                [(MOBILE, values.get(number, f"1991000{number:04}"), 0)],
            )
        ]
        for number in range(71)
    }
    found = overlap.overlap(sources, [MOBILE])
    assert found.shared.rows() == [(MOBILE, 0, 69, 1)]
    assert found.unique["unique"].to_list() == [1] * 71


def test_an_officer_may_stop_it(tmp_path: Path) -> None:
    source = make_source(1, tmp_path / "a", [(MOBILE, "19900000001", 0)])
    with pytest.raises(Cancelled):
        overlap.overlap({1: [source]}, [MOBILE], should_stop=lambda: True)
