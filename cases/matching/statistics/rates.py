"""How sure a rate is."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from math import sqrt
from typing import Final

from cases.common.jobs import Job
from cases.matching.models import MatchRun

_CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Rate:
    """A share of a whole with its 95 % interval; all between 0 and 1."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.hits / self.of

    @property
    def percent(self) -> float:
        return 100 * self.share

    @property
    def low_percent(self) -> float:
        return 100 * self.low

    @property
    def high_percent(self) -> float:
        return 100 * self.high


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion (Wilson, J. Am. Stat. Assoc. 22, 1927).

    Unlike the textbook interval it stays true for small numbers and for rates
    near zero. Raises ValueError unless 0 <= hits <= of and of > 0.
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"{hits} of {of} is no proportion")
    z = statistics.NormalDist().inv_cdf((1 + _CONFIDENCE) / 2)
    share, spread = hits / of, z * z / of
    middle = share + spread / 2
    reach = sqrt(share * (1 - share) * spread + spread * spread / 4)
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    # At the ends the interval touches 0 or 1 exactly; rounding must not miss it.
    return (0.0 if hits == 0 else low), (1.0 if hits == of else high)


def hit_rate(run: MatchRun | None) -> Rate | None:
    """The share of the searched reports that the run matched."""
    if run is None or run.state != Job.State.DONE or not run.reports_searched:
        return None
    return rate(run.reports_matched, run.reports_searched)


def rate(hits: int, of: int) -> Rate | None:
    """None of nothing; a numerator that has outgrown its denominator is capped."""
    return Rate(min(hits, of), of, *wilson(min(hits, of), of)) if of else None
