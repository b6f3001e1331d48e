"""What a worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.matching.models import MatchRun
from cases.matching.work import cross_match as work


@shared_task(name=MatchRun.task_name)
def cross_match(pk: int) -> None:
    jobs.run(MatchRun, pk, work)
