"""The two sides of a link as they are shown: nothing in the clear."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching.models import FraudLink
from cases.reveals.pages import Shown
from cases.seizures.masking import Cell, mask_digits, mask_name, masked_record
from cases.seizures.models import SeizedFile
from cases.seizures.stores import read_row


@dataclass(frozen=True)
class SeizedSide:
    """A row that carries the identifier, masked, and its place; or what keeps it from
    being read."""

    sheet: str = ""
    line: int = 0
    cells: tuple[Cell, ...] = ()
    problem: str = ""

    @property
    def lines(self) -> list[Shown]:
        return [Shown(cell.header, cell.text) for cell in self.cells]


def seized_side(link: FraudLink) -> SeizedSide:
    """The row that is shown for the link."""
    return _side(*link.shown)


def first_side(link: FraudLink) -> SeizedSide:
    """The first of the rows that carry the identifier."""
    return _side(link.first_file, link.first_row)


def _side(file: SeizedFile, row: int) -> SeizedSide:
    """Read one row; where its file is gone or damaged, the page says so instead of
    failing."""
    try:
        record = read_row(file, row)
    except EngineError as error:
        return SeizedSide(problem=sentence(error.code, error.where))
    except OSError:
        return SeizedSide(problem=_("The row cannot be read at the moment."))
    return SeizedSide(record.sheet, record.line, tuple(masked_record(record)))


@dataclass(frozen=True)
class ReportSide:
    report: FraudReport
    victim: str
    narrative: str
    # The victim's own numbers, that of the link first.
    numbers: tuple[ReportIdentifier, ...]


def report_side(link: FraudLink) -> ReportSide:
    report = link.report
    numbers = report.identifiers.filter(party=ReportIdentifier.Party.VICTIM)
    return ReportSide(
        report,
        mask_name(report.victim_name),
        mask_digits(report.narrative),
        tuple(sorted(numbers, key=lambda number: number.token != link.token)),
    )
