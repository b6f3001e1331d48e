"""What can be counted while reading, before the tokens are sorted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, Self

import polars as pl

from cases.engine.identifiers.base import Status
from cases.engine.intake.result import InvalidPlace
from cases.engine.readers.base import Batch

# Places kept: enough to show what is wrong with a file. The counts cover all values.
PLACES: Final = 1_000


@dataclass
class KindTally:
    """Values of one kind by status, and the reasons of those not valid."""

    status: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, readings: pl.DataFrame) -> None:
        faulty = readings.filter(pl.col("status") != Status.VALID)
        self.status[Status.VALID] += readings.height - faulty.height
        counts = faulty.group_by("status", "reason").len()
        for status, reason, count in counts.iter_rows():
            self.status[status] += count
            self.reasons[reason] += count

    def merge(self, other: KindTally) -> None:
        self.status.update(other.status)
        self.reasons.update(other.reasons)


@dataclass
class Tally:
    """The counts of one segment, or of all of them."""

    rows_read: int = 0
    blank: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, KindTally] = field(default_factory=dict)
    places: list[InvalidPlace] = field(default_factory=list)

    def add_batch(self, batch: Batch) -> None:
        self.rows_read += batch.rows.height + batch.rejected.height
        self.blank += batch.blank
        self.rejected.update(dict(batch.rejected.group_by("reason").len().iter_rows()))

    def add_readings(
        self, sheet: int, kind: str, readings: pl.DataFrame, lines: pl.Series
    ) -> None:
        """Readings (READINGS_SCHEMA) of one column; lines by their position."""
        self.kinds.setdefault(kind, KindTally()).add(readings)
        room = PLACES - len(self.places)
        if room > 0:
            faulty = readings.filter(pl.col("status") != Status.VALID).head(room)
            where = lines.gather(faulty["pos"]).to_list()
            reasons = faulty["reason"].to_list()
            self.places += [
                InvalidPlace(sheet, line, kind, reason)
                for line, reason in zip(where, reasons, strict=True)
            ]

    def merge(self, other: Tally) -> None:
        self.rows_read += other.rows_read
        self.blank += other.blank
        self.rejected.update(other.rejected)
        for key, kind in other.kinds.items():
            self.kinds.setdefault(key, KindTally()).merge(kind)
        self.places = (self.places + other.places)[:PLACES]

    def to_json(self) -> dict[str, Any]:
        return {
            "rows_read": self.rows_read,
            "blank": self.blank,
            "rejected": dict(self.rejected),
            "kinds": {
                key: {"status": dict(kind.status), "reasons": dict(kind.reasons)}
                for key, kind in self.kinds.items()
            },
            "places": self.places,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        kinds = {
            key: KindTally(
                Counter({int(name): n for name, n in kind["status"].items()}),
                Counter(kind["reasons"]),
            )
            for key, kind in content["kinds"].items()
        }
        return cls(
            content["rows_read"],
            content["blank"],
            Counter(content["rejected"]),
            kinds,
            [InvalidPlace(*place) for place in content["places"]],
        )
