"""When a value is too common to say anything about a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brakes:
    """A value in more seized rows or in more reports than this is not joined.

    A shop's hotline or 13800000000 as a placeholder stands in thousands of rows.
    It is listed with its counts, so that an officer can release it.
    """

    rows: int = 1_000
    reports: int = 100
