"""Data sets that really were taken in, with times in their rows."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.lineage import services
from cases.lineage.models import LineageRun, Pair
from cases.seizures.columns.layouts import guess, without_samples
from cases.seizures.models import Exhibit, SeizedDataset
from tests.matching.making import make_dataset, mobile, take_in_rows


def make_set(
    case: Case, people: Iterable[int], times: Iterable[str] = (), **fields: Any
) -> SeizedDataset:
    """These people's numbers; with `times` there is a column of registrations too."""
    rows = [f"王某甲,{mobile(n)}" for n in people]
    header = "姓名,手机号"
    if times:
        given = list(times)
        rows = [f"{row},{given[at % len(given)]}" for at, row in enumerate(rows)]
        header += ",注册时间"
    dataset = make_dataset(case, **fields)
    if rows:
        take_in_rows(dataset, *rows, header=header)
        text = "\n".join([header, *rows, ""]).encode()
        file = dataset.files.get()
        file.layouts = without_samples(guess(lambda: io.BytesIO(text), file.name))
        file.save()
    return dataset


def seized(case: Case, day: date) -> Exhibit:
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - gets its zone below
    return Exhibit.objects.create(
        case=case,
        number=f"WP-{case.exhibits.count() + 1}",
        name="Disk",
        medium="disk",
        seized_at=timezone.make_aware(noon),
        place="A dormitory",
        investigators="侦查员甲、侦查员乙",
    )


def trace(officer: Officer, case: Case, *others: Case) -> LineageRun:
    return services.trace_now(officer=officer, case=case, others=others)


def pair_of(one: SeizedDataset, other: SeizedDataset) -> Pair:
    first, second = sorted((one, other), key=lambda dataset: dataset.pk)
    return Pair.objects.with_sets().get(first=first, second=second)
