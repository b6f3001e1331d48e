"""What the worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.seizures.evidence.models import Taking
from cases.seizures.evidence.taking import take
from cases.seizures.intake import take_in
from cases.seizures.models import SeizedFile
from cases.seizures.uploading.assembling import assemble
from cases.seizures.uploading.models import Upload
from cases.seizures.uploading.services import remove_abandoned


@shared_task(name=SeizedFile.task_name)
def take_in_seized_file(pk: int) -> None:
    jobs.run(SeizedFile, pk, take_in)


@shared_task(name=Upload.task_name)
def assemble_upload(pk: int) -> None:
    jobs.run(Upload, pk, assemble)


@shared_task(name="cases.seizures.tasks.remove_abandoned_uploads")
def remove_abandoned_uploads() -> None:
    remove_abandoned()


@shared_task(name=Taking.task_name)
def take_from_evidence(pk: int) -> None:
    jobs.run(Taking, pk, take)
