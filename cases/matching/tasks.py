"""What a worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.matching.arrivals.matching import match_arrival as arrival_work
from cases.matching.models import Arrival, MatchRun
from cases.matching.runs import nightly
from cases.matching.runs.work import cross_match as work


@shared_task(name=MatchRun.task_name)
def cross_match(pk: int) -> None:
    jobs.run(MatchRun, pk, work)


@shared_task(name="cases.matching.tasks.start_nightly_runs")
def start_nightly_runs() -> None:
    nightly.start_runs()


@shared_task(name=Arrival.task_name)
def match_arrival(pk: int) -> None:
    jobs.run(Arrival, pk, arrival_work)
