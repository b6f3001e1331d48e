"""Previews of columns whose meaning is not known yet."""

from __future__ import annotations

import polars as pl
import pytest

from cases.engine.identifiers.masking import hide_middle, mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王某甲13800001234", "王某甲138****34"),
        ("１３８００００１２３４", "138****34"),
        ("138-0000-1234", "138****34"),
        ("6222 0200 0000 1234", "622****34"),
        ("11010519491231002X", "110****02X"),
        ("wang.mou@example.com", "w****@example.com"),
        ("2020-09-01 12:00:00", "2020-09-01 12:00:00"),
        ("12号302室", "12号302室"),
        (None, None),
    ],
)
def test_long_runs_of_digits_lose_their_middle(
    text: str | None, masked: str | None
) -> None:
    assert mask_text(pl.Series("note", [text], pl.String)).to_list() == [masked]


def test_a_value_too_short_for_its_mask_is_hidden_whole() -> None:
    assert hide_middle("1234", 2, 2) == "****"
