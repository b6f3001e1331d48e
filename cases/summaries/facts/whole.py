"""All facts together, and the one way to write them down."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from cases.summaries.facts.data import DatasetFact, ExhibitFact, LineageFact
from cases.summaries.facts.links import ReportFact, RunFact, TotalsFact
from cases.summaries.facts.people import (
    ArrestFact,
    CaseFact,
    OperationFact,
    StageFact,
    SuspectFact,
)

# Rows of the table of reports in the document; the embedded CSV has them all.
REPORTS_SHOWN: Final = 500
CODE_DIGITS: Final = 16


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
    lineage: tuple[LineageFact, ...]
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
