"""Bank card numbers (ISO/IEC 7812-1)."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.base import Status
from cases.engine.identifiers.digits import DigitKind, luhn_is_right
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason


class BankCard(DigitKind):
    """13 to 19 digits. Old passbooks fail Luhn's check: a doubt, no rejection."""

    key = "bank_card"
    code = 4
    header_words = frozenset(
        {
            "银行卡", "银行卡号码", "卡号", "银行账号", "银行帐号", "账号", "账户",
            "bank card", "card", "card number", "card no", "account number",
            "bank account",
        }
    )  # fmt: skip
    shape = r"[1-9][0-9]{12,18}"
    written = r"[0-9]{13,19}"
    shortest = 12

    def compact(self, text: pl.Expr) -> pl.Expr:
        """Joins groups of four only: any other blank separates two numbers."""
        grouped = r"^[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,3})?$"
        return (
            pl.when(text.str.contains(grouped))
            .then(text.str.replace_all(r"[ -]", ""))
            .otherwise(text.str.replace(r"\.0+$", ""))
        )

    def value_faults(self, value: pl.Expr) -> list[Fault]:
        """A spreadsheet keeps 15 significant digits and writes zeros after them."""
        cut = value.str.contains(r"^[0-9]{15}0{2,4}$") & ~luhn_is_right(value)
        return [Fault(cut, Reason.TRUNCATED, Status.TRUNCATED)]

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            *super().shape_faults(text),
            Fault(~text.str.len_chars().is_between(13, 19), Reason.WRONG_LENGTH),
            Fault(text.str.starts_with("0"), Reason.UNKNOWN_PREFIX),
        ]

    def doubtful(self, values: pl.Series) -> pl.Series:
        return pl.select(~luhn_is_right(pl.lit(values))).to_series()

    def mask(self, value: str) -> str:
        return hide_middle(value, 6, 4)
