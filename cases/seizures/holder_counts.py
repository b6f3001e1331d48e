"""Counting what repeats over all data sets of one holder: when, and how."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.common import jobs
from cases.common.jobs import Claim
from cases.common.sealing import KIND_LABELS
from cases.engine.index import BUCKETS
from cases.seizures.intake_counts import merged_counts
from cases.seizures.models import HolderCount, SeizedDataset, SeizedFile


@transaction.atomic
def request(holder: int) -> None:
    """Count a holder's data sets anew, once this transaction is committed.

    Called when a file is taken in and when a data set gets another holder. A count
    that runs looks by itself whether its files are still all of them.
    """
    HolderCount.objects.get_or_create(holder_id=holder)
    row = HolderCount.objects.select_for_update().get(holder_id=holder)
    if not row.is_active:
        jobs.submit(row)


def count(claim: Claim) -> None:
    row = claim.job
    assert isinstance(row, HolderCount)  # noqa: S101
    files = _files(row.holder_id)
    found = merged_counts(files, on_slice=lambda done: claim.progress(done, BUCKETS))
    basis = _basis((file.pk, file.store) for file in files)
    with transaction.atomic():
        claim.finish(
            BUCKETS,
            identifiers=found,
            basis=basis,
            files=len(files),
            datasets=len({file.dataset_id for file in files}),
        )
        if basis != _basis_now(row.holder_id):
            request(row.holder_id)


def is_current(row: HolderCount) -> bool:
    """Whether it counted every file that is taken in today."""
    return row.basis == _basis_now(row.holder_id)


def _basis_now(holder: int) -> str:
    files = SeizedFile.objects.taken_in().filter(dataset__holder=holder)
    return _basis(files.order_by("pk").values_list("pk", "store"))


def _files(holder: int) -> list[SeizedFile]:
    files = SeizedFile.objects.taken_in().filter(dataset__holder=holder)
    return list(files.defer("layouts", "invalid_places", "rejected").order_by("pk"))


def _basis(stores: Iterable[tuple[int, str]]) -> str:
    named = ",".join(f"{pk}:{store}" for pk, store in stores)
    return hashlib.sha256(named.encode()).hexdigest()


@dataclass(frozen=True)
class Repetitions:
    """Repetitions of one kind: within single files, the data set, all data sets."""

    label: Any
    files: int
    dataset: int
    holder: int
    holder_unique: int


def repetitions(row: HolderCount, dataset: SeizedDataset) -> list[Repetitions]:
    """For each kind that the data set and the holder's count have."""
    within: Counter[str] = Counter()
    for identifiers in dataset.files.taken_in().values_list("identifiers", flat=True):
        within.update({k: counts["duplicates"] for k, counts in identifiers.items()})
    return [
        Repetitions(
            KIND_LABELS[kind],
            within[kind],
            counts["duplicates"],
            row.identifiers[kind]["duplicates"],
            row.identifiers[kind]["unique"],
        )
        for kind, counts in dataset.identifiers.items()
        if kind in row.identifiers
    ]
