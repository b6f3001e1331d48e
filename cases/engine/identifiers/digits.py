"""Kinds written with digits: numbers are found in text, but never cut out of one.

A run is the longest stretch of digits and hidden digits, with single blanks and
hyphens between them. It is either one value, several values, or broken at its
blanks; a part of an unbroken run is never a value.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import polars as pl

from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.identifiers.shaped import STARS, TEXT, ShapedKind
from cases.engine.side_by_side import Bytes

_RUN = (
    rf"\+?[0-9{STARS}](?:[ -]*(?:[0-9{STARS}]|[xX]{{2,}}))*"
    r"(?: ?[xX])?(?:\.[0-9]+)?(?:[eE]\+?[0-9]+)?"
)
_LETTER = r"\p{L}"

# 王** before a number is a hidden name, not hidden digits.
_HIDDEN_NAME = rf"(\p{{Han}})[{STARS}]+"


class DigitKind(ShapedKind):
    """written: one value as people write it, with its blanks and hyphens.

    shortest: fewer digits than this inside a text are no attempt at a value
    (a house number, a serial number) unless there is nothing else in the cell.
    """

    written: ClassVar[str]
    shortest: ClassVar[int]

    def compact(self, text: pl.Expr) -> pl.Expr:
        return text.str.replace_all(r"[ ()-]", "").str.replace(r"\.0+$", "")

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        several = rf"^(?:{self.written})(?:[ -]+(?:{self.written}))*$"
        runs = cells.with_columns(
            TEXT.str.replace_all(_HIDDEN_NAME, "$1 ")
            .str.replace_all(r"[()\[\]]", " ")
            .str.extract_all(_RUN)
        ).explode("text", empty_as_null=False)
        parts = runs.with_columns(
            pl.when(TEXT.str.contains(several))
            .then(TEXT.str.extract_all(self.written))
            .otherwise(TEXT.str.extract_all(r"[^ -]+"))
        ).explode("text", empty_as_null=False)
        return parts.filter(self.long_enough(TEXT))

    def long_enough(self, text: pl.Expr) -> pl.Expr:
        return text.str.count_matches(rf"[0-9xX{STARS}]") >= self.shortest

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [Fault(text.str.contains(_LETTER), Reason.LETTERS)]


def digits_of(texts: Bytes) -> Bytes:
    """A row for each place: the digits at that place, a number above 9 where there is
    none."""
    return np.ascontiguousarray(texts.T) - np.uint8(ord("0"))


_DOUBLED = pl.Series([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], dtype=pl.Int32)


def luhn_is_right(value: pl.Expr) -> pl.Expr:
    """Luhn's check (ISO/IEC 7812-1, annex B) on strings of at most 19 digits."""
    padded = value.str.pad_start(19, "0")
    digits = [padded.str.slice(place, 1).cast(pl.Int32) for place in range(19)]
    doubled = [pl.lit(_DOUBLED).gather(digit) for digit in digits[1::2]]
    return pl.sum_horizontal(*digits[0::2], *doubled) % 10 == 0
