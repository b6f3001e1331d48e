"""Figures above a case's links: what was found, and how sure a rate is."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any

from django.db.models import Count, Sum

from cases.common.jobs import Job
from cases.common.provinces import Province
from cases.fraud.methods import Method
from cases.fraud.models import FraudReport
from cases.matching.models import FraudLinkQuerySet, Judgement, MatchRun


@dataclass(frozen=True)
class Rate:
    """A share of a whole with its 95 % interval; all between 0 and 1."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def percent(self) -> float:
        return 100 * self.hits / self.of

    @property
    def low_percent(self) -> float:
        return 100 * self.low

    @property
    def high_percent(self) -> float:
        return 100 * self.high


def wilson(hits: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson, J. Am. Stat. Assoc. 22, 1927).

    Unlike the textbook interval it stays true for small numbers and for rates
    near zero. Raises ValueError unless 0 <= hits <= of and of > 0.
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"{hits} of {of} is no proportion")
    z = statistics.NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = hits / of, z * z / of
    middle = share + spread / 2
    reach = sqrt(share * (1 - share) * spread + spread * spread / 4)
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    # At the ends the interval touches 0 or 1 exactly; rounding must not miss it.
    return (0.0 if hits == 0 else low), (1.0 if hits == of else high)


@dataclass
class Line:
    """Linked reports of one method or province."""

    label: Any
    reports: int = 0
    loss: Decimal = field(default_factory=Decimal)

    def add(self, reports: int, loss: Decimal | None) -> None:
        self.reports += reports
        self.loss += loss or 0


@dataclass(frozen=True)
class Figures:
    """Links by judgement; and the reports behind those not rejected, each once."""

    links: dict[str, int]
    total: Line
    methods: list[Line]
    provinces: list[Line]

    @property
    def links_total(self) -> int:
        return sum(self.links.values())

    @property
    def open(self) -> int:
        return self.links.get(Judgement.OPEN, 0)

    @property
    def confirmed(self) -> int:
        return self.links.get(Judgement.CONFIRMED, 0)

    @property
    def rejected(self) -> int:
        return self.links.get(Judgement.REJECTED, 0)


def figures(links: FraudLinkQuerySet) -> Figures:
    """Two queries, whatever the number of links."""
    counted = links.order_by().values_list("judgement").annotate(Count("pk"))
    matched = links.exclude(judgement=Judgement.REJECTED).order_by()
    groups = (
        FraudReport.objects.filter(pk__in=matched.values("report"))
        .order_by()
        .values_list("method", "province")
        .annotate(Count("pk"), Sum("loss"))
    )
    total = Line("")
    methods: dict[str, Line] = {}
    provinces: dict[str, Line] = {}
    names = dict(Province.choices)
    for method, province, count, loss in groups:
        total.add(count, loss)
        methods.setdefault(method, Line(Method(method).label)).add(count, loss)
        label = names.get(province, "—")
        provinces.setdefault(province, Line(label)).add(count, loss)
    return Figures(dict(counted), total, _largest(methods), _largest(provinces))


def _largest(lines: dict[str, Line]) -> list[Line]:
    return sorted(lines.values(), key=lambda line: (-line.reports, -line.loss))


def hit_rate(run: MatchRun | None) -> Rate | None:
    """The share of the searched reports that the run matched."""
    if run is None or run.state != Job.State.DONE or not run.reports_searched:
        return None
    hits, of = run.reports_matched, run.reports_searched
    return Rate(hits, of, *wilson(hits, of))
