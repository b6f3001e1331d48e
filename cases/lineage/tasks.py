"""What a worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.lineage import tracing
from cases.lineage.models import LineageRun


@shared_task(name=LineageRun.task_name)
def trace_lineage(pk: int) -> None:
    jobs.run(LineageRun, pk, tracing.trace_lineage)
