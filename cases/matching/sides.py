"""The two sides of a link as they are shown: nothing in the clear."""

from __future__ import annotations

from dataclasses import dataclass

from cases.engine.errors import EngineError
from cases.fraud.models import FraudReport
from cases.matching.models import FraudLink
from cases.seizures.masking import mask_digits, mask_name, masked_record
from cases.seizures.stores import read_row


@dataclass(frozen=True)
class SeizedSide:
    """Where the first row stands, and the row itself, masked."""

    sheet: str = ""
    line: int | None = None
    cells: tuple[tuple[str, str], ...] = ()
    missing: bool = False


def seized_side(link: FraudLink) -> SeizedSide:
    try:
        record = read_row(link.first_file, link.first_row)
    except (EngineError, OSError):
        return SeizedSide(missing=True)
    cells = tuple((cell.header, cell.text) for cell in masked_record(record))
    return SeizedSide(record.sheet, record.line, cells)


@dataclass(frozen=True)
class ReportSide:
    report: FraudReport
    victim: str
    narrative: str


def report_side(report: FraudReport) -> ReportSide:
    return ReportSide(
        report, mask_name(report.victim_name), mask_digits(report.narrative)
    )
