"""What a worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.lineage.models import LineageRun
from cases.lineage.work import trace_lineage as work


@shared_task(name=LineageRun.task_name)
def trace_lineage(pk: int) -> None:
    jobs.run(LineageRun, pk, work)
