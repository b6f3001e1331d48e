"""Matches what arrives at once: a signal of a slice below becomes a job here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cases.common import jobs
from cases.fraud.signals import reports_changed
from cases.matching.models import Arrival, MatchRun
from cases.seizures.models import SeizedDataset
from cases.seizures.signals import dataset_ready


@receiver(reports_changed)
def match_reports(report_ids: Sequence[int], **_kwargs: Any) -> None:
    arrive(MatchRun.Cause.REPORTS, reports=list(report_ids))


@receiver(dataset_ready)
def match_dataset(dataset_id: int, **_kwargs: Any) -> None:
    arrive(MatchRun.Cause.DATASET, dataset_id=dataset_id)


@transaction.atomic
def arrive(cause: str, **about: Any) -> Arrival | None:
    """Let a worker match what arrived. While no data have been seized there is nothing
    to do: a data set meets all reports when it arrives itself."""
    if not SeizedDataset.objects.exists():
        return None
    arrival = Arrival(cause=cause, **about)
    jobs.submit(arrival)
    return arrival
