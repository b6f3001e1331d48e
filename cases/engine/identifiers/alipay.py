"""Alipay accounts: a mobile, an e-mail address or a member number."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers import email
from cases.engine.identifiers.email import Email
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.mobile import Mobile
from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.identifiers.shaped import TEXT


class Alipay(Mobile):
    """Canonical as its mobile or e-mail, or 2088 and twelve digits."""

    key = "alipay"
    code = 7
    header_words = frozenset(
        {"支付宝", "支付宝账号", "支付宝帐号", "alipay", "alipay account"}
    )
    shape = rf"{Mobile.shape}|2088[0-9]{{12}}|{email.SHAPE}"

    def compact(self, text: pl.Expr) -> pl.Expr:
        return (
            pl.when(text.str.contains("@", literal=True))
            .then(email.with_lower_case_domain(text))
            .otherwise(super().compact(text))
        )

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        addresses = Email().search(cells)
        numbers = super().search(
            cells.with_columns(TEXT.str.replace_all(email.WRITTEN, " ; "))
        )
        return pl.concat([addresses, numbers])

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        address = text.str.contains("@", literal=True)
        digits = text.str.len_chars()
        return [
            Fault(address, Reason.WRONG_FORM),
            Fault(text.str.contains(r"\p{L}"), Reason.LETTERS),
            Fault(~digits.is_in([11, 16]), Reason.WRONG_LENGTH),
            Fault(pl.lit(value=True), Reason.UNKNOWN_PREFIX),
        ]

    def mask(self, value: str) -> str:
        return Email().mask(value) if "@" in value else hide_middle(value, 3, 4)
