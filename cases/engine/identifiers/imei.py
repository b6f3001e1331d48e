"""Identities of mobile devices (3GPP TS 23.003, 6.2)."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.digits import DigitKind, luhn_is_right
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason


class Imei(DigitKind):
    """15 digits, the last after Luhn."""

    key = "imei"
    code = 9
    header_words = frozenset({"imei", "串号", "设备号", "手机串号"})
    shape = r"[0-9]{15}"
    written = r"[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9]"
    shortest = 12

    def value_faults(self, value: pl.Expr) -> list[Fault]:
        return [Fault(~luhn_is_right(value), Reason.WRONG_CHECK_DIGIT)]

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            *super().shape_faults(text),
            Fault(text.str.len_chars() != 15, Reason.WRONG_LENGTH),
        ]

    def mask(self, value: str) -> str:
        return hide_middle(value, 6, 3)
