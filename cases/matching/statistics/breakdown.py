"""What a run found, by method of fraud, by province and by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from cases.common.provinces import Province
from cases.fraud.methods import Method
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching.models import FraudLink, MatchRun
from cases.matching.statistics.rates import Rate, wilson

# Width of a drawn bar, in the units of its SVG.
BAR_WIDTH = 100


class Group(NamedTuple):
    """Searched reports of one method, province and year; those matched; their loss."""

    method: str
    province: str
    year: int | None
    searched: int
    matched: int
    loss: Decimal


@dataclass
class Bar:
    """One line of a chart. `query` narrows the list of links to it."""

    label: str
    query: str = ""
    searched: int = 0
    matched: int = 0
    loss: Decimal = field(default_factory=Decimal)
    scale: float = 1
    is_hatched: bool = False

    def add(self, group: Group) -> None:
        self.searched += group.searched
        self.matched += group.matched
        self.loss += group.loss

    @property
    def yuan(self) -> int:
        return round(self.loss)

    @property
    def rate(self) -> Rate:
        """A number taken out of a report leaves it unsearched before its link goes."""
        of = max(self.matched, self.searched)
        return Rate(self.matched, of, *wilson(self.matched, of))

    @property
    def drawn(self) -> dict[str, str]:
        """Where the bar and the ends of its interval lie, for the SVG."""
        rate = self.rate
        values = {"share": rate.percent / 100, "low": rate.low, "high": rate.high}
        return {k: f"{BAR_WIDTH * v / self.scale:.2f}" for k, v in values.items()}


@dataclass(frozen=True)
class Chart:
    """`note`: what is counted, where that is not plain."""

    title: Any
    bars: list[Bar]
    note: str = ""


@dataclass(frozen=True)
class Breakdown:
    """Reports each once, whatever officers have judged since."""

    searched: int
    matched: int
    loss: Decimal
    charts: list[Chart]

    @property
    def yuan(self) -> int:
        return round(self.loss)


def has_figures(run: MatchRun) -> bool:
    """Whether the run says something about its data sets as a whole."""
    return run.state == run.State.DONE and run.is_about_all_reports


def breakdown(run: MatchRun) -> Breakdown:
    """Of a run that is done. One query, over every report that was searched."""
    groups = _groups(run)
    charts = [
        Chart(_("By method of fraud"), _most_first(_bars(groups, _method))),
        Chart(_("By province"), _most_first(_bars(groups, _province))),
        Chart(_("By year of the report"), _newest_first(_bars(groups, _year))),
    ]
    return Breakdown(
        searched=sum(group.searched for group in groups),
        matched=sum(group.matched for group in groups),
        loss=sum((group.loss for group in groups), Decimal()),
        charts=charts,
    )


class Confirmed(NamedTuple):
    """Reports that a confirmed link ties to the run's data sets, each once."""

    reports: int
    loss: Decimal

    @property
    def yuan(self) -> int:
        return round(self.loss)


def confirmed(run: MatchRun) -> Confirmed:
    """As officers have judged by now."""
    links = FraudLink.objects.filter(dataset__in=run.datasets.values("pk")).confirmed()
    reports = FraudReport.objects.filter(pk__in=links.order_by().values("report"))
    sums = reports.aggregate(n=Count("pk"), loss=Sum("loss", default=Decimal()))
    return Confirmed(sums["n"], sums["loss"])


def _groups(run: MatchRun) -> list[Group]:
    of_kinds = Q(kind__in=run.kinds) if run.kinds else Q()
    until = Q(created_at__lte=run.finished_at)
    numbers = ReportIdentifier.objects.filter(of_kinds, party="victim")
    named = numbers.filter(report=OuterRef("report"), token=OuterRef("token"))
    links = FraudLink.objects.filter(
        # What was never judged goes with its number; asking for each would take long.
        Q(version=1) | Exists(named),
        of_kinds,
        until,
        dataset__in=run.datasets.values("pk"),
    )
    matched = Q(pk__in=links.order_by().values("report"))
    rows = (
        FraudReport.objects.filter(until, Exists(numbers.filter(report=OuterRef("pk"))))
        .order_by()
        .values_list("method", "province", ExtractYear("reported_on"))
        .annotate(
            searched=Count("pk"),
            matched=Count("pk", filter=matched),
            lost=Sum("loss", filter=matched, default=Decimal()),
        )
    )
    return [Group(*row) for row in rows]


def _bars(
    groups: Iterable[Group], name: Callable[[Group], tuple[str, str]]
) -> list[Bar]:
    bars: dict[str, Bar] = {}
    for group in groups:
        label, query = name(group)
        bars.setdefault(label, Bar(label, query)).add(group)
    return scaled([bar for bar in bars.values() if bar.matched])


def scaled(bars: list[Bar]) -> list[Bar]:
    """Drawn so that the longest fills the chart."""
    longest = max((bar.rate.high for bar in bars), default=1)
    for bar in bars:
        bar.scale = longest
    return bars


def _most_first(bars: list[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: (-bar.matched, -bar.loss, bar.label))


def _newest_first(bars: list[Bar]) -> list[Bar]:
    """What has no date, and so nothing to filter by, comes last."""
    return sorted(bars, key=lambda bar: (bool(bar.query), bar.label), reverse=True)


def _method(group: Group) -> tuple[str, str]:
    return str(Method(group.method).label), f"method={group.method}"


def _province(group: Group) -> tuple[str, str]:
    if not group.province:
        return _("Not given"), ""
    return str(Province(group.province).label), f"province={group.province}"


def _year(group: Group) -> tuple[str, str]:
    return (str(group.year), f"year={group.year}") if group.year else (_("No date"), "")
