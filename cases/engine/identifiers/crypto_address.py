"""Addresses of Bitcoin, Ethereum and TRON."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.identifiers.shaped import TEXT, ShapedKind

_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_BECH32 = "[02-9ac-hj-np-z]"
_BEGINNING = r"^(?:[13T]|bc1|0x)"


class CryptoAddress(ShapedKind):
    """Bitcoin 1…, 3…, bc1…; Ethereum 0x and 40 hex; TRON T and 33.

    Base58 tells capitals apart; hex and Bech32 do not and are lower-cased.
    The form is checked, not the checksum inside.
    """

    key = "crypto_address"
    code = 10
    header_words = frozenset(
        {
            "钱包",
            "钱包地址",
            "wallet address",
            "虚拟币",
            "usdt",
            "btc",
            "eth",
            "trc20",
            "erc20",
            "wallet",
            "crypto",
        }
    )
    shape = (
        rf"0x[0-9a-f]{{40}}|bc1{_BECH32}{{11,71}}"
        rf"|[13]{_BASE58}{{25,33}}|T{_BASE58}{{33}}"
    )

    def compact(self, text: pl.Expr) -> pl.Expr:
        return (
            pl.when(text.str.contains(r"^(?i:0x|bc1)"))
            .then(text.str.to_lowercase())
            .otherwise(text)
        )

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        words = cells.with_columns(TEXT.str.extract_all(r"[0-9A-Za-z*]+"))
        found = words.explode("text", empty_as_null=False)
        return found.filter(TEXT.str.len_chars() >= 20)

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            Fault(~text.str.contains(_BEGINNING), Reason.UNKNOWN_PREFIX),
            Fault(text.str.contains(r"^[0-9A-Za-z]*$"), Reason.WRONG_LENGTH),
        ]

    def mask(self, value: str) -> str:
        return hide_middle(value, 6, 4)
