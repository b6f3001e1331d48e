"""Mobile numbers of mainland China."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from phonenumbers import PhoneMetadata

from cases.engine.identifiers.digits import DigitKind, digits_of
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.side_by_side import Bytes, Mask

_PREFIX = 5


def metadata_pattern() -> str:
    """The mobile pattern of libphonenumber's current metadata, ASCII digits only.

    The metadata knows 192 by now; it stands here for releases that did not.
    """
    metadata = PhoneMetadata.metadata_for_region("CN")
    if metadata is None or metadata.mobile is None:
        raise LookupError("phonenumbers carries no metadata for mainland China")
    pattern = str(metadata.mobile.national_number_pattern)
    return pattern.replace(r"\d", "[0-9]") + "|192[0-9]{8}"


@cache
def _prefixes() -> Mask:
    """Which of the numbers of five digits begin a mobile; the rest is any digits."""
    first = pl.int_range(10**_PREFIX, eager=True).cast(pl.String).str.zfill(_PREFIX)
    whole = pl.DataFrame({"a": first + "000000", "b": first + "999999"})
    fits = pl.all().str.contains(f"^(?:{metadata_pattern()})$")
    return whole.select(pl.all_horizontal(fits)).to_series().to_numpy()


def count_valid() -> int:
    """How many mobile numbers there can be by the numbering plan."""
    prefixes = int(np.count_nonzero(_prefixes()))
    return prefixes * 1_000_000


class Mobile(DigitKind):
    """Eleven digits, without +86, 0086, 86 or the trunk prefix 0."""

    key = "mobile"
    code = 1
    sibling = "landline"
    header_words = frozenset(
        {
            "手机", "移动电话", "联系电话", "电话", "联系方式", "主叫", "被叫",
            "手机号码", "电话号码", "mobile", "phone", "phone number", "mobile number",
            "cell", "tel", "msisdn",
        }
    )  # fmt: skip
    shape = metadata_pattern()
    proven_length = 11
    written = r"(?:\+?(?:00)?86[ -]*|0)?1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}"
    shortest = 7

    def proven(self, texts: Bytes) -> Mask:
        digits = digits_of(texts)
        prefix = np.zeros(len(texts), np.int32)
        for digit in digits[:_PREFIX]:
            prefix = prefix * 10 + digit
        valid: Mask = digits.max(0, initial=0) <= 9
        # A prefix that contains anything but digits is no number.
        valid &= _prefixes()[np.where(valid, prefix, 0)]
        return valid

    def compact(self, text: pl.Expr) -> pl.Expr:
        return (
            super().compact(text).str.replace(r"^(?:\+?(?:00)?86|0)(1[0-9]{10})$", "$1")
        )

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [
            *super().shape_faults(text),
            Fault(text.str.len_chars() != 11, Reason.WRONG_LENGTH),
            Fault(pl.lit(value=True), Reason.UNKNOWN_PREFIX),
        ]

    def mask(self, value: str) -> str:
        return hide_middle(value, 3, 4)
