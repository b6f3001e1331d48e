"""Mobile numbers of mainland China."""

from __future__ import annotations

import polars as pl
from phonenumbers import PhoneMetadata

from cases.engine.identifiers.digits import DigitKind
from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason


def metadata_pattern() -> str:
    """The mobile pattern of libphonenumber's current metadata, ASCII digits only.

    The metadata knows 192 by now; it stands here for releases that did not.
    """
    metadata = PhoneMetadata.metadata_for_region("CN")
    if metadata is None or metadata.mobile is None:
        raise LookupError("phonenumbers carries no metadata for mainland China")
    pattern = str(metadata.mobile.national_number_pattern)
    return pattern.replace(r"\d", "[0-9]") + "|192[0-9]{8}"


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
    written = r"(?:\+?(?:00)?86[ -]*|0)?1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}"
    shortest = 7

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
