"""Why a value is not valid, and what a rule looks like."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import polars as pl

from cases.engine.identifiers.base import Status


class Reason(StrEnum):
    """Codes stored with the counts; the wording in each language lives outside."""

    DATE_OUT_OF_RANGE = "date_out_of_range"
    LETTERS = "letters"
    MASKED = "masked"
    NO_AREA_CODE = "no_area_code"
    NO_SUCH_DATE = "no_such_date"
    SCIENTIFIC_NOTATION = "scientific_notation"
    TRUNCATED = "truncated"
    UNKNOWN_PREFIX = "unknown_prefix"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    WRONG_FORM = "wrong_form"
    WRONG_LENGTH = "wrong_length"


class Fault(NamedTuple):
    """One rule: the values that it applies to, and the status and reason they get."""

    when: pl.Expr
    reason: Reason
    status: Status = Status.INVALID


def judged(cells: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
    """`cells` with status and reason of the first fault; VALID and "" if none."""
    if not faults:
        return cells.with_columns(
            status=pl.lit(Status.VALID.value, pl.UInt8), reason=pl.lit("")
        )
    number: pl.Expr = pl.lit(0, pl.UInt8)
    for place in range(len(faults), 0, -1):
        number = (
            pl.when(faults[place - 1].when)
            .then(pl.lit(place, pl.UInt8))
            .otherwise(number)
        )
    statuses = [Status.VALID.value, *(fault.status.value for fault in faults)]
    reasons = ["", *(fault.reason.value for fault in faults)]
    # Lazy, so that what two faults share is computed once.
    found = cells.lazy().with_columns(number.alias("fault")).collect()
    fault = found.get_column("fault")
    return found.drop("fault").with_columns(
        pl.Series("status", statuses, pl.UInt8).gather(fault),
        pl.Series("reason", reasons, pl.String).gather(fault),
    )
