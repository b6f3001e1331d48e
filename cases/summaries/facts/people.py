"""The case, its suspects, and who went to arrest them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
