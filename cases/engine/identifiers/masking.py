"""Hiding the middle of a value, and of whatever looks like one in free text."""

from __future__ import annotations

import polars as pl

_HIDDEN = "****"

# Groups of three and more digits joined by a blank or a hyphen (a card, a phone);
# a date such as 2020-09-01 has groups of two and stays readable.
_GROUPED = r"([0-9]{3})[0-9]*(?:[ -][0-9]{3,})*[ -][0-9]+([0-9]{2})"
_UNBROKEN = r"([0-9]{3})[0-9]{2,}([0-9]{2})"
_MAILBOX = r"([A-Za-z0-9])[A-Za-z0-9._%+-]*@"


def hide_middle(value: str, head: int, tail: int, hidden: int = 4) -> str:
    """`138****1234` for head 3 and tail 4; a value too short is hidden whole."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[-tail:]


def mask_text(column: pl.Series) -> pl.Series:
    """Text in which every run of seven and more digits has its middle hidden."""
    text = pl.col(column.name)
    return (
        pl.DataFrame([column])
        .select(
            text.str.normalize("NFKC")
            .str.replace_all(_GROUPED, rf"${{1}}{_HIDDEN}${{2}}")
            .str.replace_all(_UNBROKEN, rf"${{1}}{_HIDDEN}${{2}}")
            .str.replace_all(_MAILBOX, rf"${{1}}{_HIDDEN}@")
        )
        .to_series()
    )
