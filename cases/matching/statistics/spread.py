"""Matched reports by what their data sets are, and by the time from data to fraud."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from cases.matching.models import MatchRun
from cases.matching.statistics.breakdown import Bar, Chart, scaled
from cases.matching.statistics.spans import SPANS, Span
from cases.seizures.models import SeizedDataset

# Each report once with every data set that it is linked to, by a number that it has
# still: a link that was judged stays when its number is taken out. A day of obtaining
# after the seizure is not believed (`seizures.dates`).
_PAIRS: Final = """
WITH pair AS (
    SELECT DISTINCT r.id AS report, r.loss, d.id AS dataset, d.sector, d.freshness,
           r.reported_on - CASE WHEN e.id IS NULL OR d.obtained_on <= seizure.day
                           THEN d.obtained_on END AS obtained,
           r.reported_on - seizure.day AS seized
    FROM cases_fraudlink AS l
    JOIN cases_fraudreport AS r ON r.id = l.report_id
    JOIN cases_seizeddataset AS d ON d.id = l.dataset_id
    LEFT JOIN cases_exhibit AS e ON e.id = d.exhibit_id
    CROSS JOIN LATERAL (
        SELECT (e.seized_at AT TIME ZONE %(zone)s)::date AS day) AS seizure
    WHERE l.dataset_id = ANY(%(datasets)s::bigint[]) AND l.created_at <= %(until)s
      AND (%(every)s OR l.kind = ANY(%(kinds)s))
      AND (l.version = 1 OR EXISTS (
        SELECT FROM cases_reportidentifier AS i
        WHERE (i.report_id, i.party, i.token) = (l.report_id, 'victim', l.token)))
)
"""
_COUNTED: Final = """
SELECT value, count(*), coalesce(sum(loss), 0)
FROM (SELECT {value} AS value, loss FROM pair GROUP BY report, loss{also}) AS once
GROUP BY value
"""

_SECTOR: Final = _PAIRS + _COUNTED.format(value="sector", also=", sector")
_FRESHNESS: Final = _PAIRS + _COUNTED.format(value="freshness", also=", freshness")
# The data set that had the number last before the fraud; where all came to it later,
# the one that came first.
_OBTAINED: Final = _PAIRS + _COUNTED.format(
    value="coalesce(min(obtained) FILTER (WHERE obtained >= 0), max(obtained))",
    also="",
)
# The medium that was seized first.
_SEIZED: Final = _PAIRS + _COUNTED.format(value="max(seized)", also="")


class _Count(NamedTuple):
    value: Any
    reports: int
    loss: Decimal


def spread(run: MatchRun, searched: int) -> list[Chart]:
    """Of a run that is done; `searched`: the reports that it searched."""

    def chart(
        title: str, note: str, query: str, bars: Callable[[list[_Count]], list[Bar]]
    ) -> Chart:
        found = bars(_counts(run, query))
        for bar in found:
            bar.searched = searched
        return Chart(title, scaled(found), note)

    each = _("A report counts once in each group in which a data set has its number.")
    return [
        chart(_("By sector of the data"), each, _SECTOR, _by_sector),
        chart(_("By freshness of the data as sold"), each, _FRESHNESS, _by_freshness),
        chart(
            _("Age of the data at the fraud"),
            _(
                "Days from the day on which the holder got the data to the report. Each"
                " report counts once: with the data set that had its number last before"
                " the fraud, else with the first one after it (hatched)."
            ),
            _OBTAINED,
            lambda counts: _by_span(counts, "obtained"),
        ),
        chart(
            _("From the seizure to the fraud"),
            _(
                "Days from the seizure of the medium to the report; each report counts"
                " once, with the medium that was seized first. Hatched: the fraud came"
                " before the seizure."
            ),
            _SEIZED,
            lambda counts: _by_span(counts, "seized"),
        ),
    ]


def _counts(run: MatchRun, query: str) -> list[_Count]:
    told = {
        "zone": settings.TIME_ZONE,
        "datasets": list(run.datasets.values_list("pk", flat=True)),
        "until": run.finished_at,
        "every": not run.kinds,
        "kinds": run.kinds,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, told)
        return [_Count(*row) for row in cursor.fetchall()]


def _by_sector(counts: Iterable[_Count]) -> list[Bar]:
    return _most_first(
        Bar(str(SeizedDataset.Sector(sector).label), f"sector={sector}", 0, n, loss)
        for sector, n, loss in counts
    )


def _by_freshness(counts: Iterable[_Count]) -> list[Bar]:
    names = SeizedDataset.Freshness
    return _most_first(
        Bar(str(names(word).label), f"freshness={word}", 0, n, loss)
        for word, n, loss in counts
    )


def _most_first(bars: Iterable[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: (-bar.matched, bar.label))


def _by_span(counts: list[_Count], of: str) -> list[Bar]:
    bars = [_bar(span, counts, of) for span in SPANS]
    undated = Bar(_("a date is missing"))
    for days, n, loss in counts:
        if days is None:
            undated.matched, undated.loss = n, loss
    return [bar for bar in (*bars, undated) if bar.matched]


def _bar(span: Span, counts: list[_Count], of: str) -> Bar:
    within = [c for c in counts if c.value is not None and span.holds(c.value)]
    return Bar(
        str(span.label),
        f"time={of}-{span.code}",
        0,
        sum(count.reports for count in within),
        sum((count.loss for count in within), Decimal()),
        is_hatched=span.last is not None and span.last < 0,
    )
