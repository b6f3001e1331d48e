"""What the worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.exports.making import make
from cases.exports.models import Export
from cases.exports.services import remove_expired


@shared_task(name=Export.task_name)
def make_export(pk: int) -> None:
    jobs.run(Export, pk, make)


@shared_task(name="cases.exports.tasks.remove_expired_exports")
def remove_expired_exports() -> None:
    remove_expired()
