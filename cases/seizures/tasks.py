"""What the worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.seizures.models import SeizedFile
from cases.seizures.unpacking import work


@shared_task(name=SeizedFile.task_name)
def take_in_seized_file(pk: int) -> None:
    jobs.run(SeizedFile, pk, work)
