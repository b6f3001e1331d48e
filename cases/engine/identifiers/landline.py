"""Landline numbers with their area code."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.digits import DigitKind
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason

# 010 and 02x are the three-digit area codes, all others have four digits.
_NUMBER = r"(?:0(?:10|2[0-9])|0[3-9][0-9]{2})[2-9][0-9]{6,7}"


class Landline(DigitKind):
    """0, area code and seven or eight digits (`0515` and the rest).

    A number written +86 515 … has lost the 0 that belongs to its canonical
    form; as no digit is ever added, it counts as one without an area code.
    """

    key = "landline"
    code = 3
    sibling = "mobile"
    header_words = frozenset(
        {"座机", "固话", "固定电话", "宅电", "landline", "fixed line", "home phone"}
    )
    shape = _NUMBER
    written = r"(?:\+?(?:00)?86[ -]*)?0[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?[0-9]{4}"
    shortest = 7

    def compact(self, text: pl.Expr) -> pl.Expr:
        extension = r"([0-9]{7,8})(?:[ -]|转|分机|ext\.?|#)+[0-9]{1,5}$"
        main = text.str.replace(extension, "$1")
        return super().compact(main).str.replace(r"^\+?(?:00)?86(0[0-9]+)$", "$1")

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        joined = pl.col("text").str.replace_all(
            r"(0[0-9]{2,3})-([0-9]{7,8})(?:-[0-9]{1,5})?", "$1$2"
        )
        return super().search(cells.with_columns(joined))

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            *super().shape_faults(text),
            Fault(~text.str.starts_with("0"), Reason.NO_AREA_CODE),
            Fault(~text.str.len_chars().is_between(10, 12), Reason.WRONG_LENGTH),
            Fault(pl.lit(value=True), Reason.UNKNOWN_PREFIX),
        ]

    def mask(self, value: str) -> str:
        return hide_middle(value, 3 if value[1] in "12" else 4, 3)
