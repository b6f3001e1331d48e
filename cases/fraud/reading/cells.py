"""One rule for a cell, applied to a whole column."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import polars as pl

# What a cell says, as text for the database, and what is wrong with it.
Said = tuple[str | None, str]
Reader = Callable[[str], Said]

NOTHING: Said = (None, "")
_WRITTEN_FOR_NOTHING = frozenset(
    {"", "-", "--", "/", "n/a", "none", "null", "无", "未知", "不详", "不明"}
)


def plain(text: str) -> str:
    """NFKC, without blanks at the ends; "" for what people write for nothing."""
    text = unicodedata.normalize("NFKC", text).strip().strip("'‘’").strip()
    return "" if text.lower() in _WRITTEN_FOR_NOTHING else text


def read_column(cells: pl.Series, read: Reader) -> tuple[pl.Series, pl.Series]:
    """Values (null where there is none) and problems ("" where there is none).

    Each distinct text is read once: provinces, methods and dates repeat.
    """
    distinct = cells.drop_nulls().unique()
    said = [
        read(text) if (text := plain(raw)) else NOTHING for raw in distinct.to_list()
    ]
    table = pl.DataFrame(
        {
            "raw": distinct,
            "value": [value for value, _ in said],
            "problem": [problem for _, problem in said],
        },
        schema={"raw": pl.String, "value": pl.String, "problem": pl.String},
    )
    found = pl.DataFrame({"raw": cells}, schema={"raw": pl.String}).join(
        table, on="raw", how="left", maintain_order="left"
    )
    return found.get_column("value"), found.get_column("problem").fill_null("")
