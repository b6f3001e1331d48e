"""What officers write where a reason is asked for."""

from __future__ import annotations

import unicodedata

import polars as pl

from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.identifiers.masking import mask_text

# `mask_text` hides no shorter run of digits.
_FEWEST_DIGITS = 7


def without_numbers(words: str) -> str:
    """The text with the middle of every number hidden that may have been pasted into
    it: what is kept for ever must not hold one in the clear. Every longer run of digits
    is hidden here, mistyped numbers too: a reason can do without them, facts cannot."""
    digits = sum(character.isdigit() for character in words)
    if digits < _FEWEST_DIGITS and not {"@", "＠"} & set(words):
        return mask_identifiers(words)
    masked = str(mask_text(pl.Series("words", [words])).item())
    # The mask also brings full-width signs into their usual form; where nothing had
    # to be hidden, the words stay as they were written.
    kept = words if masked == unicodedata.normalize("NFKC", words) else masked
    # What is told by its groups or its name only: 1-3-8-0-0…, QQ 12345.
    return mask_identifiers(kept)
