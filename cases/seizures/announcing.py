"""Telling the slices above of data sets that they have to look at anew."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.signals import dataset_ready

log = logging.getLogger(__name__)

# The fields of a data set that weigh in the score of its links, or in who was first.
WEIGHED: Final = ("exhibit_id", "sector", "source", "obtained_on")


def announce_soon(datasets: QuerySet[SeizedDataset]) -> None:
    """Announce the data sets that have files taken in, as soon as this transaction is
    committed."""
    files = SeizedFile.objects.taken_in().filter(dataset__in=datasets.values("pk"))
    ready = files.order_by("dataset_id").values_list("dataset", flat=True)
    for dataset in ready.distinct():
        transaction.on_commit(partial(_send, dataset))


def _send(dataset: int) -> None:
    """Send the signal; a failure in a slice above must not undo what was done here."""
    for receiver, answer in dataset_ready.send_robust(
        SeizedDataset, dataset_id=dataset
    ):
        if isinstance(answer, Exception):
            log.error("%s failed: %s", receiver, type(answer).__name__)
