"""Counting what repeats over the files of a data set, and of one holder."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.common import jobs
from cases.common.jobs import Claim
from cases.common.sealing import KIND_LABELS
from cases.engine.index import BUCKETS
from cases.seizures.intake.counts import merged_counts
from cases.seizures.models import (
    DatasetCount,
    HolderCount,
    RepetitionCount,
    SeizedDataset,
    SeizedFile,
)


def request_of_dataset(dataset: int) -> None:
    _request(DatasetCount, dataset_id=dataset)


def request_of_holder(holder: int) -> None:
    """Called when a file is taken in and when a data set gets another holder."""
    _request(HolderCount, holder_id=holder)


@transaction.atomic
def _request(model: type[DatasetCount | HolderCount], **whose: Any) -> None:
    """Count anew, once this transaction is committed.

    A count that is running notices by itself that its files are no longer all of
    them.
    """
    model.objects.get_or_create(**whose)
    row = model.objects.select_for_update().get(**whose)
    if row.state != RepetitionCount.State.RUNNING:
        jobs.submit(row)


def count_dataset(claim: Claim) -> None:
    row = claim.job
    assert isinstance(row, DatasetCount)  # noqa: S101 - for the type checker
    files, found = _count(row, claim)
    with transaction.atomic():
        dataset = SeizedDataset.lock(row.dataset_id)
        dataset.identifiers = found
        dataset.save()
        basis = _basis(files)
        claim.finish(BUCKETS, basis=basis)
        if basis != _basis_now(row):
            request_of_dataset(row.dataset_id)


def count_holder(claim: Claim) -> None:
    row = claim.job
    assert isinstance(row, HolderCount)  # noqa: S101 - for the type checker
    files, found = _count(row, claim)
    basis = _basis(files)
    with transaction.atomic():
        claim.finish(
            BUCKETS,
            identifiers=found,
            basis=basis,
            files=len(files),
            datasets=len({file.dataset_id for file in files}),
        )
        if basis != _basis_now(row):
            request_of_holder(row.holder_id)


def _count(
    row: RepetitionCount, claim: Claim
) -> tuple[list[SeizedFile], dict[str, Mapping[str, Any]]]:
    """The files taken in, and the counts per kind over all of them."""
    files = list(
        row.counted_files.taken_in()
        .defer("layouts", "invalid_places", "rejected")
        .order_by("pk")
    )
    found = merged_counts(files, on_slice=lambda done: claim.progress(done, BUCKETS))
    return files, found


def is_current(row: RepetitionCount) -> bool:
    """Whether it counted every file that is taken in today."""
    return row.basis == _basis_now(row)


def _basis_now(row: RepetitionCount) -> str:
    return _basis(row.counted_files.taken_in().only("pk", "store").order_by("pk"))


def _basis(files: Iterable[SeizedFile]) -> str:
    named = ",".join(f"{file.pk}:{file.store}" for file in files)
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
