"""Reading the seized data sets, their files and their counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.summaries.facts import (
    IDENTIFIER_COUNTS,
    DatasetFact,
    FileFact,
    IdentifierCount,
)


@dataclass(frozen=True)
class Datasets:
    """The data sets, and the numbers (D1, F1, …) that the document gives to the
    rows of the database."""

    facts: tuple[DatasetFact, ...]
    dataset_numbers: dict[int, int]
    file_numbers: dict[int, int]


def datasets(officer: Officer, case: Case) -> Datasets:
    """Read the data sets; files that are not taken in are left out, and counted as
    such."""
    rows = list(
        SeizedDataset.objects.visible_to(officer)
        .of_case(case)
        .select_related("exhibit", "holder")
        .order_by("created_at", "pk")
        .prefetch_related(
            Prefetch(
                "files",
                SeizedFile.objects.defer("layouts", "invalid_places").order_by("pk"),
            )
        )
    )
    numbers = itertools.count(1)
    file_numbers: dict[int, int] = {}
    facts = []
    for number, row in enumerate(rows, 1):
        done = [f for f in row.files.all() if f.is_taken_in]
        file_numbers.update(zip((f.pk for f in done), numbers, strict=False))
        facts.append(_dataset(number, row, done, file_numbers))
    return Datasets(
        facts=tuple(facts),
        dataset_numbers={
            row.pk: fact.number for row, fact in zip(rows, facts, strict=True)
        },
        file_numbers=file_numbers,
    )


def _dataset(
    number: int, row: SeizedDataset, done: list[SeizedFile], numbers: dict[int, int]
) -> DatasetFact:
    return DatasetFact(
        number=number,
        record=row.pk,
        title=row.title,
        exhibit=row.exhibit.number if row.exhibit else "",
        holder=row.holder.number if row.holder else None,
        info_class=row.info_class,
        source=row.source,
        freshness=row.freshness,
        sector=row.sector,
        obtained_on=row.obtained_on,
        rows_read=row.rows_read,
        rows_stored=row.rows_stored,
        rows_rejected=row.rows_rejected,
        files_left_out=sum(not f.is_archive for f in row.files.all()) - len(done),
        files=tuple(_file(numbers[file.pk], file) for file in done),
        identifiers=tuple(_counts(row.identifiers)),
    )


def _file(number: int, file: SeizedFile) -> FileFact:
    return FileFact(
        number=number,
        record=file.pk,
        name=str(file),
        sha256=file.sha256,
        size=file.size,
        rows_read=file.rows_read,
        rows_stored=file.rows_stored,
        rows_rejected=file.rows_rejected,
        rejected=tuple(sorted(file.rejected.items(), key=lambda r: (-r[1], r[0]))),
        taken_in_at=file.finished_at,
    )


def _counts(identifiers: dict[str, Any]) -> Iterator[IdentifierCount]:
    for kind, counts in sorted(identifiers.items()):
        named = {name: int(counts.get(name, 0)) for name in IDENTIFIER_COUNTS}
        yield IdentifierCount(kind=kind, **named)
