"""How much more often victims' numbers stand in seized data than chance would put them.

Only for mobile numbers: of these the numbering plan says how many valid ones there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.common.jobs import Job
from cases.engine.identifiers.mobile import count_valid
from cases.matching.models import MatchRun
from cases.matching.statistics.rates import Rate, rate

KIND = "mobile"


@dataclass(frozen=True)
class Lift:
    """`rate` of the victims' different mobile numbers stand in the data.

    seized: different numbers in the data, those of each file added up. valid: how
    many mobile numbers there can be. Drawn at random from the valid ones, a number
    stands in the data with the probability `base` = seized ÷ valid; of as many as were
    searched, `expected` would.
    """

    rate: Rate
    seized: int
    valid: int

    @property
    def base(self) -> float:
        return min(1.0, self.seized / self.valid)

    @property
    def base_percent(self) -> float:
        return 100 * self.base

    @property
    def expected(self) -> float:
        return self.rate.of * self.base

    @property
    def factor(self) -> float:
        return self.rate.share / self.base

    @property
    def low(self) -> float:
        return self.rate.low / self.base

    @property
    def high(self) -> float:
        return self.rate.high / self.base


def lift(run: MatchRun) -> Lift | None:
    """None where no mobile numbers were searched, or there were none to find."""
    seized = run.identifiers_seized.get(KIND, 0)
    searched = run.identifiers_searched.get(KIND, 0)
    found = rate(run.identifiers_matched.get(KIND, 0), searched)
    if run.state != Job.State.DONE or not seized or found is None:
        return None
    return Lift(found, seized, count_valid())
