"""What the worker does for this slice."""

from __future__ import annotations

from celery import shared_task

from cases.common import jobs
from cases.seizures.accounting.repetition_counts import count_dataset, count_holder
from cases.seizures.evidence.models import Taking
from cases.seizures.evidence.taking import take
from cases.seizures.intake.rereading import read_anew
from cases.seizures.intake.unpacking import take_in_or_unpack
from cases.seizures.models import DatasetCount, HolderCount, Rereading, SeizedFile
from cases.seizures.uploading.assembling import assemble
from cases.seizures.uploading.models import Upload
from cases.seizures.uploading.services import remove_abandoned


@shared_task(name=SeizedFile.task_name)
def take_in_seized_file(pk: int) -> None:
    jobs.run(SeizedFile, pk, take_in_or_unpack)


@shared_task(name=Rereading.task_name)
def read_seized_file_anew(pk: int) -> None:
    jobs.run(Rereading, pk, read_anew)


@shared_task(name=DatasetCount.task_name)
def count_seized_dataset(pk: int) -> None:
    jobs.run(DatasetCount, pk, count_dataset)


@shared_task(name=HolderCount.task_name)
def count_data_of_holder(pk: int) -> None:
    jobs.run(HolderCount, pk, count_holder)


@shared_task(name=Upload.task_name)
def assemble_upload(pk: int) -> None:
    jobs.run(Upload, pk, assemble)


@shared_task(name="cases.seizures.tasks.remove_abandoned_uploads")
def remove_abandoned_uploads() -> None:
    remove_abandoned()


@shared_task(name=Taking.task_name)
def take_from_evidence(pk: int) -> None:
    jobs.run(Taking, pk, take)
