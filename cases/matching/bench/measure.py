"""What it costs to write links, and to look at them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client

from cases.access.models import Officer
from cases.engine.errors import EngineError
from cases.fraud.tokens import report_tokens
from cases.matching.bench import load
from cases.matching.bench.load import World
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs import finding
from cases.matching.runs.masks import with_masks
from cases.matching.runs.scope import Scope, database_time
from cases.matching.runs.writing import write_links

_RUNS: Final = 5


@dataclass(frozen=True)
class Written:
    """Seconds taken to read the reports' tokens, to score the links (for which the
    reports, masks among them, are read), to write and commit them, and to write them a
    second time, which changes nothing."""

    links: int
    tokens_seconds: float
    score_seconds: float
    write_seconds: float
    again_seconds: float


def writing(world: World, links: int) -> Written:
    """Write the links and measure it. Raises EngineError (`does_not_add_up`) unless
    each is there exactly once afterwards."""
    case = world.cases[0]
    datasets = list(case.datasets.order_by("pk"))
    run = MatchRun.objects.get(case=case)
    tokens, tokens_seconds = _timed(report_tokens)
    found = load.found_in(datasets, tokens, links)
    scored, score_seconds = _timed(lambda: finding.with_scores(with_masks(found)))
    scope = Scope([dataset.pk for dataset in datasets], database_time())
    new, write_seconds = _timed(lambda: _write(run, scored, scope))
    load.settle()
    again, again_seconds = _timed(lambda: _write(run, scored, scope))
    there = FraudLink.objects.filter(case=case).aggregate(Sum("score"), Sum("rows"))
    expected = (links, 0, scored["score"].sum(), found["rows"].sum())
    if (new, again, there["score__sum"], there["rows__sum"]) != expected:
        raise EngineError("does_not_add_up")
    return Written(links, tokens_seconds, score_seconds, write_seconds, again_seconds)


def _write(run: MatchRun, scored: pl.DataFrame, scope: Scope) -> int:
    with transaction.atomic():
        return write_links(run, scored, scope)


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = call()
    return result, time.perf_counter() - started


def looking(world: World) -> dict[str, dict[str, float]]:
    """Milliseconds that each page takes, by officer: the median of several requests."""
    seen = {"of all cases": world.lead, "of one case": world.colleague}
    return {
        name: {what: _page(officer, *page) for what, page in _pages(world).items()}
        for name, officer in seen.items()
    }


def _pages(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    case = world.cases[-1]
    queries: dict[str, dict[str, Any]] = {
        "all": {},
        "one case": {"case": case.pk},
        "the queue of one case": {"case": case.pk, "judgement": "open"},
        "not judged, half of all": {"judgement": "open"},
        "not rejected, three of four": {"judgement": "standing"},
        "proposed, none": {"judgement": "proposed"},
        "one province": {"province": "32"},
        "one method": {"method": "F05"},
        "one year, half of all": {"year": "2024"},
        "one sector": {"sector": "loan"},
        "one data set": {"dataset": case.datasets.order_by("pk")[0].pk},
        "score from 50": {"score": "50"},
        "page 300": {"page": "300"},
    }
    pages = {what: ("/links/", query) for what, query in queries.items()}
    return {**pages, "home": ("/", {})}


def _page(officer: Officer, address: str, query: dict[str, Any]) -> float:
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    taken = []
    for _ in range(_RUNS):
        response, seconds = _timed(lambda: client.get(address, query))
        taken.append(1000 * seconds)
        if response.status_code != 200:
            raise EngineError("does_not_add_up", page=address)
    return round(median(taken), 1)


def sizes() -> dict[str, int]:
    """Megabytes of the table of links and of its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_table_size(relid)) / 1000000,"
            " sum(pg_indexes_size(relid)) / 1000000"
            " FROM pg_partition_tree('cases_fraudlink')"
        )
        table, indexes = cursor.fetchone()
    return {"table": int(table), "indexes": int(indexes)}
