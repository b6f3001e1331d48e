"""What every kind of identifier can do, for one value and for a whole column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import polars as pl


class Status(IntEnum):
    """What a cell turned out to be. Only VALID carries a canonical value."""

    EMPTY = 0
    VALID = 1
    INVALID = 2
    MASKED = 3
    TRUNCATED = 4


READINGS_SCHEMA = {
    "pos": pl.UInt32,
    "value": pl.String,
    "status": pl.UInt8,
    "reason": pl.String,
}


@dataclass(frozen=True)
class Reading:
    """One value read: its canonical form if valid, else why not."""

    status: Status
    value: str | None = None
    reason: str = ""


class IdentifierKind(ABC):
    """A kind of identifier: canonical form, validity with its reason, mask.

    key: the public name (`mobile`). code: the byte put before the canonical
    value when it is turned into a token; never reused for another kind.
    sibling: the key of a kind that stands in the same columns, and that no value can
    be mistaken for.
    header_words: lower-case header texts, Chinese and English, that announce it.
    """

    key: ClassVar[str]
    code: ClassVar[int]
    header_words: ClassVar[frozenset[str]]
    sibling: ClassVar[str] = ""

    @abstractmethod
    def read(self, column: pl.Series) -> pl.DataFrame:
        """Read a String column into READINGS_SCHEMA.

        One reading per value found: a cell with several numbers gives several
        with the same `pos` (0-based position in the column); an empty cell
        gives none. `value` is null unless `status` is VALID; `reason` is ""
        when VALID.
        """

    def read_one(self, raw: str) -> list[Reading]:
        """The same rule for one cell."""
        frame = self.read(pl.Series([raw], dtype=pl.String))
        return [
            Reading(Status(status), value, reason)
            for value, status, reason in frame.select(
                "value", "status", "reason"
            ).iter_rows()
        ]

    def doubtful(self, values: pl.Series) -> pl.Series:
        """Which canonical values fail a check that real ones may fail too.

        Boolean, one per value. A doubt is shown as a warning; the value stays
        valid and is matched.
        """
        return pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True)

    @abstractmethod
    def mask(self, value: str) -> str:
        """The canonical value with its middle hidden, as shown on screen."""
