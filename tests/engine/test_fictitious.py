"""Invented people: valid in form, and evidently not real."""

from __future__ import annotations

import numpy as np
import pytest

from cases.engine.fictitious import mobiles, resident_ids, seizure_frame
from cases.engine.identifiers import KINDS


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_same_seed_gives_the_same_people() -> None:
    assert seizure_frame(rng(), 50).equals(seizure_frame(rng(), 50))


def test_every_invented_number_and_id_is_valid_in_form() -> None:
    for key, column in (
        ("mobile", mobiles(rng(), 500)),
        ("resident_id", resident_ids(rng(), 500)),
    ):
        readings = KINDS[key].read(column)
        assert readings["value"].null_count() == 0
        assert readings.height == 500


def test_an_invented_mobile_shows_by_its_zeros_that_it_is_none() -> None:
    numbers = mobiles(rng(), 2_000)
    assert numbers.n_unique() == 2_000
    assert numbers.str.contains(r"^1[0-9]{2}0000[0-9]{4}$").all()


def test_an_invented_id_names_a_county_that_does_not_exist() -> None:
    assert resident_ids(rng(), 100, province=42).str.starts_with("420000").all()


def test_more_distinct_numbers_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="only"):
        mobiles(rng(), 10_000_000)
