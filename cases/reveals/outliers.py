"""Which officers saw unusually many records on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Final

# A day stands out above the mean plus this many standard deviations …
DEVIATIONS: Final = 3
# … or at this share of the quota: in a unit of few officers no day can lie three
# standard deviations above the mean, whatever somebody does.
SHARE_OF_QUOTA: Final = 0.5


@dataclass(frozen=True)
class Limits:
    """`mean` and `deviation` of the counts, and the two limits from them; a count
    above `usual` or of `many` and more stands out."""

    mean: float
    deviation: float
    usual: float
    many: int

    def stands_out(self, count: int) -> bool:
        return count >= self.many or (self.deviation > 0 and count > self.usual)


def limits(counts: Iterable[int], *, quota: int) -> Limits:
    """Calculate the limits from one count for each officer and day on which they
    revealed anything."""
    given = list(counts) or [0]
    mean, deviation = fmean(given), pstdev(given)
    many = max(1, round(quota * SHARE_OF_QUOTA))
    return Limits(mean, deviation, mean + DEVIATIONS * deviation, many)
