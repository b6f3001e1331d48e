"""A column of phones holds mobiles and landlines side by side."""

from __future__ import annotations

import polars as pl
import pytest

from cases.engine.identifiers import KINDS, Reason
from cases.engine.identifiers.columns import read_with_sibling

CELLS = [
    "13800001234",
    "0515-88881234",
    "13900001234 / 010-66661234",
    "12345",
    "138****1234",
    None,
    "02588881234、051288881234",
]


def found(key: str, cells: list[str | None]) -> dict[str, list[str | None]]:
    readings = read_with_sibling(KINDS[key], KINDS, pl.Series(cells, dtype=pl.String))
    return {key: frame["value"].to_list() for key, frame in readings.items()}


def test_both_are_found_in_a_column_said_to_hold_mobiles() -> None:
    assert found("mobile", CELLS) == {
        "mobile": ["13800001234", "13900001234", None, None],
        "landline": ["051588881234", "01066661234", "02588881234", "051288881234"],
    }


def test_what_neither_knows_counts_once_with_the_reason_of_the_column() -> None:
    readings = read_with_sibling(KINDS["mobile"], KINDS, pl.Series(CELLS))
    [reason] = readings["mobile"].filter(pl.col("pos") == 3)["reason"]
    assert reason == Reason.WRONG_LENGTH


def test_mobiles_are_found_in_a_column_said_to_hold_landlines() -> None:
    assert found("landline", ["0515-88881234", "13800001234", "88881234"]) == {
        "landline": ["051588881234", None],
        "mobile": ["13800001234"],
    }


@pytest.mark.parametrize("key", ["qq", "bank_card", "imei"])
def test_columns_of_other_kinds_are_read_as_that_kind_alone(key: str) -> None:
    assert set(found(key, ["0515-88881234", "13800001234"])) == {key}
