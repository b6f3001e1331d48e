"""What a worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.fraud.importing import import_reports as work
from cases.fraud.models import ReportImport


@shared_task(name=ReportImport.task_name)
def import_reports(pk: int) -> None:
    jobs.run(ReportImport, pk, work)
