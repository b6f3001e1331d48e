"""One report that comes in, from its job to its link and the officers' news."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

import numpy as np

from cases.common import jobs
from cases.engine.bench import index
from cases.engine.errors import EngineError
from cases.engine.tokens import whole
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching.arrivals import news
from cases.matching.arrivals.matching import match_arrival
from cases.matching.bench import load
from cases.matching.bench.load import World, add_file
from cases.matching.models import Arrival, MatchRun
from cases.seizures.models import SeizedDataset

_TIMES: Final = 7
_NOWHERE: Final = 1 << 40


def arrivals(world: World, datasets: int, rows: int, reports: int) -> dict[str, Any]:
    """Milliseconds until a report has been matched with everything, the median of
    some: of one with a number that one data set has, and of one without.

    world: a case without files; it gets `datasets` more of `rows` rows each.
    Raises EngineError (`does_not_add_up`) if a link or its news are missing.
    """
    (case,) = world.cases
    for number in range(datasets):
        dataset = SeizedDataset.objects.create(case=case, title=f"Arrivals {number}")
        add_file(dataset, number * rows, rows)
    load.make_reports(np.arange(reports, dtype=np.uint64) + np.uint64(_NOWHERE))
    seized = datasets * rows
    reported = itertools.count(reports + 1)
    with_hit = [
        _arrival(next(reported), seized * place // _TIMES) for place in range(_TIMES)
    ]
    without = [
        _arrival(next(reported), _NOWHERE + reports + place) for place in range(_TIMES)
    ]
    told = sum(new.links for new in news.unseen(world.lead))
    if told != _TIMES:
        raise EngineError("does_not_add_up", links=told)
    return {
        "identifiers": seized,
        "with_a_hit_ms": round(1000 * median(with_hit), 1),
        "without_ms": round(1000 * median(without), 1),
    }


def _arrival(place: int, *numbers: int) -> float:
    """Seconds; `numbers` are the victim's, `place` is the report's key."""
    report = FraudReport.objects.create(pk=place, number=f"BENCH-NEW-{place}")
    ReportIdentifier.objects.bulk_create(
        ReportIdentifier(
            report=report,
            party=ReportIdentifier.Party.VICTIM,
            kind="mobile",
            token=token,
            mask="138****0000",
            sealed="",
        )
        for token in _tokens(*numbers)
    )
    started = time.perf_counter()
    arrival = Arrival(cause=MatchRun.Cause.REPORTS, reports=[report.pk])
    jobs.submit(arrival, wake=False)
    jobs.run(Arrival, arrival.pk, match_arrival)
    return time.perf_counter() - started


def _tokens(*numbers: int) -> Iterator[uuid.UUID]:
    for hi, lo in index.tokens(np.array(numbers, np.uint64)).iter_rows():
        yield whole(hi, lo)
