"""Files that are alike: one confirmation counts for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Min

from cases.access.models import Officer
from cases.casefiles.permissions import Ability, require
from cases.common.uploads import open_sealed
from cases.seizures import services
from cases.seizures.columns import shapes
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.models.files import SeizedFileQuerySet


@dataclass(frozen=True)
class Group:
    """Drafts of a data set with the same columns; `first` is one of them."""

    first: int
    files: int


@dataclass
class Confirmed:
    """By name: files that are taken in now, and those that turned out to differ."""

    files: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def groups(dataset: SeizedDataset) -> list[Group]:
    """The groups of a data set's drafts, the largest first; a draft like no other is in
    none."""
    found = (
        dataset.files.drafts()
        .exclude(shape=None)
        .order_by()
        .values("shape")
        .annotate(first=Min("pk"), files=Count("pk"))
        .filter(files__gt=1)
        .order_by("-files", "first")
    )
    return [Group(row["first"], row["files"]) for row in found]


def alike(file: SeizedFile) -> SeizedFileQuerySet:
    """The other drafts of the data set that were found to have the same columns."""
    others = SeizedFile.objects.drafts().filter(dataset=file.dataset_id)
    return others.filter(shape=file.shape).exclude(pk=file.pk).order_by("name", "pk")


@transaction.atomic
def confirm_alike(
    *, officer: Officer, file: SeizedFile, sheets: Sequence[SheetItem]
) -> Confirmed:
    """Take in the file as confirmed, and every other draft that is like it.

    A file that differs after all is named and stays a draft. Raises ValidationError
    where the file itself cannot be confirmed.
    """
    require(officer, file.case, Ability.INTAKE)
    others = list(alike(file).values_list("pk", flat=True))
    # In the order of their numbers, so that two officers never wait for each other.
    locked = SeizedFile.objects.select_for_update(of=("self",)).order_by("pk")
    rows = {row.pk: row for row in locked.filter(pk__in=[file.pk, *others])}
    services.confirm_file(officer=officer, file=file, sheets=sheets)
    confirmed = Confirmed([file.name])
    for row in (rows[pk] for pk in others if pk in rows):
        if _confirm(officer, row, sheets):
            confirmed.files.append(row.name)
        else:
            confirmed.differing.append(row.name)
    return confirmed


def _confirm(officer: Officer, row: SeizedFile, sheets: Sequence[SheetItem]) -> bool:
    fitted = shapes.like(lambda: open_sealed(row.original), row.layouts, sheets)
    if fitted is None:
        return False
    try:
        services.confirm_file(officer=officer, file=row, sheets=fitted)
    except ValidationError:
        return False
    return True
