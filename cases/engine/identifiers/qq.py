"""QQ numbers."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.digits import DigitKind
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason


class QQ(DigitKind):
    """5 to 11 digits without a leading zero.

    One of 11 digits can look like a mobile: in a QQ column it is a QQ.
    """

    key = "qq"
    code = 5
    header_words = frozenset({"qq", "qq账号", "qq帐号", "扣扣", "企鹅号"})
    shape = r"[1-9][0-9]{4,10}"
    written = shape
    shortest = 5

    def compact(self, text: pl.Expr) -> pl.Expr:
        """Blanks are kept: between two groups of digits they separate two numbers."""
        return text.str.replace(r"\.0+$", "").str.replace(
            r"^([0-9]+)@(?:vip\.)?qq\.com$", "$1"
        )

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            *super().shape_faults(text),
            Fault(~text.str.len_chars().is_between(5, 11), Reason.WRONG_LENGTH),
            Fault(text.str.starts_with("0"), Reason.UNKNOWN_PREFIX),
        ]

    def mask(self, value: str) -> str:
        return hide_middle(value, 2, 2)
