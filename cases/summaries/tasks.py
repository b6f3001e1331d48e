"""What the worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.summaries.making import make
from cases.summaries.models import Summary


@shared_task(name=Summary.task_name)
def render_summary(pk: int) -> None:
    jobs.run(Summary, pk, make)
