"""Saving confirmed columns under a name, and offering them for files like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.seizures.columns import layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.columns.shapes import sheet_shape
from cases.seizures.models import SavedLayout


@dataclass(frozen=True)
class Offer:
    """A saved mapping that fits `fitting` of the file's sheets."""

    layout: SavedLayout
    fitting: int
    is_whole: bool


def save(*, officer: Officer, name: str, sheets: Sequence[SheetItem]) -> SavedLayout:
    """Raises ValidationError where the unit has one of this name."""
    if not officer.is_police:
        raise PermissionDenied
    layout = SavedLayout(
        unit=officer.unit,
        owner=officer,
        name=name.strip(),
        sheets=layouts.without_samples(sheets),
    )
    return writes.create(officer=officer, obj=layout)


def rename(
    *, officer: Officer, layout: SavedLayout, version: int, name: str
) -> SavedLayout:
    _require_owner(officer, layout)
    return writes.update(
        officer=officer, obj=layout, version=version, changes={"name": name.strip()}
    )


@transaction.atomic
def delete(*, officer: Officer, layout: SavedLayout) -> None:
    """Delete a saved mapping; files that were taken in with it stay as they are."""
    _require_owner(officer, layout)
    audit.record(officer=officer, action=Action.CHANGE, obj=layout, deleted=layout.name)
    layout.delete()


def _require_owner(officer: Officer, layout: SavedLayout) -> None:
    if layout.owner_id != officer.pk:
        raise PermissionDenied


def offers(officer: Officer, items: Sequence[SheetItem]) -> list[Offer]:
    """The saved mappings that fit at least one sheet: first those that fit all, the
    latest of them first."""
    found = []
    for layout in SavedLayout.objects.visible_to(officer).order_by("-updated_at"):
        fitting = sum(
            _pattern(item, place, layout) is not None
            for place, item in enumerate(items)
        )
        if fitting:
            found.append(Offer(layout, fitting, fitting == len(items)))
    return sorted(found, key=lambda offer: not offer.is_whole)


def applied(layout: SavedLayout, items: Sequence[SheetItem]) -> list[SheetItem]:
    """The sheets with the saved columns; a sheet that is not like any saved one
    stays as it is."""
    patterns = [_pattern(item, place, layout) for place, item in enumerate(items)]
    return [
        layouts.with_mapping(item, pattern["mapping"]) if pattern else item
        for item, pattern in zip(items, patterns, strict=True)
    ]


def applied_wholly(layout: SavedLayout, items: Sequence[SheetItem]) -> list[SheetItem]:
    """As `applied`, but raises ValidationError unless every sheet is like a saved
    one."""
    for place, item in enumerate(items):
        if _pattern(item, place, layout) is None:
            sheet = _("sheet “%s”") % item["sheet"] if item["sheet"] else _("the file")
            raise ValidationError(
                _(
                    "The columns of %(sheet)s are not those of the saved mapping"
                    " “%(name)s”, so it was not taken in."
                )
                % {"sheet": sheet, "name": layout.name}
            )
    return applied(layout, items)


def _pattern(item: SheetItem, place: int, layout: SavedLayout) -> SheetItem | None:
    """The saved sheet that is like this one; if several are, the one at the same
    place."""
    saved: list[SheetItem] = layout.sheets
    wanted = sheet_shape(item)
    alike = [sheet for sheet in saved if sheet_shape(sheet) == wanted]
    if place < len(saved) and saved[place] in alike:
        return saved[place]
    return alike[0] if alike else None
