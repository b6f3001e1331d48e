"""The counts of a file or a data set, in the officer's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cases.common.sealing import KIND_LABELS
from cases.seizures.models import SeizedFile

_SMALLEST = 0.1

# Each number of a kind: its heading, what it is a share of, and what it means.
COUNTS: dict[str, tuple[Any, str, Any]] = {
    "found": (
        _("Found"),
        "",
        _(
            "All values in the columns that were said to hold this kind: valid,"
            " invalid, masked and truncated ones. A cell may hold several; an empty"
            " one holds none."
        ),
    ),
    "valid": (
        _("Valid"),
        "found",
        _("Whole and well-formed, and so matched with fraud reports."),
    ),
    "unique": (
        _("of these unique"),
        "valid",
        _("How many different values there are. Each is counted once."),
    ),
    "duplicates": (
        _("repetitions"),
        "valid",
        _(
            "Valid values that had occurred before. With the unique ones they add up"
            " to the valid ones."
        ),
    ),
    "invalid": (
        _("Invalid"),
        "found",
        _("Not of this kind: a wrong check digit, too few digits, letters."),
    ),
    "masked": (
        _("Masked"),
        "found",
        _("Partly hidden already in the seized file (138****0000). Never matched."),
    ),
    "truncated": (
        _("Truncated"),
        "found",
        _(
            "Cut or rounded by a spreadsheet, digits lost. Counted, never completed"
            " and never matched."
        ),
    ),
}


@dataclass(frozen=True)
class Count:
    value: int
    share: str


@dataclass(frozen=True)
class KindAccount:
    label: Any
    counts: list[Count]


def kind_accounts(identifiers: Mapping[str, Mapping[str, int]]) -> list[KindAccount]:
    """One line per kind, in the order of `COUNTS`."""
    return [
        KindAccount(KIND_LABELS[kind], _with_shares(counts))
        for kind, counts in identifiers.items()
    ]


def _with_shares(counts: Mapping[str, int]) -> list[Count]:
    statuses = ("valid", "invalid", "masked", "truncated")
    known = {**counts, "found": sum(counts.get(name, 0) for name in statuses)}
    return [
        Count(known.get(name, 0), share(known.get(name, 0), known.get(whole, 0)))
        for name, (_label, whole, _meaning) in COUNTS.items()
    ]


def share(part: int, whole: int) -> str:
    """In percent; never 0 or 100 where it is not quite that. "" of nothing."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if 0 < percent < _SMALLEST:
        return f"<{_SMALLEST} %"
    if 100 - _SMALLEST < percent < 100:
        return f">{100 - _SMALLEST} %"
    return f"{percent:.1f} %"


@dataclass(frozen=True)
class Rows:
    """Rows read = rows stored + rows rejected, with their shares."""

    read: int
    stored: int
    rejected: int
    blank_lines: int = 0

    @property
    def adds_up(self) -> bool:
        return self.read == self.stored + self.rejected

    @property
    def share_stored(self) -> str:
        return share(self.stored, self.read)

    @property
    def share_rejected(self) -> str:
        return share(self.rejected, self.read)


def rows_of(files: QuerySet[SeizedFile]) -> Rows:
    """Rows of all files that are taken in, added up from the files' own counts."""
    names = ("rows_read", "rows_stored", "rows_rejected", "blank_lines")
    sums = files.filter(state=SeizedFile.State.DONE).aggregate(
        **{name: Sum(name, default=0) for name in names}
    )
    return Rows(*(sums[name] for name in names))
