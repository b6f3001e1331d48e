"""What a summary says: plain values, and their digest.

Codes, numbers and dates only; the wording in either language is the
template's. Two summaries with the same facts have the same digest, whoever
made them, in whichever language and version.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

# Rows of the table of reports in the document; the embedded CSV has them all.
REPORTS_SHOWN = 500
IDENTIFIER_COUNTS = (
    "valid",
    "invalid",
    "masked",
    "truncated",
    "duplicates",
    "unique",
)


@dataclass(frozen=True)
class CaseFact:
    number: str
    title: str
    offence: str
    stage: str
    source: str
    narrative: str
    lead_unit: str
    province: str
    filed_on: date | None
    handed_over_at: datetime | None
    handed_over_to: str


@dataclass(frozen=True)
class StageFact:
    """A stage of the case, and when an officer entered it."""

    stage: str
    at: datetime


@dataclass(frozen=True)
class AliasFact:
    platform: str
    handle: str
    first_seen: date | None
    last_seen: date | None
    source: str


@dataclass(frozen=True)
class NumberFact:
    """An identifier as it may be shown: `mask` leaves the middle out."""

    kind: str
    mask: str
    source: str


@dataclass(frozen=True)
class SuspectFact:
    number: int
    name: str
    birth_year: int | None
    province: str
    identification: str
    measure: str
    position: str
    role: str
    attitude: str
    aliases: tuple[AliasFact, ...]
    numbers: tuple[NumberFact, ...]


@dataclass(frozen=True)
class ArrestFact:
    """A team that reported an arrest, and the suspects it was sent for."""

    suspects: tuple[int, ...]
    province: str
    at: datetime


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
class ReasonFact:
    """A rule's word on a link: its code, the points it gave, what it names."""

    code: str
    points: int
    values: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True)
class LinkFact:
    """The identifier that a report and a data set share, where it is, what the
    comparison said of it (`score`, 0 to 100) and who confirmed it."""

    dataset: int
    kind: str
    mask: str
    rows: int
    first_file: int | None
    first_row: int
    run: int
    score: int
    reasons: tuple[ReasonFact, ...]
    confirmed_by: str
    # Who said it first, where two officers had to agree.
    proposed_by: str
    confirmed_at: datetime | None


@dataclass(frozen=True)
class ReportFact:
    number: str
    reported_on: date | None
    province: str
    method: str
    loss: Decimal | None
    links: tuple[LinkFact, ...]


@dataclass(frozen=True)
class GroupFact:
    """Reports of one method or province, each counted once."""

    code: str
    reports: int
    loss: Decimal


@dataclass(frozen=True)
class TotalsFact:
    reports: int
    links: int
    loss: Decimal
    loss_unknown: int
    by_method: tuple[GroupFact, ...]
    by_province: tuple[GroupFact, ...]


@dataclass(frozen=True)
class RunFact:
    """A match run from which links of this document come; `number` is the run's
    in the system, `links_found` what it suggested."""

    number: int
    finished_at: datetime | None
    kinds: tuple[str, ...]
    reports_searched: int
    links_found: int
    links_confirmed: int


@dataclass(frozen=True)
class TeamFact:
    name: str
    province: str
    leader: str
    strength: int
    status: str
    status_at: datetime
    targets: tuple[int, ...]


@dataclass(frozen=True)
class OperationFact:
    name: str
    go_time: datetime
    state: str
    teams: tuple[TeamFact, ...]


@dataclass(frozen=True)
class Facts:
    """`volume` is the code of the volume that the document is made for."""

    volume: str
    case: CaseFact
    stages: tuple[StageFact, ...]
    suspects: tuple[SuspectFact, ...]
    arrests: tuple[ArrestFact, ...]
    exhibits: tuple[ExhibitFact, ...]
    datasets: tuple[DatasetFact, ...]
    reports: tuple[ReportFact, ...]
    totals: TotalsFact
    links_open: int
    links_rejected: int
    runs: tuple[RunFact, ...]
    operations: tuple[OperationFact, ...]

    @property
    def reports_shown(self) -> tuple[ReportFact, ...]:
        return self.reports[:REPORTS_SHOWN]

    @property
    def reports_in_annex_only(self) -> int:
        return max(0, len(self.reports) - REPORTS_SHOWN)


@dataclass(frozen=True)
class Edition:
    """What one printing adds to the facts."""

    number: int
    language: str
    as_of: datetime
    unit: str


CODE_DIGITS = 16


def document_number(case_number: str, version: int) -> str:
    """What stands on the cover."""
    return f"{case_number}-S{version:03}"


def verification_code(sha256: str) -> str:
    """The first 64 bits of a digest of facts as somebody types them:
    3F2A-9C01-77DE-B0A4."""
    digits = sha256[:CODE_DIGITS].upper()
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def canonical_json(facts: Facts) -> bytes:
    """The one way to write the facts down: sorted keys, no spaces, UTF-8; dates
    in ISO 8601, times in UTC, money as text with two decimals."""
    return json.dumps(
        asdict(facts),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    ).encode()


def digest(facts: Facts) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(type(value).__name__)
