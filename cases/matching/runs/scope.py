"""What a match is sure of: where it found all there is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Scope:
    """Where what was found is all there is: in these data sets, for these kinds (none
    given: all) and reports (None: all), as it stood when the match `began`."""

    datasets: Collection[int]
    began: datetime
    kinds: Collection[str] = ()
    reports: Collection[int] | None = None


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now
