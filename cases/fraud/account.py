"""What became of the rows of an import, by reason and with the first places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cases.fraud.models import ReportImport
from cases.fraud.reading.rows import Rows

PLACES_PER_REASON = 20


@dataclass
class Account:
    """Counts of an import, continued from those written so far."""

    created: int = 0
    updated: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_places: list[dict[str, Any]] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    note_places: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, row: ReportImport) -> Account:
        return cls(
            row.created,
            row.updated,
            Counter(row.rejected),
            list(row.rejected_places),
            Counter(row.notes),
            list(row.note_places),
        )

    @property
    def read(self) -> int:
        return self.created + self.updated + self.rejected.total()

    def add(self, rows: Rows, *, created: int, sheet: str) -> None:
        self.created += created
        self.updated += rows.reports.height - created
        _count(rows.rejected, sheet, self.rejected, self.rejected_places)
        _count(rows.notes, sheet, self.notes, self.note_places)

    def changes(self) -> dict[str, Any]:
        """The columns of ReportImport."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "rejected": dict(self.rejected),
            "rejected_places": self.rejected_places,
            "notes": dict(self.notes),
            "note_places": self.note_places,
        }


def _count(
    found: pl.DataFrame, sheet: str, counts: Counter[str], places: list[dict[str, Any]]
) -> None:
    for (reason,), rows in found.sort("line").group_by("reason", maintain_order=True):
        room = max(0, PLACES_PER_REASON - counts[str(reason)])
        counts[str(reason)] += rows.height
        places += [
            {"sheet": sheet, "line": line, "reason": reason, "column": column}
            for line, column in rows.head(room).select("line", "column").iter_rows()
        ]
