"""A data set that is ready is compared with the others of its case."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cases.lineage import services
from cases.seizures.signals import dataset_ready


@receiver(dataset_ready)
def compare_dataset(dataset_id: int, **_kwargs: Any) -> None:
    services.follow(dataset_id)
