"""The exhibits, the seized data sets, and which data sets share identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

IDENTIFIER_COUNTS = (
    "valid",
    "invalid",
    "masked",
    "truncated",
    "duplicates",
    "unique",
)


@dataclass(frozen=True)
class CustodyFact:
    """One hand-over of an exhibit, or one check of its files."""

    at: datetime
    given_by: str
    received_by: str
    purpose: str
    seal_before: str
    seal_after: str
    sha256: str


@dataclass(frozen=True)
class ExhibitFact:
    number: str
    name: str
    medium: str
    holder: int | None
    seal_number: str
    seized_at: datetime
    place: str
    investigators: str
    witness: str
    holder_signed: bool
    method: str
    custody: tuple[CustodyFact, ...]


@dataclass(frozen=True)
class IdentifierCount:
    """Counts of one kind as the intake made them, over the whole data set;
    duplicates and unique are of the valid ones."""

    kind: str
    valid: int
    invalid: int
    masked: int
    truncated: int
    duplicates: int
    unique: int


@dataclass(frozen=True)
class FileFact:
    """`number` counts the files of the whole document: F1, F2, …; `record` is the
    file's number in the system."""

    number: int
    record: int
    name: str
    sha256: str
    size: int
    rows_read: int
    rows_stored: int
    rows_rejected: int
    rejected: tuple[tuple[str, int], ...]
    taken_in_at: datetime | None


@dataclass(frozen=True)
class DatasetFact:
    """`number` counts the data sets of the document: D1, D2, …; `record` is the
    data set's number in the system."""

    number: int
    record: int
    title: str
    exhibit: str
    holder: int | None
    info_class: str
    source: str
    freshness: str
    sector: str
    obtained_on: date | None
    rows_read: int
    rows_stored: int
    rows_rejected: int
    files_left_out: int
    files: tuple[FileFact, ...]
    identifiers: tuple[IdentifierCount, ...]


@dataclass(frozen=True)
class BasisFact:
    """A date on which a direction rests: its code, the data sets that it is about and
    that it is held against (D1, D2, …), what it names."""

    code: str
    about: int
    other: int
    values: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True)
class LineageFact:
    """Of two data sets (D1, D2, …) that share identifiers, who had it first, as an
    officer confirmed; `run` is the comparison's number in the system."""

    earlier: int
    later: int
    shared: int
    earlier_total: int
    later_total: int
    basis: tuple[BasisFact, ...]
    run: int
    compared_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime

    @property
    def of_earlier(self) -> float:
        """Share of the earlier set's identifiers that the later one has too, 0 to 1."""
        return self.shared / self.earlier_total

    @property
    def of_later(self) -> float:
        return self.shared / self.later_total
