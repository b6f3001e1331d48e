"""What a parsed sheet's cells stand for, as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import polars as pl

Kind = Literal["string", "boolean"]

# A spreadsheet keeps 15 significant digits; what comes after them in a number is
# an artefact of binary fractions and must not be taken for digits of an ID.
_DIGITS_KEPT = 15
_LONG = r"^[0-9]{16,}$"


def texts(
    load: Callable[[Kind], pl.DataFrame],
    *,
    may_hold_long_numbers: Callable[[], bool] = lambda: True,
) -> pl.DataFrame:
    """The cells "0", "1", … as `load` gives them, an empty one null.

    Numbers of more than 15 digits end in zeros, as the spreadsheet shows them.
    """
    cells = _placed(load("string")).with_columns(pl.all().replace("", None))
    long = [
        name
        for name in cells.columns
        if cells.get_column(name).str.contains(_LONG).any()
    ]
    if not long or not may_hold_long_numbers():
        return cells
    # Read as truth values, cells with text are null: that tells text from number.
    numeric = _placed(load("boolean"))
    return cells.with_columns(
        pl.when(
            numeric.get_column(name).is_not_null() & pl.col(name).str.contains(_LONG)
        )
        .then(_rounded(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in long
    )


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    frame.columns = [str(place) for place in range(frame.width)]
    return frame


def _rounded(name: str) -> pl.Expr:
    """15 significant digits, then zeros; rounded because 2^-n falls short of them."""
    text = pl.col(name)
    zeros = text.str.len_chars() - _DIGITS_KEPT
    kept = text.str.slice(0, _DIGITS_KEPT).cast(pl.Int64, strict=False)
    up = text.str.slice(_DIGITS_KEPT, 1).cast(pl.Int64, strict=False) >= 5
    return (kept + up.cast(pl.Int64)).cast(pl.String) + pl.lit("0").repeat_by(
        zeros
    ).list.join("")
