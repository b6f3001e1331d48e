"""The fraud reports, and what ties them to the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class ReasonFact:
    """What a rule said of a link: the outcome's code, its points and its parameters."""

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
    # The row that carries several identifiers of the report, if there is one.
    shared_file: int | None
    shared_row: int | None
    run: int
    score: int
    reasons: tuple[ReasonFact, ...]
    confirmed_by: str
    # Who proposed it, where two officers had to agree.
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
